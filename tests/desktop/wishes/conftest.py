"""The tab of the wishes and its pages."""

import pytest


@pytest.fixture
def tab(window):
    window.go("wishes", "board")
    return window.page("wishes")


@pytest.fixture
def board(tab):
    return tab.page("board")


@pytest.fixture
def people(window, tab):
    window.go("wishes", "beneficiaries")
    return tab.page("beneficiaries")
