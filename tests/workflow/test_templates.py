"""Templates with known rows: whose they are, and that a filled one comes back."""

import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from desktop.ledger import AddRow, Edit
from desktop.workflow import entry
from desktop.workflow.known_rows import firm_subject, forms_about
from desktop.workflow.loading import apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from desktop.workflow.templates import MadeTemplate, Prefill, make_ledger_template
from exports.layout import FIRST_DATA_ROW, HEADER_ROW, sheet_layout
from exports.template import INPUT_ROWS
from forms.errors import UserMistake
from forms.f01_project import Project
from forms.f04_enterprise import Enterprise
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3

OURS, OTHERS = "91310104MA00000239", "91310115MA0000111M"
P1, P2, E1, E2, C1 = (
    "310104-2026-P0001", "310104-2026-P0002", "310104-E-0001", "310104-E-0002", "310104-C-0001"
)  # fmt: skip


@pytest.fixture
def session(make_district: Maker) -> Session:
    """徐汇 with two firms, each with a project, progress and qualification, one in a carrier."""
    made = make_district()
    open_period(made, "2026Q2")
    steps = [
        AddRow("F03", C1, {"carrier_name": "示例园"}),
        AddRow("F04", E1, {"enterprise_name": "示例甲公司", "uscc": OURS}),
        AddRow("F04", E2, {"enterprise_name": "示例乙公司", "uscc": OTHERS}),
        AddRow("F04Q", "310104-Q-0001", {"enterprise_id": E1}),
        AddRow("F04Q", "310104-Q-0002", {"enterprise_id": E2}),
        AddRow("F01", P1, {"project_name": "示例项目甲", "entity_name": "示例甲公司",
                           "entity_uscc": OURS, "stage": "40"}),
        AddRow("F01", P2, {"project_name": "示例项目乙", "entity_name": "示例乙公司",
                           "entity_uscc": OTHERS, "carrier_id": C1, "stage": "40"}),
        AddRow("F02", P1, {"stage": "40"}),
        AddRow("F02", P2, {"stage": "40"}),
        AddRow("F06", "310104-S-0001", {"scenario_name": "示例场景", "supplier_uscc": OURS,
                                        "carrier_id": C1}),
    ]  # fmt: skip
    made.ledger.apply(Edit(made.district, "2026Q2", "准备", tuple(steps)))
    return made


def ids(made: MadeTemplate) -> dict[str, list[str]]:
    """The record ids that stand in a template, by form."""
    book = openpyxl.load_workbook(made.file)
    found = {}
    for code in made.forms:
        sheet = next(one for one in book.worksheets if one.title.startswith(f"{code} "))
        column = [sheet.cell(row, 2).value for row in range(FIRST_DATA_ROW, FIRST_DATA_ROW + 9)]
        found[code] = [str(one) for one in column if one]
    return {code: one for code, one in found.items() if one}


