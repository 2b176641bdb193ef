"""H1: what people typed is never a formula or a link, in any workbook that the program writes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from exports.digest import travelling_items
from exports.legaltext import legal_text
from exports.letter import LABELS, Board, Letter
from exports.letter_writer import write_letter
from exports.notice import write_notice
from exports.reader_grid import Grid
from exports.rejected import RejectedRow, RejectedSheet, write_rejected
from exports.report import write_report
from exports.submission import Submission
from exports.task_package import write_task
from exports.template import write_template
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.cells import Missing
from forms.checks.settings import RuleSettings
from forms.marks import Mark
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_cover, make_header, small_submission
from tests.exports.reading import active_content, by_calamine
from tests.exports.test_notice import NOTICE
from tests.exports.test_task_package import PACKAGE
from tests.exports.test_write_report import REPORT, TABLE
from tests.exports.test_write_submission import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from forms.base import Form

CATALOGUE = load_catalogue()
FIRST = PAYLOADS[0]


def rows_of(form: type[Form], texts: tuple[str, ...]) -> list[Form]:
    """One row a payload: in every text and code field, and kept or missing in the others."""
    made = []
    for number, text in enumerate(texts, 1):
        items = [one for one in travelling_items(form) if one.name != "record_id"]
        plain = {
            one.name: text for one in items if one.kind.name in ("text", "identifier", "reference")
        }
        others = [one.name for one in items if one.name not in plain]
        made.append(
            form(
                district="310115",
                period="2026Q3",
                record_id=f"310115-2026-{form.spec.id_letter or 'P'}{number:04d}",
                kept=dict.fromkeys(others[::2], text),
                missing=dict.fromkeys(others[1::2], Missing("later", text)),
            ).with_cells(plain)
        )
    return made


def all_rows() -> dict[str, list[Form]]:
    return {
        form.spec.code: rows_of(form, PAYLOADS[:1] if form.spec.nature == "cover" else PAYLOADS)
        for form in STANDARD_FORMS
    }


def submission(target: Path) -> None:
    findings = [
        replace(one, message=FIRST, remedy=FIRST, label=FIRST, value=FIRST, explanation=FIRST)
        for one in small_submission().findings
    ]
    header = make_header(reason=FIRST, app_version=FIRST, supersedes=FIRST)
    write_submission(
        Submission(header, all_rows(), findings), target, forms=STANDARD_FORMS, catalogue=CATALOGUE,
        notes={code: [FIRST] for code in STANDARD_FORMS.codes},
    )  # fmt: skip


def template(target: Path) -> None:
    rows = {code: many for code, many in all_rows().items() if code in ("F01", "F03", "F04", "F05")}
    write_template(
        target, forms=STANDARD_FORMS, catalogue=CATALOGUE, codes=list(rows), rows=rows, unit=FIRST
    )


def report(target: Path) -> None:
    body = [replace(row, label=text, cells=[text] * 3) for row in TABLE.body for text in PAYLOADS]
    tables = [replace(TABLE, title=FIRST, unit=FIRST, head=[[FIRST] * 4], body=body, notes=[FIRST])]
    write_report(
        replace(REPORT, title=FIRST, period_title=FIRST, received=[FIRST], missing=[FIRST],
                tables=tables, notes=[FIRST]),
        target,
    )  # fmt: skip


def notice(target: Path) -> None:
    marks = tuple(
        Mark(number, text, "F02", "310115-2026-P0001", "inv_ytd", text, text)
        for number, text in enumerate(PAYLOADS, 1)
    )
    write_notice(
        replace(NOTICE, comment=FIRST, unit=FIRST, marks=marks), target, forms=STANDARD_FORMS,
        catalogue=CATALOGUE,
    )  # fmt: skip


def task(target: Path) -> None:
    tables = {FIRST: [{FIRST: text, "code": text} for text in PAYLOADS]}
    rules = RuleSettings({}, {("A16", text): text for text in PAYLOADS}, FIRST)
    write_task(
        replace(PACKAGE, comment=FIRST, unit=FIRST, legal={"issuer": FIRST}, tables=tables, rules=rules),
        target, forms=STANDARD_FORMS,
    )  # fmt: skip


def letter(target: Path) -> None:
    board = Board(FIRST, FIRST, (FIRST, "乙"), (14, 14), tuple((text, text) for text in PAYLOADS))
    facts = dict.fromkeys(set(LABELS) - {"issued_at"}, FIRST)
    write_letter(Letter("task", facts, [board], FIRST), target)


def rejected(target: Path) -> None:
    grid = Grid(FIRST, [[text, text, 5.0] for text in PAYLOADS])
    rows = [RejectedRow(number, text, [0]) for number, text in enumerate(PAYLOADS, 1)]
    write_rejected(target, [RejectedSheet(grid, 1, rows)])


WRITERS: dict[str, Callable[[Path], None]] = {
    one.__name__: one for one in (submission, template, report, notice, task, letter, rejected)
}


@pytest.mark.fault("H1")
@pytest.mark.parametrize("writer", WRITERS)
def test_no_text_is_a_formula_or_a_link(writer: str, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    WRITERS[writer](target)
    assert active_content(target) == []
    texts = {
        str(value).strip() for sheet in by_calamine(target).values() for value in sheet.values()
    }
    there = [text for text in PAYLOADS if legal_text(text).strip() in texts]
    assert len(there) > len(PAYLOADS) * 0.8, "the payloads are in the workbook, as they were"


@pytest.mark.fault("H1")
@pytest.mark.parametrize("writer", WRITERS)
def test_every_cell_with_a_text_is_written_as_text(writer: str, tmp_path: Path) -> None:
    """A cell of type n, b, e or d can't hold a payload, and one without a type is a number."""
    target = tmp_path / "a.xlsx"
    WRITERS[writer](target)
    with ZipFile(target) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = archive.read(name).decode()
                for facts, value in re.findall(r"<c ([^>]*)><v>([^<]*)</v>", sheet):
                    assert not re.search(r't="(?:str|b|e|d)"', facts), (name, facts)
                    assert re.fullmatch(r"-?[0-9.]+", value), (name, value)


@pytest.mark.fault("H1")
def test_a_cover_travels_with_its_payloads(tmp_path: Path) -> None:
    """The control of the first test: what was typed is what stands there."""
    target = tmp_path / "a.xlsx"
    rows = {"F00": [make_cover(note=FIRST)]}
    write_submission(
        Submission(make_header(), rows), target, forms=STANDARD_FORMS, catalogue=CATALOGUE
    )
    assert FIRST in by_calamine(target)["封面"].values()
