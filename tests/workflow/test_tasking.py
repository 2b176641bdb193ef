"""Task packages: the city sets, the district adopts, once, and works by it."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.workflow.applying import Applied, apply_letter
from desktop.workflow.calendar import asked_period, deadline, next_period
from desktop.workflow.catalogues import read_folder, tables_in_force, version_key
from desktop.workflow.checking import check_context
from desktop.workflow.opening import open_period
from desktop.workflow.receiving import receive
from desktop.workflow.session import Session, open_session
from desktop.workflow.signing import CITY
from desktop.workflow.tasking import Order, Ordered, make_task
from exports.letter_reader import read_letter
from forms.checks.settings import BadSettings, RuleSetting, RuleSettings
from forms.errors import UserMistake
from forms.periods import Period
from resources import read_tables
from tests.workflow.conftest import Maker, still_clock
from tests.workflow.stories import NOW, Q2, Q3, filled_district, submitted

XUHUI = "310104"
ORDER = Order(
    deadline="2026-10-20",
    comment="请按时报送。",
    rules=RuleSettings(
        {"A16": RuleSetting(params={"start": "800"})}, {("A16", "310104-2023-P0001"): "已核准"}
    ),
    due={"F05": True, "F12": False},
    legal={"form_no": "沪未来01表", "issuer": "市级示例部门", "valid_to": "2027-12-31"},
)


def reopened(session: Session) -> Session:
    session.close()
    return open_session(session.info.path, clock=still_clock)


def later(session: Session, days: int) -> Session:
    """The same ledger some days later."""

    def clock() -> datetime:
        return NOW + timedelta(days=days)

    return replace(session, clock=clock)


def newer_tables(folder: Path, version: str = "2026.1") -> Path:
    """A folder with code lists in which one town is retired and one direction is new."""
    tables = read_tables("catalogue/2022.1")
    tables["catalogue"][0]["version"] = version
    tables["towns"][0]["retired"] = "yes"
    tables["directions"].append({**tables["directions"][0], "code": "199", "title": "新方向"})
    folder.mkdir()
    for name, rows in tables.items():
        if name in {"catalogue", "settings"}:
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(k for row in rows for k in row)))
            writer.writeheader()
            writer.writerows(rows)
    small = {name: tables[name] for name in ("catalogue", "settings")}
    (folder / "catalogue.json").write_text(json.dumps(small), encoding="utf-8")
    return folder


def adopted(district: Session, made: Ordered) -> Applied:
    """Apply a package; whose key it bears is not the question here."""
    key = read_letter(made.file)[0].signature
    assert key is not None
    district.ledger.set_setting(f"pin:{CITY}", key.public_key)
    return apply_letter(district, made.file)


def test_a_district_works_as_the_package_says(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    made = make_task(city, Q3, ORDER, tmp_path)
    assert made.file.name == "WLCY_2026Q3_RENWUBAO.xlsx"
    district = make_district()
    done = adopted(district, made)
    assert (done.kind, done.outcome, done.period) == ("task", "applied", "2026Q3")
    assert len(done.changes) == 4
    assert "报送截止日：2026年10月20日" in done.changes[0]
    assert "F05" in done.changes[1]
    assert "F12" in done.changes[1]
    assert "A16" in done.changes[2]
    assert "沪未来01表" in done.changes[3]

    again = reopened(district)
    assert asked_period(again) == Q3
    assert next_period(again) == Q3
    open_period(again, "2026Q3")
    assert deadline(again, Q3) == date(2026, 10, 20)
    context = check_context(again, XUHUI, Q3)
    assert "F05" in context.forms_due
    assert "F12" not in context.forms_due
    assert context.settings.of("A16").params == {"start": "800"}
    cover = again.ledger.row("F00", XUHUI, "2026Q3", XUHUI)
    assert cover is not None
    assert cover.cell("form_no") == "沪未来01表"
    assert cover.cell("valid_to") == date(2027, 12, 31)
    again.close()


def test_the_city_works_by_its_own_package(city: Session, tmp_path: Path) -> None:
    made = make_task(city, Q3, ORDER, tmp_path)
    again = reopened(city)
    assert again.due == ORDER.due
    assert again.rules == ORDER.rules
    assert deadline(again, Q3) == date(2026, 10, 20)
    second = make_task(again, Q3, Order("2026-10-25"), tmp_path)
    assert second.file != made.file
    assert second.package.due == ORDER.due
    assert second.package.legal == ORDER.legal
    assert second.package.rules == ORDER.rules
    again.close()


def test_a_package_adopted_twice_changes_nothing(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    made = make_task(city, Q3, ORDER, tmp_path)
    district = reopened(make_district())
    assert adopted(district, made).outcome == "applied"
    assert adopted(district, made).outcome == "identical"
    assert len(district.ledger.exchange.letters()) == 1
    twin = make_task(later(reopened(city), 1), Q3, replace(ORDER, comment="再发"), tmp_path)
    district = reopened(district)
    done = adopted(district, twin)
    assert (done.outcome, done.changes) == ("applied", ())
    assert "与现行设置一致" in done.message
    district.close()


def test_an_older_package_is_stale(city: Session, make_district: Maker, tmp_path: Path) -> None:
    old = make_task(city, Q3, ORDER, tmp_path)
    new = make_task(later(city, 1), Q3, Order("2026-10-30", due={}), tmp_path)
    district = make_district()
    assert adopted(district, new).outcome == "applied"
    for _ in range(2):
        assert adopted(district, old).outcome == "stale"
    assert deadline(district, Q3) == date(2026, 10, 30)
    assert json.loads(district.ledger.get_setting("due")) == {}


def test_the_cover_of_an_open_period_bears_the_texts(
    city: Session, filled: Session, tmp_path: Path
) -> None:
    made = make_task(city, Q2, ORDER, tmp_path)
    adopted(filled, made)
    cover = filled.ledger.row("F00", XUHUI, "2026Q2", XUHUI)
    assert cover is not None
    assert cover.cell("issuer") == "市级示例部门"
    assert filled.ledger.undo_title(XUHUI, "2026Q2") == "采用任务包"


def test_a_sent_period_keeps_its_cover(city: Session, filled: Session, tmp_path: Path) -> None:
    submitted(filled, Q2, tmp_path)
    adopted(filled, make_task(city, Q2, ORDER, tmp_path))
    cover = filled.ledger.row("F00", XUHUI, "2026Q2", XUHUI)
    assert cover is not None
    assert cover.cell("issuer") is None
    info = filled.ledger.period_info(XUHUI, "2026Q2")
    assert info is not None
    assert info.state == "submitted"


# --- Code lists ------------------------------------------------------------------------------


def test_newer_code_lists_replace_the_old_ones(
    city: Session, filled: Session, tmp_path: Path
) -> None:
    before = submitted(filled, Q2, tmp_path)
    tables = read_folder(newer_tables(tmp_path / "lists"))
    made = make_task(city, Q3, replace(ORDER, tables=tables), tmp_path)
    city = reopened(city)
    assert city.catalogue.version == "2026.1"

    done = adopted(filled, made)
    assert "代码表由 2022.1 版更新为 2026.1 版（新增代码 1 个，停用 1 个）" in done.changes
    district = reopened(filled)
    assert district.catalogue.version == "2026.1"
    assert "199" in district.catalogue.codelist("direction")
    retired = district.catalogue.codelist("town").get("310101002")
    assert retired.retired
    assert retired.title
    open_period(district, "2026Q3")
    project = next(iter(district.ledger.rows("F01", XUHUI, "2026Q2").values()))
    assert project.catalogue_version == "2022.1"
    cover = district.ledger.row("F00", XUHUI, "2026Q3", XUHUI)
    assert cover is not None

    (receipt,) = receive(city, [before.file])
    assert receipt.outcome == "received", receipt.message
    again = make_task(city, Q3, Order("2026-10-20"), tmp_path)
    assert again.package.catalogue_version == "2026.1"
    assert again.package.tables == tables_in_force(city.ledger)
    city.close()
    district.close()


def test_lists_that_differ_need_a_newer_version(city: Session, tmp_path: Path) -> None:
    tables = read_folder(newer_tables(tmp_path / "lists", "2022.1"))
    with pytest.raises(UserMistake, match=r"版本应比现行的 2022\.1 新"):
        make_task(city, Q3, replace(ORDER, tables=tables), tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert city.ledger.get_setting("due") == ""


def test_the_same_lists_are_no_news(city: Session, make_district: Maker, tmp_path: Path) -> None:
    made = make_task(city, Q3, Order("2026-10-20"), tmp_path)
    district = make_district()
    assert [one for one in adopted(district, made).changes if "代码表" in one] == []
    assert district.ledger.exchange.catalogue_versions() == ()


def test_a_folder_without_lists_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserMistake, match="缺少"):
        read_folder(tmp_path)
    with pytest.raises(UserMistake, match="读不出来"):
        read_folder(tmp_path / "没有")


def test_versions_compare_by_number() -> None:
    assert sorted(["2022.10", "2022.9", "2021.1"], key=version_key) == [
        "2021.1",
        "2022.9",
        "2022.10",
    ]


# --- What can't be meant ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (Order("2026-13-01"), "应为日期"),
        (Order("2026-09-01"), "早于"),
        (Order("2026-10-20", due={"F99": True}), "没有“F99”"),
        (Order("2026-10-20", rules=RuleSettings({"A99": RuleSetting(off=True)})), "没有“A99”"),
        (Order("2026-10-20", legal={"valid_to": "明年"}), "有效期至"),
    ],
)
def test_nonsense_is_refused_and_sets_nothing(
    city: Session, tmp_path: Path, order: Order, sentence: str
) -> None:
    with pytest.raises(UserMistake, match=sentence):
        make_task(city, Q3, order, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert city.ledger.exchange.letters() == []


def test_a_parameter_that_is_no_number_is_refused(city: Session, tmp_path: Path) -> None:
    rules = RuleSettings({"A16": RuleSetting(params={"start": "很多"})})
    with pytest.raises(BadSettings, match="应为数字"):
        make_task(city, Q3, replace(ORDER, rules=rules), tmp_path)


def test_a_district_makes_no_task_and_the_city_adopts_none(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    with pytest.raises(UserMistake, match="市级汇总"):
        make_task(make_district(), Q3, ORDER, tmp_path)
    made = make_task(city, Q3, ORDER, tmp_path)
    with pytest.raises(UserMistake, match="区级填报"):
        apply_letter(city, made.file)


def test_a_ledger_opens_its_periods_in_order_after_a_task(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    district = make_district()
    filled_district(district, ["2026Q2", "2026Q3"])
    adopted(district, make_task(city, Q3, ORDER, tmp_path))
    assert next_period(district) == Period.parse("2026Q4")
