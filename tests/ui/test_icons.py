"""Icons are drawn from the font of qtawesome, as qtawesome would draw them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from desktop.ui.icons import icon
from desktop.ui.places import PLACES, SETTINGS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

INK, PALE = QColor("#203040"), QColor("#c0c0c0")
NAMES = [*dict.fromkeys(one.icon for one in (*PLACES, SETTINGS)), "mdi6.undo", "mdi6.redo"]


def image(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return made.pixmap(QSize(24, 24), mode).toImage().convertToFormat(QImage.Format.Format_ARGB32)


@pytest.mark.parametrize("name", NAMES)
def test_looks_as_qtawesome_draws_it(qtbot: QtBot, name: str) -> None:
    ours = icon(name, INK, PALE)
    theirs = qtawesome.icon(name, color=INK, color_disabled=PALE)
    assert image(ours) == image(theirs)
    assert image(ours, QIcon.Mode.Disabled) == image(theirs, QIcon.Mode.Disabled)
    assert image(ours) != image(ours, QIcon.Mode.Disabled)


def test_unknown_name_is_a_fault(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        icon("mdi6.no-such-sign", INK, PALE)


def test_qtawesome_itself_is_never_loaded() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; from PySide6.QtGui import QColor;"
        "app = QApplication([]); from desktop.ui.icons import icon;"
        "assert not icon('mdi6.undo', QColor('red'), QColor('blue')).pixmap(16).isNull();"
        "sys.exit('qtpy' in sys.modules or 'qtawesome' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
