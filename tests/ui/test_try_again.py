"""A4, B7: an edit that the disk refused is not typed a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ledger.errors import DiskFull, LedgerBusy, LedgerFault, PeriodLocked
from desktop.workflow.entry import Typed
from tests.ui.shell_parts import district, wait_for_jobs
from tests.ui.test_shell_window import show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ledger import Changes, Edit
    from desktop.ui.window import MainWindow
    from forms.errors import ForPeople

SENTENCE = "磁盘已满，刚才的内容没有丢失。"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = district(tmp_path, "2026Q2")
    shown = show(qtbot, session)
    yield shown
    shown.close()
    session.close()


def failing_once(
    window: MainWindow, problem: ForPeople, monkeypatch: pytest.MonkeyPatch
) -> list[Edit]:
    """Let the next edit meet this; the edits that were tried."""
    ledger = window.desk.session.ledger
    honest = ledger.apply
    tried: list[Edit] = []

    def apply(edit: Edit) -> Changes:
        tried.append(edit)
        if len(tried) == 1:
            raise problem
        return honest(edit)

    monkeypatch.setattr(ledger, "apply", apply)
    return tried


def address(window: MainWindow, record_id: str) -> object:
    desk = window.desk
    row = desk.session.ledger.row("F01", desk.session.district, "2026Q2", record_id)
    assert row is not None
    return row.cell("address")


@pytest.mark.fault("A4", "B5", "B7")
@pytest.mark.parametrize("problem", [DiskFull, LedgerBusy, LedgerFault])
@pytest.mark.parametrize("large", [False, True])
def test_what_was_typed_is_kept_for_another_try(
    problem: type[ForPeople],
    large: bool,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = window.desk
    first = next(iter(desk.book.context.rows["F01"]))
    before = address(window, first)
    tried = failing_once(window, problem(SENTENCE), monkeypatch)
    typed = [Typed(first, "address", "示例路4号")]
    if large:
        desk.type_block_later("F01", typed, [], "粘贴", lambda _changes: None)
        wait_for_jobs(qtbot, desk)
    else:
        assert desk.type_cells("F01", typed) is None
    assert window.message.text.text() == SENTENCE
    assert address(window, first) == before
    assert window.message._act.isVisible()
    window.message._act.click()
    assert address(window, first) == "示例路4号"
    assert len(tried) == 2
    assert desk.book.context.rows["F01"][first].cell("address") == "示例路4号"


def test_what_will_not_pass_offers_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(iter(window.desk.book.context.rows["F01"]))
    failing_once(window, PeriodLocked("本期已上报。"), monkeypatch)
    assert window.desk.type_cells("F01", [Typed(first, "address", "示例路4号")]) is None
    assert window.message.text.text() == "本期已上报。"
    assert not window.message._act.isVisible()
