"""Every box that waits for a person: the only module with message boxes and file choosers.

Widgets get a ``Dialogs`` object and ask through it, so that tests hand in one that answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPageLayout
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter

WORKBOOKS = "表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)"
XLSX = "Excel 工作簿 (*.xlsx);;所有文件 (*)"
LEDGERS = "账本文件 (*.db);;所有文件 (*)"


class Dialogs:
    """Asks the person at the screen; every answer may be "no" (None, empty, False)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parent = parent

    def ask_open_file(self, title: str, folder: Path, kinds: str = WORKBOOKS) -> Path | None:
        """One existing file."""
        name, _ = QFileDialog.getOpenFileName(self._over(), title, str(folder), kinds)
        return Path(name) if name else None

    def ask_open_files(self, title: str, folder: Path, kinds: str = WORKBOOKS) -> list[Path]:
        """Several existing files."""
        names, _ = QFileDialog.getOpenFileNames(self._over(), title, str(folder), kinds)
        return [Path(name) for name in names]

    def ask_folder(self, title: str, folder: Path) -> Path | None:
        """An existing folder."""
        name = QFileDialog.getExistingDirectory(self._over(), title, str(folder))
        return Path(name) if name else None

    def ask_save_file(self, title: str, suggested: Path, kinds: str = WORKBOOKS) -> Path | None:
        """A file to write; the system asks before an existing one is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._over(), title, str(suggested), kinds)
        return Path(name) if name else None

    def ask_printer(self, title: str, document: str, pages: int) -> QPrinter | None:
        """A printer, set up for whole A4 sheets across, and which of so many pages.

        Raises ``ForPeople`` where the system has no printing at all.
        """
        try:
            from PySide6.QtPrintSupport import QPrintDialog, QPrinter
        except ImportError as problem:
            raise ForPeople(
                "这台电脑没有打印组件，请先存为 PDF，再到能打印的电脑上打印。"
            ) from problem

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(document)
        printer.setFullPage(True)
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        box = QPrintDialog(printer, self._over())
        box.setWindowTitle(title)
        box.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        box.setMinMax(1, pages)
        return printer if box.exec() == QDialog.DialogCode.Accepted else None

    def ask_reason(self, title: str, question: str) -> str:
        """A sentence of text; empty when the person thought better of it."""
        box = QInputDialog(self._over())
        box.setWindowTitle(title)
        box.setLabelText(question)
        box.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        box.setOkButtonText("确定")
        box.setCancelButtonText("取消")
        box.resize(460, 220)
        return box.textValue().strip() if box.exec() == QDialog.DialogCode.Accepted else ""

    def confirm(self, title: str, question: str, yes: str = "确定", no: str = "取消") -> bool:
        """A question for what can't be undone; the harmless answer is the default."""
        box = self._box(QMessageBox.Icon.Question, title, question)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.exec()
        return box.clickedButton() is agree

    def tell(self, title: str, text: str, details: Sequence[str] = ()) -> None:
        """Something that can't wait for the message bar, such as a program fault."""
        box = self._box(QMessageBox.Icon.Warning, title, text)
        if details:
            box.setInformativeText("\n".join(details))
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def _box(self, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
        return QMessageBox(icon, title, text, QMessageBox.StandardButton.NoButton, self._over())

    def _over(self) -> QWidget | None:
        return self.parent or QApplication.activeWindow()
