"""Helpers of the tests of the wishes' tab: a wish by its code, its state, the cards of the board, the access log."""

from PySide6.QtCore import Qt
from sqlalchemy import select

from db.hardship.models import Beneficiary, Opening
from db.wishes.models import Wish
from db.wishes.steps import state
from tests.desktop.window_helpers import stored

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def wish_of(window, code):
    return stored(window, select(Wish.id).where(Wish.code == code))


def state_of(window, number):
    with window.store.read() as session:
        return state(session, number)


def cards(board, key):
    column = board.board.columns[key]
    return [column.item(n).text() for n in range(column.count())]


def looks(window):
    with window.store.read() as session:
        return session.scalars(select(Beneficiary.name).join(Opening).order_by(Opening.id)).all()