def test_all_known_rows(session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(tmp_path / "t.xlsx", session, Q2, ["F01", "F02"], Prefill())
    assert ids(made) == {"F01": [P1, P2], "F02": [P1, P2]}
    assert made.rows == {"F01": 2, "F02": 2}


@pytest.mark.parametrize("who", [OURS, "示例甲公司", OURS.lower()])
def test_the_rows_of_one_firm(who: str, session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(tmp_path / "t.xlsx", session, Q2, (), Prefill(firm=who))
    assert ids(made) == {
        "F01": [P1],
        "F02": [P1],
        "F04": [E1],
        "F04Q": ["310104-Q-0001"],
        "F06": ["310104-S-0001"],
    }
    assert set(made.forms) >= {"F05", "F07", "F12"}
    assert "F10" not in made.forms
    sheet = openpyxl.load_workbook(made.file)[sheet_layout(Project).name]
    assert "填报单位：示例甲公司（盖章）" in [cell.value for cell in sheet["A"]]


@pytest.mark.parametrize("who", [C1, "示例园"])
def test_the_rows_of_one_carrier(who: str, session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(tmp_path / "t.xlsx", session, Q2, (), Prefill(carrier=who))
    assert ids(made) == {"F01": [P2], "F02": [P2], "F03": [C1], "F06": ["310104-S-0001"]}


def test_only_chosen_forms_are_made(session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(tmp_path / "t.xlsx", session, Q2, ["F02"], Prefill(firm=OURS))
    assert ids(made) == {"F02": [P1]}
    blank = make_ledger_template(tmp_path / "u.xlsx", session, Q2, ["F02"])
    assert ids(blank) == {}


@pytest.mark.parametrize(
    ("prefill", "said"),
    [
        (Prefill(firm="没有的公司"), "没有企业“没有的公司”"),
        (Prefill(carrier="没有的园"), "没有（或不止一个）“没有的园”"),
        (Prefill(firm=OURS, carrier=C1), "只能指定一个"),
    ],
)
def test_an_unknown_subject_is_said(
    prefill: Prefill, said: str, session: Session, tmp_path: Path
) -> None:
    with pytest.raises(UserMistake, match=said):
        make_ledger_template(tmp_path / "t.xlsx", session, Q2, (), prefill)
    assert not (tmp_path / "t.xlsx").exists()


def test_a_firm_of_one_name_and_two_codes_must_be_named_by_code(session: Session) -> None:
    twin = AddRow("F04", "310104-E-0003", {"enterprise_name": "示例甲公司", "uscc": OTHERS})
    session.ledger.apply(Edit(session.district, "2026Q2", "同名", (twin,)))
    with pytest.raises(UserMistake, match="不止一家"):
        firm_subject(session, Q2, "示例甲公司")
    assert "F12" in forms_about(session.forms, firm_subject(session, Q2, OURS))


# --- There and back ---------------------------------------------------------------------------


def cell(sheet: Worksheet, title: str, row: int) -> object:
    """A cell of a form's sheet by the words in its title."""
    found = [one.column for one in sheet[HEADER_ROW] if title in str(one.value or "")]
    assert len(found) == 1, title
    return sheet.cell(row, found[0])


def saved_again(path: Path) -> Path:
    """The workbook as LibreOffice saves it."""
    folder = path.parent / "again"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
         "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    return folder / path.name


def test_empty_rows_are_as_many_as_asked_within_reason(session: Session, tmp_path: Path) -> None:
    sheet_name = sheet_layout(Project).name
    lasts = []
    for rows in (0, 90):
        path = tmp_path / f"{rows}.xlsx"
        make_ledger_template(path, session, Q2, ["F01"], Prefill(), input_rows=rows)
        rules = openpyxl.load_workbook(path)[sheet_name].data_validations.dataValidation
        lasts.append(int(str(rules[0].sqref).rpartition("C")[2]))
    # Two projects are known.
    assert lasts == [FIRST_DATA_ROW + 1 + INPUT_ROWS, FIRST_DATA_ROW + 1 + 90]
    for rows in (-1, 5001):
        with pytest.raises(UserMistake, match="空行数请填"):
            make_ledger_template(tmp_path / "x.xlsx", session, Q2, ["F01"], input_rows=rows)


@pytest.mark.slow
def test_a_template_goes_to_a_firm_and_comes_back(session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(
        tmp_path / "甲.xlsx", session, Q2, ("F01", "F04"), Prefill(firm=OURS)
    )
    book = openpyxl.load_workbook(made.file)
    projects, firms = (book[sheet_layout(one).name] for one in (Project, Enterprise))
    new = FIRST_DATA_ROW + 1
    cell(projects, "总投资", FIRST_DATA_ROW).value = 1200.5  # type: ignore[attr-defined]
    cell(projects, "进展阶段", FIRST_DATA_ROW).value = "投产达效"  # type: ignore[attr-defined]
    cell(projects, "项目名称", new).value = "示例项目丙"  # type: ignore[attr-defined]
    cell(projects, "总投资", new).value = "约300万"  # type: ignore[attr-defined]
    cell(projects, "计划开工年月", new).value = "2026年9月"  # type: ignore[attr-defined]
    cell(firms, "从业人员", FIRST_DATA_ROW).value = 88  # type: ignore[attr-defined]
    book.save(made.file)
    path = saved_again(made.file)

    plans = {plan.form: plan for plan in plan_load(session, Q2, path)}
    assert set(plans) == {"F01", "F04"}
    shown = [
        (row.number, row.outcome, row.label, [
            (one.item.title, *one.texts(session.catalogue)) for one in row.changes
            if one.item.name in ("total_investment", "stage", "planned_start", "staff")
        ])
        for plan in plans.values() for row in plan.planned
    ]  # fmt: skip
    assert shown == [
        (10, "updated", "示例项目甲",
         [("总投资", "", "1,200.50"), ("进展阶段", "40 在建", "60 投产达效")]),
        (11, "created", "示例项目丙", [("总投资", "", "约300万"), ("计划开工年月", "", "2026-09")]),
        (10, "updated", "示例甲公司", [("从业人员", "", "88")]),
    ]  # fmt: skip
    assert [(one.row, one.value) for one in plans["F01"].problems] == [(11, "约300万")]
    assert not any("请核对" in one for plan in plans.values() for one in plan.notices)

    before = session.ledger.content_digest()
    changes = apply_load(session, Q2, path, list(plans.values()))
    assert changes.added == {("F01", "310104-2026-P0003")}
    project = session.ledger.row("F01", session.district, "2026Q2", P1)
    assert isinstance(project, Project)
    assert (str(project.total_investment), project.stage) == ("1200.50", "60")
    entry.undo(session, entry.place_of(session, Q2, "F01"))
    assert session.ledger.content_digest() == before


@pytest.mark.slow
def test_an_untouched_template_changes_nothing_after_a_resave(
    filled: Session, tmp_path: Path
) -> None:
    made = make_ledger_template(tmp_path / "全.xlsx", filled, Q2, (), Prefill())
    plans = plan_load(filled, Q2, saved_again(made.file))
    assert sum(plan.rows for plan in plans) == sum(made.rows.values()) > 50
    assert [(plan.form, plan.skipped, plan.problems) for plan in plans if plan.skipped] == []
    assert [plan.form for plan in plans if plan.steps] == []


def test_a_template_of_another_period_is_said(session: Session, tmp_path: Path) -> None:
    made = make_ledger_template(tmp_path / "t.xlsx", session, Q2, ["F01"], Prefill())
    open_period(session, "2026Q3")
    (plan,) = plan_load(session, Q3, made.file)
    assert any("报告期是“2026年二季度" in one for one in plan.notices)
    assert INPUT_ROWS > plan.rows == 2
