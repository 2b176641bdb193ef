"""The short ways of reading a column are the long way, only shorter."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exports.cellsource import BOOLEAN_MARK, DATE_MARK, ERROR_MARK, FORMULA_MARK, number_text
from exports.digest import mark_row, travelling_items
from exports.reader_rows import ColumnReader, RowReader, read_scalar
from forms.catalogue import load_catalogue
from forms.cells import Kept
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.kinds import read_cell, show_cell

if TYPE_CHECKING:
    from exports.cellsource import Scalar
    from forms.items import Item

CATALOGUE = load_catalogue()
ITEMS = [*travelling_items(Project), *travelling_items(Progress)]
KINDS = {entry.kind.name: entry for entry in ITEMS}
LABELS = [
    show_cell(code.code, entry, CATALOGUE)
    for entry in ITEMS
    if entry.kind.name == "one_of"
    for code in list(CATALOGUE.codelist(entry.codes))[:8]
]

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "不适用",
            "暂缺（待批）",
            "暂缺",
            "暂停",
            " 首尾空格 ",
            "a  b",
            "全角１２３",
            "1,234.50",
            "约500万",
            "1.2亿",
            "3万元",
            "-0",
            "0.00",
            "2026-09-30",
            "2026.9",
            "202609",
            "是",
            "否",
            "√",
            "12%",
            "1e5",
            "\u200b零宽",
            "a\u3000b",
            "行1\n行2",
            "91310115ma0000111m",
            "310115 2026",
            "#REF!",
        ]
    ),
    st.sampled_from(LABELS),
    st.lists(st.sampled_from(LABELS), min_size=1, max_size=3).map("；".join),
)
SCALARS = st.one_of(
    st.none(),
    TEXTS,
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**6), 10**6).map(float),
    st.integers(-(10**9), 10**9).map(lambda cents: cents / 100),
    st.sampled_from([0.1 + 0.2, 1e300, -0.0, 1e14 + 0.5, 999999999999.99, 1e12, 0.005, 2.675]),
    st.sampled_from(
        [
            ERROR_MARK + "#REF!",
            FORMULA_MARK,
            BOOLEAN_MARK + "1",
            BOOLEAN_MARK + "0",
            DATE_MARK + "2026-09-30",
        ]
    ),
)


@given(st.lists(SCALARS, max_size=30))
@example(["暂缺（待批）", "不适用于本项目", "暂停", 1e300, -0.0])
@pytest.mark.parametrize("entry", KINDS.values(), ids=list(KINDS))
def test_short_ways_equal_the_long_way(entry: Item, cells: list[Scalar]) -> None:
    values, _ = ColumnReader(entry, CATALOGUE).read(cells)
    for cell, value in zip(cells, values, strict=True):
        expected = read_scalar(cell, entry, CATALOGUE)
        assert value == expected
        assert type(value) is type(expected)


@given(TEXTS)
@pytest.mark.parametrize("entry", KINDS.values(), ids=list(KINDS))
def test_plain_text_is_read_by_the_one_parser(entry: Item, text: str) -> None:
    assert read_scalar(text.lstrip("\x00"), entry, CATALOGUE) == read_cell(
        text.lstrip("\x00"), entry, CATALOGUE
    )


@given(st.lists(st.tuples(*[SCALARS] * 6), min_size=1, max_size=8))
def test_row_digests_equal_the_writers(rows: list[tuple[Scalar, ...]]) -> None:
    items = [KINDS[name] for name in ("money", "text", "one_of", "date", "count")]
    names = [entry.name for entry in travelling_items(Project)]
    columns = {"record_id": 0} | {entry.name: place for place, entry in enumerate(items, 1)}
    columns = {name: place for name, place in columns.items() if name in names}
    reader = RowReader(Project, travelling_items(Project), columns, CATALOGUE, {}, "sha256")
    cells = [reader.cells([f"310115-2026-P{number:04d}", *row]) for number, row in enumerate(rows)]
    for row, digest in reader.read(cells):
        assert digest == mark_row(row, "sha256").digest


@pytest.mark.fault("F11")
@given(st.integers(-(10**13), 10**13))
def test_money_is_exact(cents: int) -> None:
    """What the writer writes as a number comes back to the cent."""
    amount = Decimal(cents) / 100
    entry = KINDS["money"]
    values, _ = ColumnReader(entry, CATALOGUE).read([float(f"{amount:.2f}")])
    assert values == [amount]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_text_is_a_plain_number_of_15_digits(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower()
    assert float(text) == float(f"{number:.15g}")


@pytest.mark.fault("F7")
def test_long_number_in_a_text_column_is_not_believed() -> None:
    cell = read_scalar(310115202600010112.0, KINDS["identifier"], CATALOGUE)
    assert isinstance(cell, Kept)
    assert "文本格式" in cell.reason


@pytest.mark.fault("F2", "F3")
@pytest.mark.parametrize("mark", [ERROR_MARK + "#DIV/0!", FORMULA_MARK])
@pytest.mark.parametrize("entry", KINDS.values(), ids=list(KINDS))
def test_errors_and_uncalculated_formulas_are_never_blank(entry: Item, mark: str) -> None:
    cell = read_scalar(mark, entry, CATALOGUE)
    assert isinstance(cell, Kept)
    assert cell.text
    assert cell.reason


def test_column_forgets_before_it_grows_large() -> None:
    reader = ColumnReader(KINDS["text"], CATALOGUE)
    for start in range(0, 60_000, 400):
        texts = [f"文字{number}" for number in range(start, start + 400)]
        values, _ = reader.read(texts)
        assert values == texts
    assert len(reader._values) < 10_000
