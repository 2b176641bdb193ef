"""打印 and 存为 PDF: two buttons that put the period on paper, and the jobs behind them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.parts import button
from exports.submission import Header
from forms.errors import ForPeople

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.paper import PaperPages
    from desktop.workflow.session import Session
    from forms.periods import Period

PDF_FILES = "PDF 文件 (*.pdf)"
SENT_HINT = "打印的是已报送的第 {revision} 次，每页印有校验码和签名指纹；盖章后连同文件报送市级。"
DRAFT_HINT = "还没有上报，现在打印的是草稿，供核对用，不得盖章报送。"


class PaperActions(QObject):
    """Prints the desk's period: what was sent once it was, a marked draft until then.

    What paints is loaded only when somebody prints, for it would slow the start of the program.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.print_button = button("打印…(&T)", self.print_paper, tip="选择打印机和页码后打印")
        self.save_button = button("存为 PDF…(&F)", self.save_paper, tip="与打印的内容相同")

    @property
    def revision(self) -> int:
        """The revision that stands as sent; 0 while the period is being worked on."""
        desk, info = self.desk, self.desk.period_info
        if desk.period is None or info is None or not info.locked:
            return 0
        sent = desk.session.ledger.submissions(desk.session.district, desk.period.code)
        return sent[-1].revision if sent else 0

    @property
    def hint(self) -> str:
        """What would be printed just now."""
        revision = self.revision
        return SENT_HINT.format(revision=revision) if revision else DRAFT_HINT

    def save_paper(self) -> None:
        """Ask for a file and write the PDF in a job."""
        desk = self.desk
        if desk.period is None:
            return
        folder = desk.session.info.path.parent
        target = desk.dialogs.ask_save_file("存为 PDF", folder / self._name(), PDF_FILES)
        if target is None:
            return
        session, period, revision = desk.session, desk.period, self.revision
        font = self.print_button.font()

        def work(progress: Progress, cancelled: Cancelled) -> int:
            from desktop.ui.printing import save_pdf

            pages = make_pages(session, period, revision, progress, cancelled)
            return save_pdf(pages, target, font, progress, cancelled)

        desk.jobs.run("存为 PDF", work, partial(self._saved, target))

    def print_paper(self) -> None:
        """Lay the pages out in a job, then ask for the printer and the pages to print."""
        desk = self.desk
        if desk.period is None:
            return
        session, period, revision = desk.session, desk.period, self.revision
        desk.jobs.run(
            "准备打印",
            lambda progress, cancelled: make_pages(session, period, revision, progress, cancelled),
            self._ask_printer,
        )

    def _ask_printer(self, pages: PaperPages) -> None:
        desk = self.desk
        name = self._name().removesuffix(".pdf")
        try:
            printer = desk.dialogs.ask_printer(f"打印（共 {len(pages)} 页）", name, len(pages))
        except ForPeople as problem:
            desk.say(str(problem), "error")
            return
        if printer is None:
            return
        font = self.print_button.font()

        def work(progress: Progress, cancelled: Cancelled) -> int:
            from desktop.ui.printing import chosen_pages, paint_pages

            wanted = chosen_pages(printer.fromPage(), printer.toPage(), len(pages))
            paint_pages(pages, printer, wanted, font, progress, cancelled)
            return len(wanted)

        desk.jobs.run("打印", work, partial(self._printed, printer))

    def _saved(self, target: Path, count: int) -> None:
        self.desk.say(f"已存为 PDF，共 {count} 页：{target.name}", "done")

    def _printed(self, printer: QPrinter, count: int) -> None:
        name = printer.printerName() or printer.outputFileName()
        self.desk.say(f"已送往打印机“{name}”，共 {count} 页", "done")

    def _name(self) -> str:
        """A file name like that of the submission: WLCY_310115_2026Q3_B01.pdf."""
        desk = self.desk
        assert desk.period is not None
        revision = self.revision
        name = Header(desk.session.district, desk.period.code, revision).file_name
        stem = name.removesuffix(".xlsx")
        return f"{stem}.pdf" if revision else f"{stem.removesuffix('_B00')}_草稿.pdf"


def make_pages(
    session: Session, period: Period, revision: int, progress: Progress, cancelled: Cancelled
) -> PaperPages:
    """Lay a period out on pages, the sent ``revision`` or (0) a draft; raises ``Stopped``."""
    from desktop.ui.printing import STOPPED, Stopped
    from desktop.workflow.paper import PaperPages, draft_book, sent_book

    def watch() -> None:
        if cancelled():
            raise Stopped(STOPPED)

    progress(0, 0, "排版")
    book = sent_book(session, period, revision) if revision else draft_book(session, period)
    return PaperPages(book, watch)
