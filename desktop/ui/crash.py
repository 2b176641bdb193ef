"""When the program itself fails: it is logged, said in Chinese, and work goes on (faults H5, H6).

The log holds places in the code, never values: a traceback's texts may quote what a person typed.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

LOG_NAME = "cluster-ledger.log"
FAULT_NAME = "crash.txt"
LOG_BYTES, LOG_FILES = 1_000_000, 5


class CrashHook(QObject):
    """Takes over every way in which Python or Qt reports a failure.

    ``tell(sentence, log path)`` shows it; it is called on the GUI thread, once at a time, however
    many failures come while the box is open.
    """

    _caught = Signal(str)

    def __init__(
        self,
        folder: Path,
        tell: Callable[[str, Path], None],
        version: Callable[[], str] = lambda: "dev",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.path = folder / LOG_NAME
        self._tell = tell
        self._telling = False
        self._version = version
        self._fault_file: IO[str] | None = None
        self._before: tuple[Any, Any, Any, Any] | None = None
        self._logger = logging.Logger("cluster-ledger")  # noqa: LOG001 - not shared
        self._caught.connect(self._show)

    def install(self) -> bool:
        """Take over; answers whether the last run ended in a native crash."""
        self._open_log()
        crashed = self._open_fault_file()
        qt_before = qInstallMessageHandler(self._qt_message)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook, qt_before)
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self.report(args.exc_value)
        sys.unraisablehook = lambda args: self.log(args.exc_value)
        return crashed

    def remove(self) -> None:
        """Give everything back, at the end of the program or of a test."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook, qt_before = self._before
            qInstallMessageHandler(qt_before)
            self._before = None
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
            self._fault_file = None
        for handler in list(self._logger.handlers):
            self._logger.removeHandler(handler)
            handler.close()

    @property
    def last_fault(self) -> Path:
        """What is left of the last native crash."""
        return self.folder / f"last-{FAULT_NAME}"

    def report(self, fault: BaseException | None) -> None:
        """Log a bug and tell the person; may be called from any thread."""
        self.log(fault)
        self._caught.emit(
            "程序出了一点问题，刚才的操作可能没有完成。已保存的数据不受影响，可以继续使用。"
        )

    def log(self, fault: BaseException | None) -> None:
        """Log where a bug happened: types and places, no values."""
        where = places(fault) if fault else "unknown fault"
        facts = (self._version(), platform.python_version(), qVersion())
        self._logger.error("[%s, Python %s, Qt %s] %s", *facts, where)

    def _uncaught(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        self.report(fault)

    def _show(self, sentence: str) -> None:
        if self._telling:
            return
        self._telling = True
        try:
            self._tell(sentence, self.path)
        finally:
            self._telling = False

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, _text: str) -> None:
        # Qt's texts may quote cell contents (accessibility, clipboard), so only its source stays.
        self._logger.warning("Qt %s in %s, %s", kind.name, context.category, context.function)

    def _open_log(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self.path,
                maxBytes=LOG_BYTES,
                backupCount=LOG_FILES - 1,
                encoding="utf-8",
                delay=True,
            )
        except OSError:
            return
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._logger.addHandler(handler)

    def _open_fault_file(self) -> bool:
        path = self.folder / FAULT_NAME
        try:
            crashed = path.exists() and path.stat().st_size > 0
            if crashed:
                path.replace(self.last_fault)
            # Windowed builds have no stderr, so native crashes go to a file (H6).
            self._fault_file = path.open("w", encoding="utf-8")
        except OSError:
            return False
        faulthandler.enable(self._fault_file, all_threads=True)
        return crashed


def places(fault: BaseException) -> str:
    """The types of an exception and its causes with the lines of code they came through."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = fault
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(type(current).__qualname__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
