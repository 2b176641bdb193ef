"""``coverage`` on the command line, for both roles."""

import json
from pathlib import Path

import pytest

from desktop.cli import run
from desktop.workflow.session import Session


def test_a_district(filled: Session, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(filled.info.path)
    assert run(["coverage", path, "--period", "2026Q2", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["period"] == "2026Q2"
    assert data["districts"] == {"received": ["310104"], "missing": []}
    assert len(data["topics"]) == 5 + 16 + 199
    assert run(["coverage", path]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2026年二季度方案覆盖：技术领域 183 个，已有登记 ")
    assert "空白领域（" in said
    assert "没有登记的事项：" in said


def test_the_city_names_the_missing(city: Session, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", str(city.info.path)]) == 0
    assert "未报的区：黄浦区" in capsys.readouterr().out


def test_a_period_that_is_not_there(
    filled: Session, make_district: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["coverage", str(filled.info.path), "--period", "2030Q1"]) == 2
    assert "账本里没有报告期 2030Q1" in capsys.readouterr().err
    empty = make_district("310151")  # type: ignore[operator]
    assert run(["coverage", str(empty.info.path)]) == 2
    assert "还没有报告期" in capsys.readouterr().err
