"""The dictionary of a ledger says what the city has set."""

from dataclasses import replace

from desktop.workflow.dictionary import check_lines, ledger_dictionary
from desktop.workflow.session import Session
from forms.checks.settings import RuleSetting, RuleSettings
from forms.dictionary import FieldEntry


def field(session: Session, form: str, name: str) -> FieldEntry:
    found = next(one for one in ledger_dictionary(session) if one.code == form)
    return next(one for one in found.fields if one.name == name)


def test_checks_are_told_as_they_are_set(filled: Session) -> None:
    plain = check_lines(filled, field(filled, "F01", "trl"))
    assert plain == ["A24 强制性：“技术成熟度”为空或为 1 至 9"]
    trial = replace(filled, rules=RuleSettings({"A24": RuleSetting(trial=True)}))
    assert check_lines(trial, field(trial, "F01", "trl"))[0].startswith("A24 提示性")
    off = replace(filled, rules=RuleSettings({"A24": RuleSetting(off=True)}))
    assert field(off, "F01", "trl").rules == ()


def test_forms_are_due_as_they_are_set(filled: Session) -> None:
    due = {"F04": True, "F05": False, "F06": "quarter"}
    found = {one.code: one.frequency for one in ledger_dictionary(replace(filled, due=due))}
    assert found["F04"] == found["F04Q"] == "每期"
    assert found["F05"] == "市级本年度不要求填报"
    assert (found["F06"], found["F08"]) == ("季报", "年报")
