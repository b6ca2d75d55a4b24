"""What the tests of wishes start with."""

import pytest

from db.wishes.listings import WISHES
from tests.db.changes import create
from tests.db.wishes.wish_helpers import ONE_MORE


@pytest.fixture
def wish(office):
    """A wish that was just collected, of somebody who agreed to its publication."""
    return create(office, WISHES, ONE_MORE)
