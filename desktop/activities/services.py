"""The list of all services at all shifts."""

from __future__ import annotations

from db.activities.services import SERVICES
from desktop.shell.list_view import ListView

ALL_SERVICES = ListView(
    SERVICES, name="all_services", unseen=("position", "starts"), no_new="新的记录在“活动”的场次里登记"
)
