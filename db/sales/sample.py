"""The sample office: a charity sale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.core.sample import rows
from db.sales.listings import SALE_GOODS, SALE_USES, SALES, publish_sale


def fill(session: Session, sample: dict[str, Any], _folder: Path) -> None:
    for sale in sample["sales"]:
        goods, uses, published_on = sale.pop("goods"), sale.pop("uses"), sale.pop("published_on")
        stored = SALES.create(session, sale)
        for row in rows([goods]):
            SALE_GOODS.create(session, row, sale_id=stored.id)
        for row in rows([uses]):
            SALE_USES.create(session, row, sale_id=stored.id)
        publish_sale(session, stored, SALES["published_on"].parse(published_on))
