"""report and note on the command line, in both roles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.workflow.receiving import receive
from desktop.workflow.session import Session
from tests.workflow.stories import Q2, submitted

Answered = tuple[int, Any, str]
Ask = Callable[..., Answered]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command with ``--json``; answers exit code, object and the line of a mistake."""

    def run_it(*words: object) -> Answered:
        code = run([str(one) for one in (*words, "--json")])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return run_it


def closed(session: Session) -> Path:
    path = session.info.path
    session.close()
    return path


def test_a_district_reports_and_notes_its_figures(filled: Session, ask: Ask) -> None:
    count = len(filled.ledger.rows("F01", "310104", Q2.code))
    ledger = closed(filled)
    code, data, _ = ask("report", ledger, "--period", "2026Q2", "--members", "n31.1")
    assert code == 0
    assert data["districts"]["received"] == ["310104"]
    assert data["members"]["code"] == "N31.1"
    assert len(data["members"]["records"]) == count
    assert {one["state"] for one in data["members"]["records"]} == {"counted"}
    assert ask("note", ledger, "N31.1", "--text", "示例项目增加。")[:2] == (
        0,
        {"period": "2026Q2", "code": "N31.1", "note": "示例项目增加。"},
    )
    code, _, said = ask("note", ledger, "Z99", "--text", "示例")
    assert (code, "没有“Z99”这个指标" in said) == (2, True)


def test_the_city_reports_every_indicator(
    filled: Session, city: Session, tmp_path: Path, ask: Ask
) -> None:
    receive(city, [submitted(filled, Q2, tmp_path).file])
    ledger = closed(city)
    _, data, _ = ask("report", ledger, "--period", "2026Q2", "-o", tmp_path)
    assert Path(data["file"]).name == "WLCY_HZ_2026Q2.xlsx"
    assert len(data["districts"]["missing"]) == 15
    code, _, said = ask("report", ledger, "--period", "2026Q2", "--members", "N99")
    assert (code, said.strip()) == (2, "没有“N99”这个指标，指标码如 Z05、N19、N31.1。")
    code, _, said = ask("note", ledger, "Z05", "--text", "示例", "--period", "2026Q2")
    assert code == 2
    assert said.strip()


def test_lines_for_people_name_targets_and_records(
    filled: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = closed(filled)
    assert run(["report", str(ledger), "--period", "2026Q2", "--members", "N31.2"]) == 0
    said = capsys.readouterr().out
    assert "Z05 未来产业先导区：0 个（2030年目标 15左右，仅供参考）" in said
    assert "Z04 未来产业集群：市级判定（2030年目标 5，仅供参考）" in said
    assert "项目总投资的记录：" in said
    assert "310104-" in said
