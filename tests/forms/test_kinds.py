"""Reading and showing cells: exact, tolerant where nothing is lost, otherwise kept as typed."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.base import Form
from forms.catalogue import load_catalogue
from forms.cells import Kept, Missing
from forms.items import Item
from forms.kinds import decode_cell, encode_cell, read_cell, show_cell
from forms.parsing import fold, tidy_identifier
from forms.registry import STANDARD_FORMS

CATALOGUE = load_catalogue()
F01, F02 = STANDARD_FORMS["F01"], STANDARD_FORMS["F02"]


def read(form: type[Form], name: str, text: str) -> object:
    return read_cell(text, form.item(name), CATALOGUE)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("35000", "35000.00"),
        ("3,500.5", "3500.50"),
        ("３５００", "3500.00"),
        (" 3 500 ", "3500.00"),
        ("1.2亿", "12000.00"),
        ("1.2亿元", "12000.00"),
        ("800万元", "800.00"),
        ("35000000元", "3500.00"),
        ("¥12.30", "12.30"),
        ("－5", "-5.00"),
        ("-0", "0.00"),
        ("1，234", "1234.00"),
        (".5", "0.50"),
    ],
)
def test_money_is_read_where_exact(text: str, amount: str) -> None:
    assert read(F01, "total_investment", text) == Decimal(amount)


@pytest.mark.fault("F4", "F11")
@pytest.mark.parametrize(
    "text",
    [
        "约500万",
        "500左右",
        "1.234",
        "1e5",
        "(5)",
        "12,34",
        "abc",
        "1元",
        "1" * 15,
        "1.2.3",
        "--5",
        "5%",
        "十万",
        "9" * 40,
        "0." + "1" * 60,
        "9" * 40 + "亿",
    ],
)
def test_money_that_has_no_exact_reading_is_kept(text: str) -> None:
    cell = read(F01, "total_investment", text)
    assert isinstance(cell, Kept)
    assert cell.text == text
    assert cell.reason


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-30",
        "2026.9.30",
        "2026/9/30",
        "2026年9月30日",
        "26年9月30日",
        "20260930",
        "２０２６－９－３０",
        "2026-09-30 00:00:00",
    ],
)
def test_days_are_read_in_every_usual_spelling(text: str) -> None:
    assert read(F01, "actual_start", text) == date(2026, 9, 30)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "9.30", "2026", "去年", "2026-13-01", "0000-01-01", "45200"]
)
def test_other_days_are_kept(text: str) -> None:
    assert isinstance(read(F01, "actual_start", text), Kept)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-09", "2026-09"),
        ("2026.9", "2026-09"),
        ("2026年9月", "2026-09"),
        ("26年9月", "2026-09"),
        ("202609", "2026-09"),
        ("2026-09-15", "2026-09"),
        ("2026年9月份", "2026-09"),
    ],
)
def test_months(text: str, month: str) -> None:
    assert read(F01, "planned_start", text) == month


@pytest.mark.parametrize("text", ["2026-13", "1800-01", "9月", "2026年"])
def test_other_months_are_kept(text: str) -> None:
    assert isinstance(read(F01, "planned_start", text), Kept)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("stage", "40", "40"),
        ("stage", "在建", "40"),
        ("stage", "40 在建", "40"),
        ("cluster_code", "未来健康", "1"),
        ("direction_code", "脑机接口", "101"),
        ("town_code", "张江镇", "310115125"),
        ("industry_code", "9999", "9999"),
        ("project_level", "区重点", "区重点"),
    ],
)
def test_codes_by_code_title_or_label(name: str, text: str, code: str) -> None:
    assert read(F01, name, text) == code


def test_several_codes_keep_their_order_and_drop_doubles() -> None:
    assert read(F01, "topic_codes", "10108；10101、10108") == ("10108", "10101")
    assert read(F01, "plan_codes", "携手,筑基") == ("携手", "筑基")
    assert isinstance(read(F01, "plan_codes", "；；"), Kept)


def test_a_title_with_commas_of_its_own_is_one_code() -> None:
    text = "20202 AI+药物研发；20208 感知、决策、规划和控制一体化的机器智能体"
    assert read(F01, "topic_codes", text) == ("20202", "20208")


def test_an_unknown_code_is_kept_with_the_lists_name_in_the_reason() -> None:
    cell = read(F01, "stage", "快完工了")
    assert isinstance(cell, Kept)
    assert "可选项" in cell.reason


@pytest.mark.parametrize(
    ("text", "value"), [("45", 45), ("45%", 45), ("４５", 45), ("1,000", 1000)]
)
def test_percent_and_counts(text: str, value: int) -> None:
    assert read(F02, "progress_pct", text) == value


@pytest.mark.parametrize("text", ["4.5", "约50", "1e2", "9" * 13])
def test_other_counts_are_kept(text: str) -> None:
    assert isinstance(read(F01, "expected_jobs", text), Kept)


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), ("√", True), ("N", False), ("1", True)]
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert read(F01, "secrecy_confirm", text) is value


def test_maybe_is_neither_yes_nor_no() -> None:
    assert isinstance(read(F01, "secrecy_confirm", "可能"), Kept)


def test_blank_zero_not_applicable_and_later_are_four_things() -> None:
    cells = [read(F01, "fund_loan", text) for text in ("", "0", "不适用", "暂缺（银行未出具）")]
    assert cells == [None, Decimal("0.00"), Missing("na"), Missing("later", "银行未出具")]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("暂缺", Missing("later")),
        ("暂缺：等审计", Missing("later", "等审计")),
        ("暂缺(等审计)", Missing("later", "等审计")),
    ],
)
def test_later_in_its_spellings(text: str, missing: Missing) -> None:
    assert read(F01, "total_investment", text) == missing


def test_a_code_lists_own_not_applicable_is_a_code() -> None:
    assert read(F01, "approval_type", "不适用") == "不适用"


@pytest.mark.fault("F5", "F14")
def test_invisible_and_control_characters_are_dropped() -> None:
    assert read(F01, "project_name", "\ufeff示例\u200b项目\x0b\u202e ") == "示例项目"
    assert read(F01, "entity_uscc", " 91310115ma00 00111m\u00a0") == "91310115MA0000111M"


@pytest.mark.fault("F5")
@pytest.mark.parametrize("space", ["\u2003", "\u2028", "\u0085", "\u202f", "\u1680", "\u3000"])
def test_spaces_of_every_kind_at_the_ends_go(space: str) -> None:
    """Pasted from a text document; what is stored must read back as it is from a workbook."""
    assert read(F01, "project_name", f"{space}示例 项目{space}") == "示例 项目"
    assert read(F01, "project_name", space * 3) is None
    assert read(F01, "entity_uscc", space) is None


# Letters that fold, join or come apart, and spaces and marks of every kind.
ODD_LETTERS = [
    letter
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x30000)])
    if unicodedata.combining(letter)
    or letter.isspace()
    or letter.upper() != letter
    or unicodedata.normalize("NFKC", letter) != letter
    or unicodedata.category(letter) in ("Cf", "Cc")
]
ODD_TEXTS = st.lists(
    st.sampled_from(ODD_LETTERS) | st.sampled_from("aZ09 .,、；年月甲"), max_size=8
).map("".join)


@pytest.mark.fault("F6")
@given(ODD_TEXTS)
@example("e \u0301")
@example("\u0390")
@example("\u00b4")
def test_folding_twice_is_folding_once(text: str) -> None:
    """F6: else a code would be another when it comes back from the workbook."""
    assert fold(fold(text)) == fold(text)
    assert tidy_identifier(tidy_identifier(text)) == tidy_identifier(text)


@pytest.mark.fault("F12")
@given(st.sampled_from(STANDARD_FORMS["F01"].items()), ODD_TEXTS)
def test_whatever_letters_a_value_shows_and_reads_back(entry: Item, text: str) -> None:
    cell = read_cell(text, entry, CATALOGUE)
    if not isinstance(cell, Kept):
        assert read_cell(show_cell(cell, entry, CATALOGUE), entry, CATALOGUE) == cell


def test_lines_end_in_one_way_whatever_the_cell_holds() -> None:
    """Other programs end lines in their own way when they save; that must be no edit."""
    assert read(F01, "content", "甲\r\n乙\r丙") == "甲\n乙\n丙"
    assert read(F01, "stage", "在建\r\n三层") == Kept("在建\n三层", read_reason("在建\n三层"))
    assert read(F01, "stage", "暂缺（甲\r乙）") == Missing("later", "甲\n乙")
    assert read(F01, "project_name", "\ufffe\uffff") is None


def read_reason(text: str) -> str:
    cell = read(F01, "stage", text)
    assert isinstance(cell, Kept)
    return cell.reason


def test_line_breaks_stay_only_where_the_field_has_lines() -> None:
    assert read(F01, "project_name", "甲\n乙") == "甲 乙"
    assert read(F01, "content", "甲\r\n乙") == "甲\n乙"


ITEMS = [entry for form in STANDARD_FORMS for entry in form.items()]


@pytest.mark.parametrize("entry", [one for one in ITEMS if one.example], ids=lambda one: one.name)
def test_every_example_is_a_value_that_shows_and_reads_back(entry: Item) -> None:
    cell = read_cell(entry.example, entry, CATALOGUE)
    assert cell is not None
    assert not isinstance(cell, (Kept, Missing))
    assert read_cell(show_cell(cell, entry, CATALOGUE), entry, CATALOGUE) == cell


@given(st.sampled_from(ITEMS), st.text(max_size=40))
def test_whatever_is_typed_shows_and_encodes_back_to_itself(entry: Item, text: str) -> None:
    cell = read_cell(text, entry, CATALOGUE)
    again = decode_cell(encode_cell(cell, entry.kind), entry.kind)
    if isinstance(cell, Kept):
        assert again == Kept(cell.text)
    else:
        assert again == cell
        assert read_cell(show_cell(cell, entry, CATALOGUE), entry, CATALOGUE) == cell


@pytest.mark.fault("F11")
@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_every_amount_survives_show_and_encode(amount: Decimal) -> None:
    entry = F01.item("total_investment")
    assert read_cell(show_cell(amount, entry, CATALOGUE), entry, CATALOGUE) == amount
    assert decode_cell(encode_cell(amount, entry.kind), entry.kind) == amount
