"""Settings of published papers, for sales and for the subjects after them."""

from __future__ import annotations

from db.core.paper_choices import PUBLIC_CONTACT, PUBLIC_DAYS, PUBLIC_ISSUER

CHOICES = (PUBLIC_ISSUER, PUBLIC_DAYS, PUBLIC_CONTACT)
