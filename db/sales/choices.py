"""Settings of what is published: sales are the first to use them, other subjects publish by them, too."""

from __future__ import annotations

from db.core.paper_choices import PUBLIC_CONTACT, PUBLIC_DAYS, PUBLIC_ISSUER

CHOICES = (PUBLIC_ISSUER, PUBLIC_DAYS, PUBLIC_CONTACT)
