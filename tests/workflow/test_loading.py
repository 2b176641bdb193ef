"""导入: what a file would do, said first, then done as one edit."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.workflow import entry
from desktop.workflow.indicators import district_summary
from desktop.workflow.loading import LoadPlan, apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from desktop.workflow.templates import make_template
from forms.cells import Kept
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3, submitted

HEAD = "项目名称,统一社会信用代码,总投资（万元）,进展阶段,建设内容"


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district()
    open_period(made, "2026Q2")
    return made


def load(session: Session, path: Path, form: str = "F01", apply: bool = True) -> LoadPlan:
    (plan,) = plan_load(session, Q2, path, form)
    if apply:
        apply_load(session, Q2, path, [plan])
    return plan


def csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def rows(session: Session) -> dict[str, object]:
    return {
        row.project_name: row for row in session.ledger.rows("F01", "310104", "2026Q2").values()
    }


def test_new_rows_are_created_with_ids(session: Session, tmp_path: Path) -> None:
    path = csv(
        tmp_path / "项目.csv",
        HEAD,
        "示例甲,91310104MA00000239,1.2亿,在建,建设示例平台一座",
        "示例乙,,500,储备,",
    )
    plan = load(session, path)
    assert (plan.rows, plan.created, plan.updated, plan.unchanged, plan.skipped) == (2, 2, 0, 0, 0)
    made = rows(session)
    assert made["示例甲"].total_investment == Decimal("12000.00")
    assert made["示例甲"].stage == "40"
    assert {row.record_id for row in made.values()} == {"310104-2026-P0001", "310104-2026-P0002"}


def test_a_totals_row_is_left_out_and_said_without_alarm(session: Session, tmp_path: Path) -> None:
    plan = load(session, csv(tmp_path / "a.csv", HEAD, "示例甲,,1,储备,", "合计,,1,,"))
    assert (plan.created, plan.skipped) == (1, 1)
    assert [(one.row, one.is_expected) for one in plan.problems] == [(3, True)]


def test_a_dry_run_changes_nothing(session: Session, tmp_path: Path) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, "示例甲,,1,储备,"), apply=False)
    assert rows(session) == {}


def test_loading_again_updates_what_changed_and_leaves_blanks_alone(
    session: Session, tmp_path: Path
) -> None:
    load(
        session,
        csv(tmp_path / "a.csv", HEAD, "示例甲,91310104MA00000239,10,储备,", "示例乙,,20,储备,"),
    )
    plan = load(
        session, csv(tmp_path / "b.csv", HEAD, "示例甲,,11,,", "示例乙,,20,储备,", "示例丙,,1,,")
    )
    assert (plan.created, plan.updated, plan.unchanged) == (1, 1, 1)
    made = rows(session)
    assert made["示例甲"].total_investment == Decimal("11.00")
    assert made["示例甲"].entity_uscc == "91310104MA00000239"


def test_what_cannot_be_read_is_kept_and_said_with_the_users_row_number(
    session: Session, tmp_path: Path
) -> None:
    path = csv(tmp_path / "a.csv", "某区项目表", "", HEAD, "示例甲,,约500万,快完工,")
    plan = load(session, path)
    assert [(one.row, one.column, one.value) for one in plan.problems] == [
        (4, "总投资", "约500万"),
        (4, "进展阶段", "快完工"),
    ]
    assert rows(session)["示例甲"].cell("total_investment") == Kept("约500万")


def test_the_same_record_twice_in_a_file_is_taken_once(session: Session, tmp_path: Path) -> None:
    plan = load(
        session,
        csv(
            tmp_path / "a.csv",
            "项目内部编号,项目名称",
            "310104-2026-P0001,示例甲",
            "310104-2026-P0001,示例乙",
        ),
    )
    assert (plan.created, plan.skipped) == (1, 1)
    assert "第 2 行" in plan.problems[0].message


def test_progress_of_an_unknown_project_is_skipped_and_said(
    session: Session, tmp_path: Path
) -> None:
    plan = load(
        session,
        csv(tmp_path / "a.csv", "项目内部编号,本期完成投资（万元）", "310104-2026-P0009,5", ",6"),
        "F02",
    )
    assert (plan.created, plan.skipped) == (0, 2)
    assert "P0009" in plan.problems[0].message


def test_progress_finds_its_project_by_name(session: Session, tmp_path: Path) -> None:
    load(session, csv(tmp_path / "项目.csv", HEAD, "示例甲,,500,在建,", "示例乙,,600,在建,"))
    lines = ("项目名称,本期完成投资", "示例 乙,5", "示例丙,6")
    plan = load(session, csv(tmp_path / "进展.csv", *lines), "F02")
    assert [(row.outcome, row.record_id) for row in plan.planned] == [
        ("updated", "310104-2026-P0002"),  # its row of progress came with the project
        ("refused", "示例丙"),
    ]
    assert "没有“示例丙”" in plan.problems[0].message


def test_a_whole_submission_loads_back_into_an_empty_ledger(
    filled: Session, make_district: Maker, tmp_path: Path
) -> None:
    made = submitted(filled, Q2, tmp_path)
    other = make_district(name="other.db")
    open_period(other, "2026Q2")
    plans = plan_load(other, Q2, made.file)
    apply_load(other, Q2, made.file, plans)
    assert [plan.form for plan in plans] == list(filled.forms.codes)
    assert {"F01", "F02"} <= {plan.form for plan in plans if plan.rows}
    for code in filled.forms.codes:
        sent, got = (one.ledger.rows(code, "310104", "2026Q2") for one in (filled, other))
        assert list(got) == list(sent)
        for record_id, row in got.items():
            for item in type(row).items():
                if not (item.system or item.computed):
                    assert row.cell(item.name) == sent[record_id].cell(item.name), item.name


def test_loading_is_one_step_of_undo(session: Session, tmp_path: Path) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, *(f"示例{n},,1,储备," for n in range(40))))
    place = entry.place_of(session, Q2, "F01")
    entry.undo(session, place)
    assert rows(session) == {}
    entry.redo(session, place)
    assert len(rows(session)) == 40


def test_loading_confirms_rolled_rows_it_repeats(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", HEAD, "示例甲,,10,储备,")
    load(session, path)
    open_period(session, "2026Q3")
    (plan,) = plan_load(session, Q3, path, "F01")
    apply_load(session, Q3, path, [plan])
    assert plan.unchanged == 1
    assert not any(
        row.to_confirm for row in session.ledger.rows("F01", "310104", "2026Q3").values()
    )


def test_gb18030_files_are_read(session: Session, tmp_path: Path) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, "示例𬬻,,10,储备,", encoding="gb18030"))
    assert "示例𬬻" in rows(session)


def test_an_unknown_form_and_a_strange_file_are_refused_in_words(
    session: Session, tmp_path: Path
) -> None:
    path = csv(tmp_path / "a.csv", "甲,乙", "1,2")
    with pytest.raises(UserMistake, match="没有“F99”这张表"):
        plan_load(session, Q2, path, "F99")
    with pytest.raises(UserMistake, match="没有找到认识的表"):
        plan_load(session, Q2, path)


def test_a_mapping_names_the_columns(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", "工程名,钱", "示例甲,5")
    (plan,) = plan_load(
        session, Q2, path, "F01", {"工程名": "project_name", "钱": "total_investment"}
    )
    apply_load(session, Q2, path, [plan])
    assert rows(session)["示例甲"].total_investment == Decimal("5.00")


def test_a_template_that_was_filled_comes_back(session: Session, tmp_path: Path) -> None:
    import openpyxl

    made = make_template(tmp_path / "模板.xlsx", ["F01"], "310104")
    book = openpyxl.load_workbook(made.file)
    sheet = book["F01 项目基本情况"]
    at = {cell.value.rstrip("●○ ").strip(): cell.column for cell in sheet[8] if cell.value}
    sheet.cell(
        10, next(column for title, column in at.items() if "项目名称" in title)
    ).value = "示例甲"
    sheet.cell(10, next(column for title, column in at.items() if "总投资" in title)).value = 88
    book.save(made.file)
    plans = plan_load(session, Q2, made.file)
    apply_load(session, Q2, made.file, plans)
    assert rows(session)["示例甲"].total_investment == Decimal("88.00")


def test_changing_a_locked_period_needs_a_reason(filled: Session, tmp_path: Path) -> None:
    submitted(filled, Q2, tmp_path)
    name = next(iter(filled.ledger.rows("F01", "310104", "2026Q2").values())).project_name
    path = csv(tmp_path / "a.csv", "项目名称,详细地址", f"{name},示例路7号")
    (plan,) = plan_load(filled, Q2, path, "F01")
    with pytest.raises(Exception, match="已上报"):
        apply_load(filled, Q2, path, [plan])
    apply_load(filled, Q2, path, [plan], reason="地址更正")
    assert filled.ledger.period_info("310104", "2026Q2").state == "amending"


# --- As typing would have it -----------------------------------------------------------------


def stages(session: Session) -> dict[str, tuple[object, ...]]:
    """The stage of every record in F01 and F02, by project id."""
    found: dict[str, tuple[object, ...]] = {}
    for code in ("F01", "F02"):
        for record_id, row in session.ledger.rows(code, "310104", "2026Q2").items():
            found[record_id] = (*found.get(record_id, ()), row.cell("stage"))
    return found


def test_a_started_project_gets_its_progress_row(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", HEAD, "示例甲,,1,在建,", "示例乙,,1,储备,", "示例丙,,1,,")
    plan = load(session, path)
    assert stages(session) == {
        "310104-2026-P0001": ("40", "40"),
        "310104-2026-P0002": ("10",),
        "310104-2026-P0003": (None,),
    }
    assert plan.notices == ["另为已启动的项目建立进展行 1 行，请接着填写进展。"]
    typed = entry.add_row(session, entry.place_of(session, Q2, "F01"), {"stage": "40"})[0]
    loaded, by_hand = (
        session.ledger.row("F02", "310104", "2026Q2", one) for one in ("310104-2026-P0001", typed)
    )
    assert loaded is not None
    assert by_hand is not None
    assert loaded.model_dump(exclude={"record_id"}) == by_hand.model_dump(exclude={"record_id"})


def test_a_project_that_a_file_starts_gets_its_progress_row(
    session: Session, tmp_path: Path
) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, "示例甲,,1,储备,"))
    load(session, csv(tmp_path / "b.csv", HEAD, "示例甲,,1,在建,"))
    assert stages(session) == {"310104-2026-P0001": ("40", "40")}
    session.ledger.undo("310104", "2026Q2", session.who)
    assert stages(session) == {"310104-2026-P0001": ("10",)}


def test_the_stage_of_a_loaded_project_reaches_its_progress_row_and_back(
    session: Session, tmp_path: Path
) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, "示例甲,,1,在建,"))
    load(session, csv(tmp_path / "b.csv", HEAD, "示例甲,,1,暂停,"))
    (now,) = stages(session).values()
    assert now[0] == now[1] != "40"
    progress = "项目内部编号,进展阶段,本期完成投资（万元）", "310104-2026-P0001,在建,5"
    load(session, csv(tmp_path / "c.csv", *progress), "F02")
    assert stages(session) == {"310104-2026-P0001": ("40", "40")}


def test_a_new_progress_row_shares_the_stage_with_its_project(
    session: Session, tmp_path: Path
) -> None:
    load(session, csv(tmp_path / "a.csv", HEAD, "示例甲,,1,储备,", "示例乙,,1,储备,"))
    lines = "项目内部编号,进展阶段,本期完成投资（万元）", "310104-2026-P0001,,5"
    load(session, csv(tmp_path / "b.csv", *lines, "310104-2026-P0002,在建,6"), "F02")
    assert stages(session) == {
        "310104-2026-P0001": ("10", "10"),
        "310104-2026-P0002": ("40", "40"),
    }


def test_a_file_with_both_sheets_makes_each_row_once(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    projects = book.active
    assert projects is not None
    projects.title = "F01"
    for line in (
        ["项目内部编号", *HEAD.split(",")],
        ["310104-2026-P0001", "示例甲", "", 1, "在建"],
    ):
        projects.append(line)
    progress = book.create_sheet("F02")
    for row in (
        ["项目内部编号", "进展阶段", "本期完成投资（万元）"],
        ["310104-2026-P0001", "暂停", 5],
    ):
        progress.append(row)
    path = tmp_path / "both.xlsx"
    book.save(path)
    plans = plan_load(session, Q2, path)
    assert [(one.form, one.created, one.updated) for one in plans] == [("F01", 1, 0), ("F02", 1, 0)]
    apply_load(session, Q2, path, plans)
    (now,) = stages(session).values()
    assert now[0] == now[1] != "40"


# --- F11 -------------------------------------------------------------------------------------


def notes(session: Session) -> dict[str, object]:
    rows = session.ledger.rows("F11", "310104", "2026Q2")
    return {record_id: row.cell("difference_note") for record_id, row in rows.items()}


def test_a_filled_summary_brings_its_notes_and_nothing_else(
    session: Session, tmp_path: Path
) -> None:
    head = "指标行号,指标码,指标名称,计量单位,本期末（本期）数,差异说明"
    lines = (
        "310104-Z01,Z01,未来产业产值,万元,999,与统计部门口径不同",
        "310104-Z02,Z02,领军企业,家,3,",
        ",N31-1,分项,个,4,一家示例载体摘牌",
    )
    plan = load(session, csv(tmp_path / "a.csv", head, *lines), "F11")
    assert (plan.created, plan.updated, plan.unchanged, plan.skipped) == (2, 0, 1, 0)
    assert notes(session) == {
        "310104-Z01": "与统计部门口径不同",
        "310104-N31-1": "一家示例载体摘牌",
    }
    shown = district_summary(session, "310104", Q2)["310104-Z01"]
    assert shown.difference_note == "与统计部门口径不同"
    assert shown.value != Decimal(999)
    again = load(session, csv(tmp_path / "b.csv", head, lines[0] + "，另附表", lines[2]), "F11")
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    assert notes(session)["310104-Z01"] == "与统计部门口径不同，另附表"


def test_what_is_no_indicator_of_this_district_is_said(session: Session, tmp_path: Path) -> None:
    head = "指标行号,指标码,差异说明"
    lines = "310104-Z99,Z99,说明", "310105-Z01,Z01,说明", "310104-Z02,Z02,一", "310104-Z02,Z02,二"
    plan = load(session, csv(tmp_path / "a.csv", head, *lines, f",Z03,{'长' * 301}"), "F11")
    assert (plan.created, plan.skipped) == (1, 4)
    said = [one.message for one in plan.problems]
    assert "没有“Z99”这个指标" in said[0]
    assert "应为 310104-Z01" in said[1]
    assert "与第 4 行是同一个指标" in said[2]
    assert "最多 300 字" in said[3]
    assert notes(session) == {"310104-Z02": "一"}
