"""汇总: indicators over districts, beside their neighbours in time, as JSON, lines and a workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.ledger import ReceivedRecord
from desktop.workflow import entry
from desktop.workflow.opening import open_period
from desktop.workflow.returning import accept_submission
from desktop.workflow.session import Session
from desktop.workflow.totals import (
    consolidate,
    members_json,
    report_book,
    report_json,
    write_consolidated,
)
from forms.base import Form
from forms.errors import UserMistake
from forms.f03_carrier import Carrier
from forms.f10_policy import Policy
from forms.f12_output import Output
from forms.indicators import DEFINITIONS
from forms.periods import Period
from tests.workflow.conftest import Maker

XUHUI, MINHANG, PUDONG = "310104", "310112", "310115"
Q2, Q3, LAST_YEAR = (Period.parse(code) for code in ("2026Q2", "2026Q3", "2025Q3"))
Received = Callable[..., None]


def zones(district: str, count: int, **facts: Any) -> list[Form]:
    """Zones that the city approved, led by this district."""
    given: dict[str, Any] = {"level": "市", "state": "运行", "lead_district": district} | facts
    return [
        Carrier(
            record_id=f"{district}-C-{number:04d}",
            carrier_name=f"{district}示例先导区{number}",
            carrier_type="未来产业先导区",
            **given,
        )
        for number in range(count)
    ]


def output(district: str, amount: str, direction: str = "101") -> Output:
    return Output(
        record_id=f"{district}-O-{direction}",
        uscc=f"{district}示例",
        direction_code=direction,
        method="企业法",
        future_output_ytd=Decimal(amount),
    )


@pytest.fixture
def received(city: Session) -> Received:
    """Put a district's rows into the city's ledger as its submission would."""

    def take(district: str, period: Period, *rows: Form, accepted: bool = False) -> None:
        by_form: dict[str, list[Form]] = {}
        for row in rows:
            placed = row.model_copy(update={"district": district, "period": period.code})
            by_form.setdefault(row.spec.code, []).append(placed)
        record = ReceivedRecord(district, period.code, 1, "digest", "", "示例.xlsx")
        city.ledger.replace_rows(city.ledger.parcel(by_form, b""), record)
        if accepted:
            accept_submission(city, district, period)

    return take


def indicators(session: Session, period: Period = Q3) -> dict[str, Any]:
    data: Any = report_json(consolidate(session, period))["indicators"]
    return {one["code"]: one for one in data}


def test_a_figure_stands_beside_its_neighbours(city: Session, received: Received) -> None:
    # 2026Q3: 徐汇 2, 浦东 3; 2026Q2: 浦东 4 alone; 2025Q3: 徐汇 1. Of 15: 5 now, 10 lack, 33.333 %.
    # More than last quarter only for 浦东, which reported both times: 1 less.
    received(XUHUI, Q3, *zones(XUHUI, 2))
    received(PUDONG, Q3, *zones(PUDONG, 3))
    received(PUDONG, Q2, *zones(PUDONG, 4))
    received(XUHUI, LAST_YEAR, *zones(XUHUI, 1))
    found = indicators(city)["Z05"]
    wanted = {
        "name": "未来产业先导区", "unit": "个", "target": 15, "about": True, "value": 5,
        "kind": "stock", "previous": 4, "last_year": 1, "change": -1, "cumulative": None,
        "distance": 10, "completion": 33.333, "unknown": 0, "status": "provisional",
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    assert len(found["by_district"]) == 16
    assert {code: value for code, value in found["by_district"].items() if value is not None} == {
        XUHUI: 2,
        PUDONG: 3,
    }
    assert found["definition"].startswith("未来产业先导区，国家级或市级")


def test_output_is_shown_in_the_plans_unit(city: Session, received: Received) -> None:
    # 10,000.50 + 2,345.67 万元 = 12,346.17 万元 = 1.234617 亿元; 4998.765383 lack to 5000.
    received(PUDONG, Q3, output(PUDONG, "10000.50"))
    received(XUHUI, Q3, output(XUHUI, "2345.67", "201"))
    found = indicators(city)["Z01"]
    assert (found["unit"], found["target"], found["value"]) == ("亿元", 5000, 1.234617)
    assert found["distance"] == 4998.765383
    assert found["by_cluster"] == {"1": 1.00005, "2": 0.234567}
    assert found["by_district"][PUDONG] == 1.00005
    # The records behind it stay in 万元.
    data: Any = members_json(consolidate(city, Q3), "z01")
    assert data["unit"] == "万元"
    assert sorted(one["amount"] for one in data["records"]) == [2345.67, 10000.5]


def test_every_code_is_there_and_the_parts_of_projects_keep_their_names(city: Session) -> None:
    codes = list(indicators(city))
    assert codes == [code.replace("-", ".") for code in DEFINITIONS]
    assert codes[-3:] == ["N31.1", "N31.2", "N31.3"]


def test_nobody_reported_is_no_nought(city: Session) -> None:
    found = indicators(city)
    assert found["Z05"]["value"] is None
    assert found["Z04"]["value"] == 5
    assert set(found["Z05"]["by_district"].values()) == {None}
    assert consolidate(city, Q3).before is None


def test_what_is_not_known_is_counted_and_stated(city: Session, received: Received) -> None:
    blank = Policy(record_id="310115-L-0001", tool="消费补贴")
    paid = Policy(record_id="310115-L-0002", tool="消费补贴", paid=Decimal("3.20"))
    received(PUDONG, Q3, blank, paid)
    received(XUHUI, Q3, blank)
    found = indicators(city)["N27"]
    assert (found["value"], found["unknown"]) == (3.2, 2)
    # Nothing of 徐汇 is known, and 闵行 has not reported: neither is a 0.
    assert (found["by_district"][PUDONG], found["by_district"][XUHUI]) == (3.2, None)
    data: Any = members_json(consolidate(city, Q3), "N27")
    assert [(one["state"], one["amount"], one["note"]) for one in data["records"]] == [
        ("counted", 3.2, ""),
        ("unknown", None, "数额未填或暂缺"),
        ("unknown", None, "数额未填或暂缺"),
    ]


def test_figures_are_final_when_all_are_accepted(city: Session, received: Received) -> None:
    districts = [one.code for one in city.catalogue.codelist("district").active()]
    for code in districts[:-1]:
        received(code, Q3, *zones(code, 1), accepted=True)
    received(districts[-1], Q3, *zones(districts[-1], 1))
    assert not consolidate(city, Q3).is_final
    accept_submission(city, districts[-1], Q3)
    found = consolidate(city, Q3)
    assert found.is_final
    assert report_json(found)["status"] == "final"
    assert found.lines["Z05"].value == 16
    # More than the plan aims at: the distance goes below nothing, and nobody says 达标.
    line = found.lines["Z05"]
    assert [line.distance, line.completion] == [-1, Decimal("106.667")]


def test_a_districts_own_ledger_has_its_own_figures(make_district: Maker) -> None:
    session = make_district(PUDONG)
    open_period(session, "2026Q2")
    place = entry.place_of(session, Q2, "F05")
    entry.add_row(
        session, place, {"achievement_type": "高端产品", "finished_on": date(2026, 6, 30)}
    )
    data = report_json(consolidate(session, Q2))
    assert data["districts"] == {"received": [PUDONG], "missing": [], "accepted": []}
    found = indicators(session, Q2)
    assert (found["Z07"]["value"], found["Z07"]["by_district"]) == (1, {PUDONG: 1})
    assert (found["Z04"]["value"], found["Z04"]["by_district"]) == (None, {PUDONG: None})


def test_the_answers_in_force_stand_beside_the_figures(city: Session) -> None:
    settings: Any = report_json(consolidate(city, Q3))["settings"]
    assert settings["standard_levels"] == "国际|国家|行业"
    assert len(settings) == 7


def test_an_unknown_code_is_refused_in_words(city: Session) -> None:
    with pytest.raises(UserMistake, match="没有“N31”这个指标"):
        members_json(consolidate(city, Q3), "N31")


# --- The workbook ---------------------------------------------------------------------------


def sheet_of(session: Session, folder: Path, name: str) -> list[list[Any]]:
    path = write_consolidated(session, consolidate(session, Q3), folder, overwrite=True)
    sheet = openpyxl.load_workbook(path)[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_the_sheet_of_targets(city: Session, received: Received, tmp_path: Path) -> None:
    received(PUDONG, Q3, *zones(PUDONG, 3), output(PUDONG, "12345.67"))
    received(XUHUI, Q3, Policy(record_id="310104-L-0001", tool="消费补贴"))
    head, *body = sheet_of(city, tmp_path, "指标完成情况")
    assert [title.replace("\n", "") for title in head] == [
        "指标码", "指标名称", "单位", "期型", "本期", "上期", "增减", "2030目标（左右）",
        "与目标差距（参考）", "完成率%（参考）", "已报/未报区", "备注",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in body if row[0]}
    assert rows["Z01"] == [
        "未来产业产值", "亿元", "本期发生", 1.234567, "—", "—", 5000, 4998.765433, 0.025,
        "2 / 14", None,
    ]  # fmt: skip
    assert rows["Z05"][3:8] == [3, "—", "—", 15, 12]
    assert rows["Z04"][-1] == "目标不带“左右”"
    assert (rows["N27"][3], rows["N27"][-1]) == ("暂缺", "另有 1 条暂缺")
    assert rows["N20"][3] == "本期不报"
    assert any("合计不含未报的 14 个区" in str(row[0]) for row in body)
    assert any("仅供参考" in str(row[0]) for row in body)


def test_the_sheets_by_district_and_direction(
    city: Session, received: Received, tmp_path: Path
) -> None:
    received(PUDONG, Q3, *zones(PUDONG, 2, cluster_code="2", direction_code="201"))
    received(XUHUI, Q3, *zones(XUHUI, 1))
    head, *body = sheet_of(city, tmp_path, "分区指标")
    (zone,) = [row for row in body if str(row[0]).startswith("Z05")]
    shown = dict(zip(head, zone, strict=True))
    assert (shown["合计"], shown["浦东新区"], shown["徐汇区"]) == (3, 2, 1)
    assert shown["黄浦区"] == "未报"
    clusters, directions, *body = sheet_of(city, tmp_path, "分方向指标")
    (zone,) = [row for row in body if str(row[0]).startswith("Z05")]
    at = directions.index("智能计算")
    assert (clusters[at - 1], directions[at - 1]) == ("未来智能", "小计")
    assert (zone[at - 1], zone[at], zone[-1]) == (2, 2, 1)


def test_the_sheet_of_records_says_what_is_counted_where(
    city: Session, received: Received, tmp_path: Path
) -> None:
    # 徐汇 lists 浦东's zone too: counted once, and the other line says who counts it.
    received(PUDONG, Q3, *zones(PUDONG, 1))
    received(XUHUI, Q3, *zones(PUDONG, 1))
    _head, *body = sheet_of(city, tmp_path, "指标明细")
    shown = [(row[0], row[1], row[3], row[8], row[9]) for row in body if "Z05" in str(row[0])]
    assert shown == [
        ("Z05 未来产业先导区", "浦东新区", f"{PUDONG}-C-0000", "计入", None),
        ("Z05 未来产业先导区", "徐汇区", f"{PUDONG}-C-0000", "不重复计", "由浦东新区计入"),
    ]


def test_the_answers_are_written_on_the_overview(city: Session) -> None:
    notes = report_book(city, consolidate(city, Q3)).notes
    assert len(notes) == 7
    assert notes[1].startswith("口径 B　“中国标准”计入的层级：国际、国家、行业。")


def test_too_many_records_are_cut_and_counted(
    city: Session, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.workflow.totals_book.MOST_RECORDS", 2)
    received(PUDONG, Q3, *zones(PUDONG, 5))
    table = report_book(city, consolidate(city, Q3)).tables[-1]
    assert len(table.body) == 2
    assert table.notes[-1] == "只列前 2 条，另有 3 条，请在程序的汇总页查看。"
