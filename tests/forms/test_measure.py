"""Sizes that are no money: three places, exact, shown as short as they are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import load_catalogue
from forms.cells import Kept
from forms.f03_carrier import Carrier
from forms.kinds import decode_cell, encode_cell, read_cell, show_cell

CATALOGUE = load_catalogue()
AREA = Carrier.item("area_km2")


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("4.125", "4.125", "4.125"),
        ("3,200", "3200", "3,200"),
        ("0.5", "0.5", "0.5"),
        ("０．５００", "0.5", "0.5"),
        ("-0", "0", "0"),
        ("1000.10", "1000.1", "1,000.1"),
        ("20%", "20", "20"),
    ],
)
def test_a_size_is_read_exactly_and_shown_short(text: str, size: str, shown: str) -> None:
    cell = read_cell(text, AREA, CATALOGUE)
    assert cell == Decimal(size)
    assert show_cell(cell, AREA, CATALOGUE) == shown


@pytest.mark.parametrize("text", ["4.1255", "约4", "4平方公里", "1e3", "", "9" * 15])
def test_what_has_no_exact_reading_is_kept(text: str) -> None:
    cell = read_cell(text, AREA, CATALOGUE)
    assert cell == (Kept(text, cell.reason) if isinstance(cell, Kept) else None)
    assert (cell is None) is (text == "")


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=3))
def test_every_size_survives_show_and_encode(size: Decimal) -> None:
    assert read_cell(show_cell(size, AREA, CATALOGUE), AREA, CATALOGUE) == size
    assert decode_cell(encode_cell(size, AREA.kind), AREA.kind) == size
