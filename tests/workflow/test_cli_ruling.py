"""``rules``, ``waive``, ``recognise`` and ``answer-question`` on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.workflow.session import Session
from forms.checks.library import ALL_RULES

PROJECT = "310104-2023-P0001"
REASON = "市级已核准该项目分期建设，见会议纪要。"
Command = Callable[..., Any]


@pytest.fixture
def command(city: Session, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command on the city's ledger and give its JSON; a mistake's sentence is a text."""
    city.close()

    def act(name: str, *words: str) -> Any:
        code = run([name, str(city.info.path), *words, "--json"])
        said = capsys.readouterr()
        assert code == (2 if said.err else 0), said
        return said.err or json.loads(said.out)

    return act


def test_rules_are_listed_and_changed(command: Command) -> None:
    listed = command("rules")
    assert [one["code"] for one in listed["rules"]] == [rule.code for rule in ALL_RULES]
    assert listed["version"] == ""
    done = command(
        "rules", "--set", "a39", "--severity", "hint", "--trial", "--param", "A16.start=800"
    )
    changed = {one["code"]: one for one in done["rules"]}
    assert set(changed) == {"A39", "A16"}
    assert (changed["A39"]["severity"], changed["A39"]["trial"]) == ("hint", True)
    assert (changed["A16"]["severity"], changed["A16"]["params"]) == ("hint", {"start": "800"})
    assert command("rules", "--set", "A39", "--off")["rules"][0]["on"] is False
    back = command("rules", "--set", "A39", "--on", "--no-trial", "--severity", "default")
    assert back["rules"][0]["changed"] is False
    assert sum(one["changed"] for one in command("rules")["rules"]) == 1


def test_rules_written_wrongly(command: Command) -> None:
    assert "没有审核规则“X1”" in command("rules", "--set", "X1", "--off")
    assert "请写作" in command("rules", "--param", "A39=2")
    assert "--set" in command("rules", "--off")
    assert "没有参数" in command("rules", "--param", "A39.none=2")


def test_a_waiver(command: Command) -> None:
    assert "写明事由" in command("waive", "--rule", "A39", "--record", PROJECT)
    done = command("waive", "--rule", "A39", "--record", PROJECT, "--reason", REASON)
    assert done["waivers"] == [{"rule": "A39", "record_id": PROJECT, "reason": REASON}]
    assert command("rules")["waivers"] == done["waivers"]
    assert command("waive", "--rule", "A39", "--record", PROJECT, "--cancel")["waivers"] == []


def test_lists_recognised(command: Command, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("\ufeff示例未来产业先导区\n\n示例二区|二区\n", encoding="utf-8")
    done = command("recognise", "--target", "z03", "--file", str(names))
    assert done["recognised"] == {"Z03": ["示例未来产业先导区", "示例二区|二区"]}
    assert command("recognise") == done
    assert "没有市级认定名单" in command("recognise", "--target", "Z01", "--file", str(names))
    assert "打不开" in command("recognise", "--target", "Z03", "--file", "none.txt")
    names.write_bytes("示例".encode("gbk"))
    assert "UTF-8" in command("recognise", "--target", "Z03", "--file", str(names))
    assert "--file" in command("recognise", "--target", "Z03")


def test_a_question_is_answered(command: Command) -> None:
    listed = command("answer-question")
    assert [one["code"] for one in listed["questions"]] == list("ABCDEFG")
    done = command("answer-question", "C", "相同")
    assert done["catalogue_version"] == "2022.1.1"
    assert done["questions"][2]["answers"] == ["相同"]
    assert command("answer-question") == done
    assert "应为下列之一" in command("answer-question", "C", "也许")
    assert "同时写明" in command("answer-question", "C")


def test_lines_for_people(city: Session, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(city.info.path)
    city.close()
    assert run(["rules", path, "--set", "A16", "--off"]) == 0
    assert "A16 " in (said := capsys.readouterr().out)
    assert "停用" in said
    assert "（已改动）" in said
    assert run(["recognise", path]) == 0
    assert "没有导入认定名单" in capsys.readouterr().out
    assert run(["waive", path, "--rule", "A16", "--record", PROJECT, "--reason", REASON]) == 0
    assert f"已豁免：规则 A16，记录 {PROJECT}。" in capsys.readouterr().out
