"""What the tests of workbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forms.catalogue import load_catalogue

if TYPE_CHECKING:
    from forms.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships with the program."""
    return load_catalogue()
