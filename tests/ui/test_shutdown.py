"""A16: the computer shuts down or the window closes while a cell is being typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QGuiApplication

from desktop.ui.app import Program
from desktop.ui.entry_page import EntryPage
from desktop.workflow.session import open_session
from tests.ui.shell_parts import FakeDialogs, district, folders, press, still_clock, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ledger import Ledger

Key = Qt.Key
TYPED = "示例路16号"


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs(agrees=False)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Program]:
    session = district(tmp_path, "2026Q2")
    session.close()
    made = Program(folders(tmp_path), dialogs, clock=still_clock)
    made.start(session.info.path)
    assert made.window is not None
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    yield made
    dialogs.agrees = True
    made.close()


def typing(program: Program, where: str) -> str:
    """Type into the address of the first project, without leaving the field; its id."""
    assert program.window is not None
    program.window.go_to("entry")
    page = program.window.page("entry")
    assert isinstance(page, EntryPage)
    assert page.pane is not None
    column = page.pane.model.column_of("address")
    assert column is not None
    page.pane.view.select_cell(0, column)
    if where == "cell":
        page.pane.view.setFocus()
        press(Key.Key_F2)
    else:
        page.panel.fill()
        assert page.panel.fields is not None
        page.panel.fields.rows["address"].editor.setFocus()
        assert page.panel.focused_field() == "address"
    type_text(TYPED)
    return page.pane.model.rows.record_id(0)


def address(ledger: Ledger, record_id: str) -> str:
    row = ledger.row("F01", ledger.info.district, "2026Q2", record_id)
    assert row is not None
    return str(row.cell("address"))


def address_in(path: Path, record_id: str) -> str:
    session = open_session(path, clock=still_clock)
    found = address(session.ledger, record_id)
    session.close()
    return found


@pytest.mark.fault("A16")
@pytest.mark.parametrize("where", ["cell", "field"])
def test_what_is_being_typed_is_kept_when_the_window_closes(program: Program, where: str) -> None:
    assert program.window is not None
    path = program.window.desk.session.info.path
    record_id = typing(program, where)
    program.window.close()
    assert TYPED in address_in(path, record_id)


@pytest.mark.fault("A16")
@pytest.mark.parametrize("where", ["cell", "field"])
def test_a_shutdown_saves_and_asks_nothing(
    program: Program, dialogs: FakeDialogs, where: str
) -> None:
    assert program.window is not None
    desk, path = program.window.desk, program.window.desk.session.info.path
    record_id = typing(program, where)
    desk.jobs.run("等待", lambda _p, cancelled: all(iter(cancelled, True)), lambda _r: None)
    program._prepare_for_shutdown(None)
    assert TYPED in address(desk.session.ledger, record_id)
    program.close()  # what follows when the application is told to end
    assert dialogs.asked == []
    assert TYPED in address_in(path, record_id)


@pytest.mark.fault("A16")
def test_the_program_hears_of_a_shutdown(qtbot: QtBot, tmp_path: Path) -> None:
    """The signal itself brings an object that only Qt can make, so its listeners are counted."""
    application = QGuiApplication.instance()
    assert application is not None
    signal = SIGNAL("commitDataRequest(QSessionManager&)")
    before = application.receivers(signal)
    program = Program(folders(tmp_path), FakeDialogs(), clock=still_clock)
    assert application.receivers(signal) == before + 1
    program.close()
