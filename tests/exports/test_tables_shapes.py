"""Whatever shape people give a table, the same records are read from it (faults E15)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.cellsource import Scalar, cell_text
from exports.layout import column_title
from exports.reader_grid import Grid
from exports.tables import TableSource
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.kinds import show_cell
from tests.exports.factory import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms.items import Item

CATALOGUE = load_catalogue()
FIELDS = (
    "record_id", "project_name", "entity_name", "entity_uscc", "cluster_code", "topic_codes",
    "total_investment", "fund_loan", "planned_start", "actual_start", "stage", "trl", "content",
    "contact_phone", "secrecy_confirm",
)  # fmt: skip
ITEMS = [Project.item(name) for name in FIELDS]
PROJECTS = [make_project(number) for number in range(1, 6)]
BANNERS = (
    ["2026年未来产业项目情况汇总表"],
    ["填报单位：示例委员会", "", "", "报告期：2026年二季度"],
    ["", ""],
    ["（内部资料）"],
)
LEFT_OUT = (
    ["合计", "", "", 5],
    ["一、在建项目"],
    ["注：金额以万元计"],
    ["", "", ""],
    ["填表人：示例乙", "联系电话：021-00000000"],
)

Maker = random.Random
TITLES: tuple[Callable[[Item, Maker], str], ...] = (
    lambda entry, _maker: column_title(entry),
    lambda entry, _maker: entry.title,
    lambda entry, _maker: f" {entry.full_title} ",
    lambda entry, _maker: "*" + entry.title,
    lambda entry, maker: f"{maker.randint(1, 40)}、{entry.title}",
    lambda entry, _maker: " ".join(entry.title),
    lambda entry, _maker: entry.title.replace("/", "／"),
    lambda entry, maker: maker.choice(entry.synonyms or (entry.title,)),
    lambda entry, _maker: entry.name,
    lambda entry, _maker: f"{entry.title}（必填）",
)


def shaped(seed: int) -> tuple[Grid, int, list[int]]:
    """A table of the projects in some shape; its header's row and its records' rows, from 1."""
    maker = random.Random(seed)
    items = maker.sample(ITEMS, len(ITEMS))
    strangers = maker.randint(0, 3)
    rows: list[list[Scalar]] = [list(maker.choice(BANNERS)) for _ in range(maker.randint(0, 4))]
    titles = [maker.choice(TITLES)(entry, maker) for entry in items]
    rows.append(["序号", *titles, *(f"自设列{at}" for at in range(strangers))])
    header, numbers = len(rows), []
    if maker.random() < 0.5:
        rows.append(["甲", *(str(at) for at in range(1, len(items) + 1))])
    for place, project in enumerate(PROJECTS, 1):
        if maker.random() < 0.3:
            rows.append(list(maker.choice(LEFT_OUT)))
        cells = [
            _written(show_cell(project.cell(one.name), one, CATALOGUE), maker) for one in items
        ]
        rows.append([place, *cells, *(["杂记"] * strangers)])
        numbers.append(len(rows))
    rows += [list(one) for one in maker.sample(LEFT_OUT, maker.randint(0, 3))]
    return Grid(maker.choice(("Sheet1", "F01", "项目")), rows), header, numbers


def _written(text: str, maker: Maker) -> str:
    """A text as people write it: spaces at the ends, full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    ways: tuple[Callable[[str], str], ...] = (
        lambda one: one,
        lambda one: f" {one}　",
        lambda one: one.translate(wide),
    )
    return maker.choice(ways[: 2 if "示例" in text or "建设" in text else 3])(text)


@pytest.mark.fault("E15")
@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_the_same_records_are_read_from_every_shape(seed: int) -> None:
    grid, header, numbers = shaped(seed)
    table = TableSource("来表.xlsx", [grid]).table(Project, CATALOGUE)
    assert table.header_row == header
    assert [row.number for row in table.rows] == numbers
    assert {column.item for column in table.columns if column.item} == set(FIELDS)
    for row, project in zip(table.rows, PROJECTS, strict=True):
        assert {name: row.cells[name] for name in FIELDS} == {
            name: project.cell(name) for name in FIELDS
        }


@pytest.mark.fault("E15")
@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_no_row_that_says_something_is_left_out_in_silence(seed: int) -> None:
    grid, header, _ = shaped(seed)
    table = TableSource("来表.xlsx", [grid]).table(Project, CATALOGUE)
    told = {row.number for row in table.rows} | {number for number, _ in table.skipped}
    for number, cells in enumerate(grid.rows[header:], header + 1):
        texts = [text for cell in cells if (text := cell_text(cell).strip())]
        if texts and not _is_foot_or_marks(texts):
            assert number in told, texts


def _is_foot_or_marks(texts: list[Any]) -> bool:
    return texts[0] in ("甲", "注：金额以万元计") or texts[0].startswith("填表人")
