"""Alt and a letter presses one button: no two that are in sight together have the same letter."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QTabWidget, QWidget

from desktop.ui.key_bar import KeyBar
from desktop.ui.page import Page
from desktop.ui.places import SETTINGS, makings
from desktop.ui.settings_page import SettingsPage
from desktop.ui.window import MainWindow
from desktop.workflow.applying import apply_letter
from desktop.workflow.receiving import receive
from desktop.workflow.returning import read_mark_text, return_submission
from desktop.workflow.ruling import waive
from tests.ui.shell_parts import CHONGMING, GOOD_REASON, city, desk_on, district, wait_for_jobs
from tests.workflow.stories import Q2, acquainted, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.workflow.session import Session

PROJECT = f"{CHONGMING}-2023-P0001"


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[dict[str, Session]]:
    """A city that returned 崇明's submission with marks, and the district that opened the return."""
    clerk, office = district(tmp_path, "2026Q2"), city(tmp_path)
    receive(office, [submitted(clerk, Q2, tmp_path).file])
    marks = [read_mark_text(office, CHONGMING, Q2, f"F01:{PROJECT}:address=请写到门牌号")]
    issued = return_submission(office, CHONGMING, Q2, "请修改", marks, tmp_path)
    acquainted(clerk, office)
    assert issued.file is not None
    apply_letter(clerk, issued.file)
    office = waive(office, "A39", PROJECT, GOOD_REASON)
    yield {"district": clerk, "city": office}
    clerk.close()
    office.close()


@pytest.fixture
def window(
    qtbot: QtBot, sessions: dict[str, Session], request: pytest.FixtureRequest
) -> MainWindow:
    """A window with all its bars in sight."""
    session = sessions[request.param]
    desk = desk_on(session)
    desk.show_period(Q2)
    made = MainWindow(desk, makings(session.abilities), (SETTINGS, SettingsPage))
    desk.setParent(made)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("window", ["district", "city"], indirect=True)
def test_no_two_in_sight_share_a_letter(qtbot: QtBot, window: MainWindow) -> None:
    said: list[str] = []
    for place in window._makings:
        window.go_to(place)
        wait_for_jobs(qtbot, window.desk)
        page = window.page(place)
        _show_key_bar(page)
        window.message.say("", can_undo=True)
        window.work.show()
        said += [f"{place}：{one}" for one in _over_all_tabs(window, page)]
    wait_for_jobs(qtbot, window.desk)
    window.close()
    assert said == []


def _show_key_bar(page: Page) -> None:
    for bar in page.findChildren(KeyBar):
        bar.show()


def _over_all_tabs(window: MainWindow, page: Page) -> Iterator[str]:
    yield from _shared(window)
    for tabs in page.findChildren(QTabWidget):
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            yield from _shared(window)


def _shared(window: MainWindow) -> Iterator[str]:
    found = defaultdict(list)
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            for text in _texts(widget):
                if letter := QKeySequence.mnemonic(text).toString():
                    found[letter].append(text)
    return (f"{letter} {texts}" for letter, texts in found.items() if len(texts) > 1)


def _texts(widget: QWidget) -> list[str]:
    if isinstance(widget, QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QTabBar):
        return [widget.tabText(at) for at in range(widget.count())]
    if isinstance(widget, QLabel) and widget.buddy() is not None:
        return [widget.text()]
    return []
