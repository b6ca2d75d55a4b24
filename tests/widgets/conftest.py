"""Every widget test runs with the program's style sheet."""

import pytest

from tests.widgets.samples import Source
from widgets import theme
from widgets.task import shutdown


@pytest.fixture
def source():
    return Source()


@pytest.fixture(autouse=True)
def dressed(qapp):
    """Every widget is tested as it is seen."""
    if not qapp.styleSheet():
        theme.apply(qapp)
    yield
    shutdown()
