"""设置, 签名: fingerprints are told and compared, and a pinned key is given up by the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.settings_page import SettingsPage
from desktop.workflow.receiving import receive
from desktop.workflow.signing import (
    CITY,
    confirm_key,
    own_fingerprint,
    pinned_key,
    unsigned_allowed,
)
from tests.ui.shell_parts import CHONGMING, FakeDialogs, city, desk_on, district, submission
from tests.workflow.stories import Q2, acquainted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The city, which has received 崇明 and confirmed its key."""
    session = city(tmp_path)
    (receipt,) = receive(session, [submission(tmp_path, Q2).file])
    confirm_key(session, CHONGMING, receipt.fingerprint)
    yield desk_on(session, FakeDialogs(agrees=False))
    session.close()


def opened(qtbot: QtBot, desk: Desk) -> SettingsPage:
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 900)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.enter()
    return page


def test_a_pinned_key_is_given_up_after_a_question(qtbot: QtBot, office: Desk) -> None:
    page = opened(qtbot, office)
    keys, dialogs = page.keys, office.dialogs
    assert isinstance(dialogs, FakeDialogs)
    assert own_fingerprint(office.session) in keys.own.text()
    shown = {one.title: (one.state, one.is_pinned) for one in keys.model.rows}
    assert len(shown) == 16
    assert shown["崇明区"] == ("confirmed", True)
    assert shown["黄浦区"] == ("unsigned", False)
    assert not keys.give_up.isEnabled()
    keys.table.setFocus()
    QTest.keyClick(keys.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert keys.give_up.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_X, ALT)
    qtbot.waitUntil(lambda: bool(dialogs.asked))
    assert pinned_key(office.session, CHONGMING)
    dialogs.agrees = True
    with qtbot.waitSignal(office.said) as said:
        QTest.keyClick(page, Qt.Key.Key_X, ALT)
    assert "已撤销登记崇明区的签名指纹" in said.args[0]
    assert pinned_key(office.session, CHONGMING) == ""
    assert keys.model.rows[-1].state == "unconfirmed"
    assert not keys.give_up.isEnabled()
    assert keys.bar.isVisible()
    QTest.keyClicks(keys.bar.typed, keys.model.rows[-1].fingerprint.lower())
    QTest.keyClick(keys.bar.typed, Qt.Key.Key_Return)
    assert pinned_key(office.session, CHONGMING)
    assert keys.model.rows[-1].state == "confirmed"
    assert not keys.bar.isVisible()


def test_a_district_sees_the_citys_key_and_may_allow_unsigned_files(
    qtbot: QtBot, office: Desk, tmp_path: Path
) -> None:
    (tmp_path / "clerk").mkdir()
    session = district(tmp_path / "clerk", "2026Q2")
    page = opened(qtbot, desk_on(session))
    assert [(one.sender, one.state) for one in page.keys.model.rows] == [(CITY, "unsigned")]
    acquainted(session, office.session)
    page.enter()
    (known,) = page.keys.model.rows
    assert (known.state, known.fingerprint) == ("confirmed", own_fingerprint(office.session))
    page.keys.unsigned.setFocus()
    QTest.keyClick(page.keys.unsigned, Qt.Key.Key_Space)
    assert unsigned_allowed(session)
    QTest.keyClick(page.keys.unsigned, Qt.Key.Key_Space)
    assert not unsigned_allowed(session)
    session.close()
