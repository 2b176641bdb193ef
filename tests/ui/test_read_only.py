"""A ledger that can only be read (faults A8): said at once and always, never by a failed key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ledger import Ledger
from desktop.ui.entry_page import EntryPage
from desktop.workflow.entry import Typed
from desktop.workflow.session import Session
from forms.registry import STANDARD_FORMS
from tests.ui.shell_parts import CHONGMING, FakeDialogs, district, press, still_clock, type_text
from tests.ui.test_shell_window import show
from tests.workflow.stories import Q2, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ledger import Changes
    from desktop.ui.window import MainWindow

Key = Qt.Key
NOTICE = f"只读：账本“{CHONGMING}.db”是只读的，不能保存。请复制到本机可写的文件夹后再打开。"


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[MainWindow]:
    """A submitted quarter, opened for reading."""
    made = district(tmp_path, "2026Q2")
    submitted(made, Q2, tmp_path)
    made.close()
    ledger = Ledger.open(made.info.path, STANDARD_FORMS, clock=still_clock, read_only=True)
    shown = show(qtbot, Session(ledger, clock=still_clock), dialogs)
    yield shown
    shown.close()
    ledger.close()


@pytest.mark.fault("A8")
def test_the_banner_stands_in_the_window_and_stays(window: MainWindow) -> None:
    assert window.read_only.isVisible()
    assert window.read_only.text.text() == NOTICE
    window.open_place("entry")
    window.say("别的话")
    assert window.read_only.isVisible()


def test_a_ledger_that_can_be_written_has_no_banner(qtbot: QtBot, tmp_path: Path) -> None:
    session = district(tmp_path, "2026Q2")
    shown = show(qtbot, session)
    assert not shown.read_only.isVisible()
    shown.close()
    session.close()


def test_tools_that_write_are_off_and_the_keys_do_nothing(window: MainWindow) -> None:
    window.go_to("entry")
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    for name in ("add", "copy", "delete", "confirm", "import"):
        assert not page.bar.buttons[name].isEnabled(), name
    page.add_row()
    page.delete_rows()
    page.import_file()
    assert not window.message.isVisible()
    assert not window.top.undo_button.isEnabled()


@pytest.mark.fault("A8")
def test_typing_is_answered_with_the_sentence(window: MainWindow, dialogs: FakeDialogs) -> None:
    window.go_to("entry")
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    assert page.pane is not None
    column = page.pane.model.column_of("address")
    assert column is not None
    page.pane.view.select_cell(0, column)
    page.pane.view.setFocus()
    before = page.pane.model.text(0, column)
    type_text("9")
    press(Key.Key_Return)
    assert window.message.text.text() == NOTICE
    assert page.pane.model.text(0, column) == before
    assert dialogs.asked == []


def test_a_large_paste_is_answered_too(window: MainWindow, dialogs: FakeDialogs) -> None:
    desk = window.desk
    answers: list[Changes | None] = []
    first = next(iter(desk.book.context.rows["F01"]))
    desk.type_block_later("F01", [Typed(first, "address", "9")], [], "粘贴", answers.append)
    assert answers == [None]
    assert window.message.text.text() == NOTICE
    assert dialogs.asked == []
    assert not desk.jobs.busy
