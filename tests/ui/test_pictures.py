"""The demo's pictures show every place of both roles, and leave the demo's ledgers as they are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from desktop.ui import pictures
from desktop.workflow.demo import CITY_NAME, LATE_DISTRICT, LEDGERS, SUBMISSIONS
from desktop.workflow.receiving import receive
from tests.ui.shell_parts import city, district
from tests.workflow.stories import Q3, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small demo: one district that reports, one that is late, the city."""
    monkeypatch.setattr(pictures, "DISTRICTS", ("310101",))
    ledgers, files = tmp_path / LEDGERS, tmp_path / SUBMISSIONS
    ledgers.mkdir()
    files.mkdir()
    for code in ("310101", "310110", "310113"):
        session = district(ledgers, Q3.code, code=code)
        submitted(session, Q3, files)
        session.close()
    district(ledgers, Q3.code, code=LATE_DISTRICT, mistakes=True).close()
    session = city(tmp_path)
    receive(session, [files])
    session.close()
    assert session.info.path.name == CITY_NAME
    return tmp_path


def digests(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.rglob("*.db")}


@pytest.mark.slow
def test_every_place_is_pictured(qtbot: QtBot, demo: Path) -> None:
    before = digests(demo)
    taken = pictures.take_pictures(demo)
    assert len(taken) == 27
    assert all(one.parent == demo / "pictures" for one in taken)
    names = " ".join(one.stem for one in taken)
    for title in (
        "概览",
        "填报",
        "审核",
        "上报",
        "往来",
        "指标",
        "总览",
        "收件",
        "审阅",
        "汇总",
        "催报",
        "深色",
    ):
        assert title in names
    window = QImage(str(taken[0]))
    assert (window.width(), window.height()) == pictures.SIZE
    assert len({QImage(str(one)).pixelColor(700, 400).name() for one in taken}) > 1
    assert digests(demo) == before
