"""The tab of the wishes and its pages."""

import pytest


@pytest.fixture
def tab(window):
    window.go("board")
    return window.tab("wishes")


@pytest.fixture
def board(tab):
    return tab.page("board")


@pytest.fixture
def people(window, tab):
    window.go("beneficiaries")
    return tab.page("beneficiaries")
