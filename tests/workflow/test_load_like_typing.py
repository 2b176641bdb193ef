"""Loading a file gives the same records as typing what it says, sheet by sheet and row by row."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from desktop.workflow import entry
from desktop.workflow.demo import _typed
from desktop.workflow.entry import Typed
from desktop.workflow.loading import apply_load, plan_load
from desktop.workflow.opening import open_period
from forms.rollforward import under_way
from resources.sample import sample_rows
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.workflow.session import Session
    from resources.sample import Row
    from tests.workflow.conftest import Maker

DISTRICT = "310104"
PROJECTS, PROGRESS = "F01", "F02"


def texts(session: Session, code: str, row: Row, *without: str) -> dict[str, str]:
    """What a person would write for a row of the sample."""
    items = session.forms[code].items_by_name()
    return {
        name: _typed(value)
        for name, value in row.items()
        if name in items
        and name not in without
        and not (items[name].computed or items[name].system)
        and value is not None
    }


def by_hand(session: Session, projects: list[Row], progress: dict[str, Row]) -> None:
    """Paste the projects, then type what is known of each one's progress."""
    place = entry.place_of(session, Q2, PROJECTS)
    new = [texts(session, PROJECTS, one, "record_id", "carrier_id") for one in projects]
    entry.type_block(session, place, [], new, "粘贴")
    place = entry.place_of(session, Q2, PROGRESS)
    made = session.ledger.rows(PROJECTS, DISTRICT, Q2.code)
    for record_id, one in zip(made, projects, strict=True):
        said = progress.get(str(one["record_id"]))
        if said is not None:
            cells = texts(session, PROGRESS, said, "record_id")
            typed = [Typed(record_id, name, text) for name, text in cells.items()]
            entry.type_cells(session, place, typed)


def by_file(session: Session, folder: Path, projects: list[Row], progress: dict[str, Row]) -> None:
    """Load the projects, then their progress under the ids that they were given."""
    load(session, folder, PROJECTS, [
        texts(session, PROJECTS, one, "record_id", "carrier_id") for one in projects
    ])  # fmt: skip
    made = session.ledger.rows(PROJECTS, DISTRICT, Q2.code)
    load(session, folder, PROGRESS, [
        {"record_id": record_id, **texts(session, PROGRESS, said, "record_id")}
        for record_id, one in zip(made, projects, strict=True)
        if (said := progress.get(str(one["record_id"]))) is not None
    ])  # fmt: skip


def load(session: Session, folder: Path, code: str, rows: list[dict[str, str]]) -> None:
    items = session.forms[code].items_by_name()
    path = folder / f"{code}.csv"
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writerow({name: items[name].full_title for name in names})
        writer.writerows(rows)
    plans = plan_load(session, Q2, path, code)
    assert [
        (one.row, one.column, one.value, one.message) for plan in plans for one in plan.problems
    ] == []
    apply_load(session, Q2, path, plans)


def test_projects_and_progress_come_out_alike(make_district: Maker, tmp_path: Path) -> None:
    sample = sample_rows(DISTRICT, Q2.code, mistakes=False)
    projects = sample[PROJECTS]
    # The rows of others, finished long ago, come by roll-forward and are typed by nobody.
    started = {one["record_id"] for one in projects if under_way(str(one["stage"]))}
    progress = {str(one["record_id"]): one for one in sample[PROGRESS]
                if one["record_id"] in started}  # fmt: skip
    typed, loaded = make_district(DISTRICT, "typed.db"), make_district(DISTRICT, "loaded.db")
    for session in (typed, loaded):
        open_period(session, Q2.code)
    by_hand(typed, projects, progress)
    by_file(loaded, tmp_path, projects, progress)
    for code in (PROJECTS, PROGRESS):
        ours, theirs = (
            {
                one.record_id: one.model_dump()
                for one in session.ledger.rows(code, DISTRICT, Q2.code).values()
            }
            for session in (typed, loaded)
        )
        assert ours.keys() == theirs.keys()
        for record_id, cells in ours.items():
            assert cells == theirs[record_id]
    assert len(ours) == len(progress)
