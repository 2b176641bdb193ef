"""导入's preview: row by row, cell by cell, and exactly that is applied; layouts are remembered."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.ledger import SetCell
from desktop.workflow import entry, layouts
from desktop.workflow.entry import Typed
from desktop.workflow.loading import (
    Cancelled,
    LoadPlan,
    Watch,
    apply_load,
    open_tables,
    plan_load,
    plan_source,
)
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from exports.mapping import Chosen
from forms.cells import Kept
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2

HEAD = "项目名称,统一社会信用代码,总投资（万元）,进展阶段,建设内容"
FORM = "F01"


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district()
    open_period(made, "2026Q2")
    return made


def csv(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def plan(session: Session, path: Path, form: str = FORM, **options: object) -> LoadPlan:
    (made,) = plan_source(session, Q2, open_tables(path), form, **options)  # type: ignore[arg-type]
    return made


def load(session: Session, path: Path, form: str = FORM) -> LoadPlan:
    made = plan(session, path, form)
    apply_load(session, Q2, path, [made])
    return made


def known(session: Session, tmp_path: Path) -> str:
    """One project in the ledger; its id."""
    load(session, csv(tmp_path / "有.csv", HEAD, "示例甲,91310104MA00000239,10,储备,"))
    return next(iter(session.ledger.rows(FORM, session.district, "2026Q2")))


def changes(session: Session, made: LoadPlan, at: int) -> dict[str, tuple[str, str]]:
    row = made.planned[at]
    return {one.item.title: one.texts(session.catalogue) for one in row.changes}


@pytest.mark.fault("E15")
def test_every_row_says_what_would_become_of_it(session: Session, tmp_path: Path) -> None:
    record_id = known(session, tmp_path)
    path = csv(
        tmp_path / "来.csv",
        "某区汇总表",
        HEAD,
        "示例甲,,1.2亿,在建,",
        "示例乙,,约500万,储备,",
        "示例甲,,99,在建,",
        "合计,,1,,",
    )
    made = plan(session, path)
    assert [(row.number, row.outcome, row.label) for row in made.planned] == [
        (3, "updated", "示例甲"),
        (4, "created", "示例乙"),
        (5, "refused", "示例甲"),
    ]
    assert made.planned[0].record_id == record_id
    assert changes(session, made, 0) == {
        "总投资": ("10.00", "12,000.00"),
        "进展阶段": ("10 储备", "40 在建"),
    }
    assert changes(session, made, 1)["总投资"] == ("", "约500万")
    assert changes(session, made, 2) == {}
    assert "第 3 行" in made.planned[2].refusal
    assert [row.number for row in made.failing] == [4, 5]
    assert made.planned[1].reason().startswith("“总投资”写的是“约500万”：不是金额")
    assert made.planned[2].reason().startswith("整行未导入：")
    assert (made.created, made.updated, made.unchanged, made.skipped) == (1, 1, 0, 2)


def test_the_preview_is_part_of_the_json(session: Session, tmp_path: Path) -> None:
    known(session, tmp_path)
    made = plan(session, csv(tmp_path / "来.csv", "项目名称,总投资（亿元）,天气", "示例甲,1,晴"))
    shape = made.to_json(session.catalogue)
    assert shape["preview"] == [
        {
            "row": 2,
            "outcome": "updated",
            "record_id": "310104-2026-P0001",
            "label": "示例甲",
            "reason": "",
            "cells": [
                {"field": "total_investment", "title": "总投资", "old": "10.00", "new": "10,000.00"}
            ],
        }
    ]
    assert shape["columns"] == [
        {"title": "项目名称", "column": 1, "field": "project_name", "why": "标题相同", "unit": ""},
        {
            "title": "总投资（亿元）",
            "column": 2,
            "field": "total_investment",
            "why": "去掉单位和括号后相同",
            "unit": "亿元",
        },
        {"title": "天气", "column": 3, "field": "", "why": "不认识", "unit": ""},
    ]


def test_the_plan_is_what_is_applied(session: Session, tmp_path: Path) -> None:
    record_id = known(session, tmp_path)
    path = csv(tmp_path / "来.csv", HEAD, "示例甲,,11,在建,", "示例乙,,约500万,储备,")
    made = plan(session, path)
    apply_load(session, Q2, path, [made])
    for row in made.planned:
        stored = session.ledger.row(FORM, session.district, "2026Q2", row.record_id)
        assert stored is not None
        for one in row.changes:
            now = stored.cell(one.item.name)
            assert now.text == one.new.text if isinstance(one.new, Kept) else now == one.new  # type: ignore[union-attr]
    place = entry.place_of(session, Q2, FORM)
    entry.undo(session, place)
    rows = session.ledger.rows(FORM, session.district, "2026Q2")
    assert list(rows) == [record_id]
    assert rows[record_id].total_investment == Decimal("10.00")  # type: ignore[attr-defined]


def test_a_plan_made_before_another_edit_is_not_applied(session: Session, tmp_path: Path) -> None:
    record_id = known(session, tmp_path)
    path = csv(tmp_path / "来.csv", HEAD, "示例甲,,11,在建,")
    made = plan(session, path)
    place = entry.place_of(session, Q2, FORM)
    entry.type_cells(session, place, [Typed(record_id, "total_investment", "12")])
    before = session.ledger.content_digest()
    with pytest.raises(UserMistake, match="预览之后账本又有改动"):
        apply_load(session, Q2, path, [made])
    assert session.ledger.content_digest() == before


def test_planning_can_be_stopped_and_leaves_nothing(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "来.csv", HEAD, *(f"示例{at},,1,储备," for at in range(500)))
    looks: list[int] = []
    before = session.ledger.content_digest()

    def stop() -> bool:
        return len(looks) > 2

    with pytest.raises(Cancelled):
        plan(session, path, watch=Watch(lambda done, _total, _text: looks.append(done), stop))
    assert 0 < max(looks) < 500
    assert session.ledger.content_digest() == before


@pytest.mark.parametrize(
    ("record_id", "said"),
    [("7", "不是本系统的项目内部编号"), ("310115-2026-P0001", "属于其他区")],
)
def test_a_strange_id_is_never_given_to_a_record(
    record_id: str, said: str, session: Session, tmp_path: Path
) -> None:
    made = plan(
        session, csv(tmp_path / "来.csv", "项目编号,项目内部编号,项目名称", f"1,{record_id},示例甲")
    )
    assert made.planned[0].outcome == "refused"
    assert said in made.planned[0].refusal


def test_a_file_of_another_period_or_district_is_said(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (
        ["项目基本情况"],
        ["行政区划代码：310115"],
        ["报告期：2025年1—3季度（季报）"],
        ["项目名称", "总投资"],
        ["示例甲", 1],
    ):
        book.active.append(line)
    book.save(tmp_path / "来.xlsx")
    said = "".join(plan(session, tmp_path / "来.xlsx").notices)
    assert "报告期是“2025年1—3季度（季报）”" in said
    assert "行政区划代码是 310115" in said


# --- Layouts ----------------------------------------------------------------------------------


def test_a_mapping_is_remembered_for_its_layout_and_can_be_forgotten(
    session: Session, tmp_path: Path
) -> None:
    path = csv(tmp_path / "一.csv", "工程名,钱,天气", "示例甲,5,晴")
    titles = {"工程名": "project_name", "钱": "total_investment", "天气": ""}
    (made,) = plan_load(session, Q2, path, FORM, titles)
    apply_load(session, Q2, path, [made])

    again = csv(tmp_path / "二.csv", "二季度", "工程名,钱,天气", "示例甲,7,雨")
    made = plan(session, again)
    assert [(one.item, one.why) for one in made.columns] == [
        ("project_name", "上次的选择"),
        ("total_investment", "上次的选择"),
        (None, "上次的选择不导入"),
    ]
    assert "列的对应沿用上次的选择（2026-10-12）" in "".join(made.notices)
    assert [(step.field, step.cell) for step in made.steps if isinstance(step, SetCell)] == [
        ("total_investment", Decimal("7.00"))
    ]
    assert layouts.forget(session, FORM, made.table.signature)
    assert not layouts.forget(session, FORM, made.table.signature)
    with pytest.raises(Exception, match="没有找到表头"):
        plan(session, again)


def test_choices_of_the_moment_outweigh_those_remembered(session: Session, tmp_path: Path) -> None:
    path = csv(tmp_path / "一.csv", "项目名称,甲款,乙款,备注", "示例甲,5,6,")
    signature = plan(session, path).table.signature
    first = {FORM: {signature: Chosen({1: "total_investment"}, {1: "元"})}}
    made = plan(session, path, chosen=first)
    apply_load(session, Q2, path, [made], seen=True)
    now = {FORM: {signature: Chosen({1: "", 2: "total_investment"}, {2: "亿元"})}}
    made = plan(session, path, chosen=now)
    assert [one.item for one in made.columns] == [
        "project_name",
        None,
        "total_investment",
        "remark",
    ]
    apply_load(session, Q2, path, [made], seen=True)
    made = plan(session, path)
    assert [one.item for one in made.columns] == [
        "project_name",
        None,
        "total_investment",
        "remark",
    ]
    assert made.columns[2].unit == "亿元"


def test_guesses_are_remembered_only_when_seen(session: Session, tmp_path: Path) -> None:
    path = csv(
        tmp_path / "一.csv",
        "项目名称,代号,备注",
        "示例甲,91310104MA00000239,",
        "示例乙,91310115MA0000111M,",
    )
    made = plan(session, path)
    assert made.columns[1].is_guess
    apply_load(session, Q2, path, [made])
    made = plan(session, path)
    assert made.columns[1].is_guess
    apply_load(session, Q2, path, [made], seen=True)
    assert plan(session, path).columns[1].is_remembered


def test_plain_titles_are_not_remembered_and_old_layouts_make_room(
    session: Session, tmp_path: Path
) -> None:
    load(session, csv(tmp_path / "一.csv", HEAD, "示例甲,,1,储备,"))
    assert layouts.remembered(session, FORM) == {}
    for at in range(layouts.MOST_LAYOUTS + 3):
        path = csv(tmp_path / f"{at}.csv", f"工程{at},钱{at}", f"示例{at},1")
        names = {f"工程{at}": "project_name", f"钱{at}": "total_investment"}
        plans = plan_load(session, Q2, path, FORM, names)
        layouts.remember(session, plans, guesses=False)
    assert len(layouts.remembered(session, FORM)) == layouts.MOST_LAYOUTS
