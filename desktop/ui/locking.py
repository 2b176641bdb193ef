"""One window a ledger: a lock file beside it names who has it open (faults B1 to B4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QSysInfo

from desktop.workflow.restoring import LOCK_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path


class LedgerLock:
    """Held while a ledger is open; a dead holder on this computer loses it without a question."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._lock = QLockFile(str(ledger.with_name(ledger.name + LOCK_SUFFIX)))
        # Never stale by age: a clerk may keep the window open for a week.
        self._lock.setStaleLockTime(0)

    def take(self) -> str:
        """Try to hold the lock; answers a sentence naming the holder, empty when it is ours.

        A folder that can't be written needs no lock, for nothing can be written to the ledger.
        """
        if self._lock.tryLock(100) or self._lock.error() != QLockFile.LockError.LockFailedError:
            return ""
        # pid, host, program; some versions of PySide put a success flag first.
        host = str(tuple(self._lock.getLockInfo())[-2])
        elsewhere = host not in {"", QSysInfo.machineHostName()}
        where = f"电脑“{host}”上" if elsewhere else "另一个窗口中"
        return (
            f"账本“{self._ledger.name}”正在{where}使用，这里只能查看。"
            "要修改，请先关闭那个窗口，再重新打开。"
        )

    def take_over(self) -> str:
        """Take the lock of a holder of whom a person says that it is gone (faults B3).

        Answers like ``take``: a holder that lives keeps it, as far as this computer can tell.
        """
        said = self.take()
        if said and self._lock.removeStaleLockFile():
            said = self.take()
        return said

    def release(self) -> None:
        """Let others open the ledger."""
        self._lock.unlock()
