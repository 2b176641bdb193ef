"""A15: a ledger on a stick or a network drive is worked on, after one warning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray

from desktop.ledger.connection import SETTINGS
from desktop.ui import drives
from desktop.ui.app import Program
from tests.ui.shell_parts import FakeDialogs, district, folders, still_clock, wait_for_jobs

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Storage:
    """As much of ``QStorageInfo`` as is asked for."""

    def __init__(self, system: str, device: str = "none") -> None:
        self._system, self._device = system, device

    def fileSystemType(self) -> QByteArray:
        return QByteArray(self._system.encode())

    def device(self) -> QByteArray:
        return QByteArray(self._device.encode())


@pytest.mark.fault("A15")
@pytest.mark.parametrize(
    ("system", "kind"),
    [("cifs", "remote"), ("NFS4", "remote"), ("vfat", "removable"), ("ext4", ""), ("overlay", "")],
)
def test_a_drive_is_known_by_its_file_system(
    system: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "QStorageInfo", lambda _folder: Storage(system))
    assert drives.drive_kind(tmp_path / "台账.db") == kind
    assert bool(drives.drive_warning(tmp_path / "台账.db")) == bool(kind)


@pytest.mark.fault("A15")
@pytest.mark.parametrize(("word", "removable"), [("1\n", True), ("0\n", False), (None, False)])
def test_a_stick_is_known_by_the_kernels_word(
    word: str | None, removable: bool, tmp_path: Path
) -> None:
    """The word stands at the disk, the ledger on its part."""
    part = tmp_path / "devices" / "sdb" / "sdb1"
    part.mkdir(parents=True)
    if word is not None:
        (part.parent / "removable").write_text(word)
    blocks = tmp_path / "block"
    blocks.mkdir()
    (blocks / "sdb1").symlink_to(part)
    assert drives._says_removable(Path("/dev/sdb1"), blocks) == removable


@pytest.mark.fault("A15")
@pytest.mark.parametrize("kind", ["remote", "removable"])
def test_the_warning_stands_in_the_window_and_work_goes_on(
    kind: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = district(tmp_path, "2026Q2")
    session.close()
    monkeypatch.setattr(drives, "drive_kind", lambda _path: kind)
    program = Program(folders(tmp_path), FakeDialogs(), clock=still_clock)
    assert program.open_ledger(session.info.path) == ""
    assert program.window is not None
    assert program.window.message.text.text() == drives.WARNINGS[kind]
    assert program.window.desk.open_next_period()
    wait_for_jobs(qtbot, program.window.desk)
    program.close()


@pytest.mark.fault("A15")
def test_no_ledger_is_kept_with_a_write_ahead_log() -> None:
    """It can't be used on a network drive, and a copy of the one file would not be whole."""
    assert "journal_mode = TRUNCATE" in SETTINGS
