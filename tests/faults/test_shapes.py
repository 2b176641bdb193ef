"""E15: our own template after people had it: rows and columns put in, moved, renamed, totalled."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.workflow.loading import plan_load
from desktop.workflow.session import create_district
from desktop.workflow.templates import Prefill, make_ledger_template
from exports.cellsource import Scalar, cell_text
from exports.child_pool import ChildPool
from exports.reader_grid import Grid, read_grids
from exports.reader_sheets import title_key
from exports.tables import TableSource
from exports.template import write_template
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_project
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.cells import Cell

CATALOGUE = load_catalogue()
PROJECTS = [make_project(number) for number in range(1, 8)]
RECORD_ID = title_key(Project.item("record_id").title)
KEEP = {title_key(Project.item(name).title) for name in ("record_id", "project_name")}

Rows = list[list[Scalar]]
Maker = random.Random

# --- What people do to a sheet ----------------------------------------------------------------


def header_of(rows: Rows) -> int:
    """The place of the title row."""
    return next(
        at for at, row in enumerate(rows) if RECORD_ID in {title_key(cell_text(c)) for c in row}
    )


def rows_put_in(rows: Rows, maker: Maker) -> None:
    """Blank rows and notes above the titles, blank rows and group titles among the records."""
    for _ in range(maker.randint(1, 4)):
        above = maker.randint(0, 1)
        head = header_of(rows)
        at = maker.randint(0, head) if above else maker.randint(head + 1, len(rows))
        rows.insert(
            at,
            list(
                maker.choice(
                    ([], ["（示例区填报）"], ["", ""]) if above else ([], ["一、在建项目"])
                )
            ),
        )


def columns_put_in(rows: Rows, maker: Maker) -> None:
    """Empty columns, and columns of people's own."""
    head, width = header_of(rows), max(map(len, rows))
    for number in range(maker.randint(1, 3)):
        at, own = maker.randint(0, width), maker.random() < 0.5
        for place, row in enumerate(rows):
            row.extend([None] * (width - len(row)))
            is_data = place > head and cell_text(row[1]).startswith("310115")
            row.insert(
                at,
                (f"自用{number}" if place == head else "看过" if is_data else None)
                if own
                else None,
            )
        width += 1


def titles_renamed(rows: Rows, maker: Maker) -> None:
    """Other names that mean the same, spaces, stars, brackets."""
    row = rows[header_of(rows)]
    known = {title_key(one.full_title): one for one in Project.items()} | {
        title_key(one.title): one for one in Project.items()
    }
    for at in maker.sample(range(len(row)), min(12, len(row))):
        entry = known.get(title_key(cell_text(row[at])))
        if entry is not None:
            row[at] = maker.choice(
                [entry.title, f" {' '.join(entry.title)}", f"*{entry.title}", entry.name, f"{entry.title}（必填）",
                 *entry.synonyms[:1]]
            )  # fmt: skip


def columns_moved(rows: Rows, maker: Maker) -> None:
    """All columns in another order."""
    width = max(map(len, rows))
    order = maker.sample(range(width), width)
    for row in rows:
        row.extend([None] * (width - len(row)))
        row[:] = [row[place] for place in order]


def totals_added(rows: Rows, maker: Maker) -> None:
    """A line of sums under the records, or among them."""
    head = header_of(rows)
    titles = [title_key(cell_text(cell)) for cell in rows[head]]
    names = [at for at, title in enumerate(titles) if title in KEEP]
    data = [
        at
        for at, row in enumerate(rows)
        if any(cell_text(c).startswith("310115-2026-P") for c in row)
    ]
    total: list[Scalar] = [None] * len(titles)
    total[names[0]] = maker.choice(["合计", "合　计", "小计：", "总计（7项）"])
    total[
        titles.index(title_key("总投资（万元）")) if title_key("总投资（万元）") in titles else -1
    ] = 245028.0
    rows.insert(maker.choice(data) + 1, total)


