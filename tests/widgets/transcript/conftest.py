"""The library of the formulas warns when it is loaded: once, here, where nobody counts warnings."""

import pytest

from desktop_app.widgets.transcript import maths


@pytest.fixture(scope="session", autouse=True)
def _formulas_loaded():
    maths.load()
