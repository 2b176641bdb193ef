"""Rules told to people with what the city set, and their tables read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forms.checks.described import (
    COLUMNS,
    WAIVER_COLUMNS,
    describe_rules,
    settings_from_table,
    waived,
    waived_line,
)
from forms.checks.library import ALL_RULES
from forms.checks.rule import PARAM_TITLES
from forms.checks.settings import BadSettings, RuleSetting, RuleSettings
from tests.forms.checks.records import FIRST, SECOND, context, progress, project

if TYPE_CHECKING:
    from forms.checks.described import RuleFact

SET = RuleSettings(
    rules={
        "A16": RuleSetting(params={"start": "1000"}),
        "A22": RuleSetting(off=True),
        "A38": RuleSetting(severity="hard", trial=True),
        "A77": RuleSetting(severity="hint"),
    },
    waivers={("A24", FIRST): "市级同意"},
    version="2026Q3-2",
)


def fact(code: str, settings: RuleSettings | None = None) -> RuleFact:
    """One rule as it stands."""
    (found,) = [one for one in describe_rules(settings) if one.code == code]
    return found


def test_every_rule_is_described_as_it_comes() -> None:
    facts = describe_rules()
    assert [one.code for one in facts] == [rule.code for rule in ALL_RULES]
    assert not any(one.is_changed or one.trial or one.waived for one in facts)
    assert all(one.on for one in facts)


def test_what_the_city_set_shows() -> None:
    assert (fact("A16", SET).params, fact("A16").params) == ({"start": "1000"}, {"start": "500"})
    assert not fact("A22", SET).on
    assert (fact("A38", SET).severity, fact("A38", SET).default_severity) == ("hard", "soft")
    assert fact("A38", SET).trial
    assert fact("A24", SET).waived == 1
    changed = {one.code for one in describe_rules(SET) if one.is_changed}
    assert changed == {"A16", "A22", "A38", "A77"}


def test_table_is_read_back_and_only_differences_are_kept() -> None:
    rows = [one.to_row() for one in describe_rules(SET)]
    assert all(tuple(row) == COLUMNS for row in rows)
    waivers = [dict(zip(WAIVER_COLUMNS, ("A24", "", FIRST, "市级同意"), strict=True))]
    assert settings_from_table(rows, waivers, "2026Q3-2") == SET
    assert settings_from_table([one.to_row() for one in describe_rules()]) == RuleSettings()


def test_cells_as_people_type_them() -> None:
    rows = [
        {"编号": " a16 ", "级别": "核实性", "启用": "", "参数": "起点＝ 1000 "},
        {"编号": "A39", "参数": "most=1.30；least=0.4"},
        {"编号": "A22", "启用": "N", "试行": "√"},
    ]
    assert settings_from_table(rows).rules == {
        "A16": RuleSetting(severity="soft", params={"start": "1000"}),
        "A39": RuleSetting(params={"least": "0.4"}),
        "A22": RuleSetting(off=True, trial=True),
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"编号": "A99"}, "没有审核规则“A99”"),
        ({"级别": "强制性"}, "没有审核规则“”"),
        ({"编号": "A16", "级别": "致命"}, "A16 的级别“致命”不存在，应为强制性、核实性、提示性。"),
        ({"编号": "A16", "启用": "也许"}, "A16 的“启用”应为是或否，现为“也许”。"),
        ({"编号": "A16", "参数": "begin=5"}, "A16 的参数“begin=5”不对，可设的参数：起点。"),
        ({"编号": "A01", "参数": "5"}, "A01 的参数“5”不对，可设的参数：没有。"),
        ({"编号": "A16", "参数": "start="}, "A16 的参数“start=”不对"),
        ({"编号": "A16", "参数": "start=许多"}, "A16 的参数“起点”应为数字，现为“许多”。"),
    ],
)
def test_bad_row_names_its_rule(row: dict[str, str], message: str) -> None:
    with pytest.raises(BadSettings, match=message):
        settings_from_table([row])


def test_rule_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadSettings, match="A16 出现了两次"):
        settings_from_table([{"编号": "A16"}, {"编号": "A16"}])


@pytest.mark.parametrize("cells", [("A24", "", "", "同意"), ("A24", "", FIRST, " ")])
def test_waiver_needs_its_record_and_reason(cells: tuple[str, ...]) -> None:
    with pytest.raises(BadSettings, match="A24 的豁免请写明记录编号和事由"):
        settings_from_table([], [dict(zip(WAIVER_COLUMNS, cells, strict=True))])


def test_waivers_of_records_at_hand_are_told_with_their_reasons() -> None:
    excused = {("A24", FIRST): "市级同意", ("A24", SECOND): "不在本区", ("X99", FIRST): "旧规则"}
    given = context([project(trl=10), progress()], settings=RuleSettings(waivers=excused))
    listed = waived(given)
    assert [(one.rule, one.title, one.record_id) for one in listed] == [
        ("A24", "技术成熟度范围", FIRST)
    ]
    assert waived_line(listed) == "市级豁免 1 项：A24 示例芯桥类脑芯片研发项目（市级同意）"
    assert waived_line([*listed, *listed], 1).startswith("市级豁免 2 项：A24 示例")
    assert waived_line([*listed, *listed], 1).endswith("（市级同意），等")
    assert waived_line([]) == ""


def test_every_parameter_has_one_name_for_people() -> None:
    used = {name for rule in ALL_RULES for name in rule.params}
    assert used == set(PARAM_TITLES)
    assert len(set(PARAM_TITLES.values())) == len(PARAM_TITLES)