def columns_dropped(rows: Rows, maker: Maker) -> None:
    """Columns nobody fills, taken away."""
    head = header_of(rows)
    for _ in range(maker.randint(1, 4)):
        places = [
            at for at, cell in enumerate(rows[head]) if title_key(cell_text(cell)) not in KEEP
        ]
        at = maker.choice(places)
        for row in rows:
            if at < len(row):
                del row[at]


def marks_dropped(rows: Rows, maker: Maker) -> None:
    """The line of 甲, 乙, 1, 2 under the titles."""
    del rows[header_of(rows) + 1]


CHANGES: tuple[Callable[[Rows, Maker], None], ...] = (
    marks_dropped, totals_added, columns_dropped, columns_put_in, rows_put_in, titles_renamed,
    columns_moved,
)  # fmt: skip
"""In the order in which they are done: titles are looked for as they were printed."""


def mutated(rows: Rows, seed: int) -> Rows:
    """The sheet after one to all of these."""
    maker = Maker(seed)
    made = [list(row) for row in rows]
    chosen = maker.sample(CHANGES, maker.randint(1, len(CHANGES)))
    for change in sorted(chosen, key=CHANGES.index):
        change(made, maker)
    return made


# --- Read -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    """The projects' sheet of a template with records, read as any file is."""
    path = tmp_path_factory.mktemp("template") / "模板.xlsx"
    write_template(
        path, forms=STANDARD_FORMS, catalogue=CATALOGUE, codes=["F01"], rows={"F01": PROJECTS}
    )
    with ChildPool(1) as children:
        return next(one for one in read_grids(path, children) if one.name.startswith("F01"))


@pytest.mark.fault("E15")
@settings(max_examples=300)
@given(seed=st.integers(0, 2**32))
def test_the_template_is_read_in_any_shape(seed: int, template: Grid) -> None:
    rows = mutated(template.rows, seed)
    table = TableSource("来表.xlsx", [Grid(template.name, rows)]).table(Project, CATALOGUE)
    assert [row.cells["record_id"] for row in table.rows] == [one.record_id for one in PROJECTS]
    mapped = {column.item for column in table.columns if column.item}
    for row, project in zip(table.rows, PROJECTS, strict=True):
        assert any(cell_text(c) == project.record_id for c in rows[row.number - 1])
        assert {name: row.cells[name] for name in mapped} == {n: project.cell(n) for n in mapped}
    told = {number for number, _ in table.skipped}
    for at, row_cells in enumerate(rows, 1):
        if any("计" in cell_text(c)[:2] and at > table.header_row for c in row_cells):
            assert at in told, row_cells


# --- Loaded -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("district") / "区.db"
    session = create_district(path, "310115", "示例委员会", clock=still_clock)
    filled_district(session, [Q2.code])
    yield session
    session.close()


def cells_of(session: Session) -> dict[str, dict[str, Cell]]:
    rows = session.ledger.rows("F01", session.district, Q2.code)
    names = [entry.name for entry in Project.items()]
    return {record_id: {name: row.cell(name) for name in names} for record_id, row in rows.items()}


@pytest.mark.fault("E15")
@pytest.mark.parametrize("seed", range(4))
def test_a_template_in_any_shape_loads_without_a_change(
    seed: int, district: Session, tmp_path: Path
) -> None:
    """Prefilled, reshaped and given back: every record is known again and nothing differs."""
    made = make_ledger_template(tmp_path / "模板.xlsx", district, Q2, ["F01"], Prefill())
    reshape(made.file, seed)
    (plan,) = plan_load(district, Q2, made.file)
    assert plan.rows == plan.unchanged == made.rows["F01"] > 5
    assert (plan.created, plan.updated, list(plan.steps)) == (0, 0, [])


def reshape(path: Path, seed: int) -> None:
    """Save the workbook with its projects' sheet in another shape."""
    with ChildPool(1) as children:
        grid = next(one for one in read_grids(path, children) if one.name.startswith("F01"))
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = grid.name
    for row in mutated(grid.rows, seed):
        sheet.append([cell_text(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)
