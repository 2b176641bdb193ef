"""恢复: a backup takes the place of a ledger that nobody is using."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.ledger.restoring import Restored, restore
from desktop.workflow.session import Clock, local_now, open_session
from forms.errors import UserMistake
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from pathlib import Path

    from forms.base import FormSet

LOCK_SUFFIX = ".lock"
"""Beside an open ledger stands a lock file of this name, made by the window."""


def restore_ledger(
    path: Path,
    source: Path,
    *,
    clock: Clock = local_now,
    forms: FormSet = STANDARD_FORMS,
) -> Restored:
    """Bring the backup ``source`` back as the ledger ``path``; what stood there is kept beside.

    Raises ``UserMistake`` when there is no such backup or a window has the ledger open, and what
    ``desktop.ledger.restoring.restore`` raises; the ledger then is as it was.
    """
    if not source.is_file():
        raise UserMistake(f"没有找到备份文件“{source}”，请核对路径。")
    if is_open_elsewhere(path):
        raise UserMistake(f"账本“{path.name}”正在窗口中使用。请先关闭那个窗口，再恢复备份。")
    done = restore(path, source, forms, clock)
    session = open_session(path, clock=clock, forms=forms)
    stamp = datetime.fromtimestamp(source.stat().st_mtime).astimezone()
    session.ledger.log("restore", f"由备份“{source.name}”（{stamp:%Y-%m-%d %H:%M}）恢复")
    session.close()
    return done


def is_open_elsewhere(path: Path) -> bool:
    """Whether a window has the ledger open; a lock that a dead window left does not count."""
    lock = path.with_name(path.name + LOCK_SUFFIX)
    if not lock.exists():
        return False
    if os.name == "nt":
        # There the holder keeps the file open, and nobody else can take it away.
        with suppress(OSError):
            lock.unlink()
        return lock.exists()
    return _holder_lives(lock)


def _holder_lives(lock: Path) -> bool:
    """By the lock's own lines: process, program, computer."""
    try:
        process, _, host, *_ = lock.read_text(encoding="utf-8", errors="replace").splitlines()
        if host and host != platform.node():
            return True
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True
    return True
