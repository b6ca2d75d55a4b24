"""Hours of service: what a record counts, summed from the rows each time, never kept."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case

from db.activity_models import Service


def counted(service: type[Service] = Service) -> ColumnElement[bool]:
    """Records that count: with sign-in and sign-out, and not void."""
    return and_(service.left.is_not(None), service.void.is_(None))


def minutes_of(service: type[Service] = Service) -> ColumnElement[int]:
    """What a record counts: from sign-in to sign-out, travel excluded; nothing without an end or where it is void."""
    return case((counted(service), service.left - service.arrived), else_=0)
