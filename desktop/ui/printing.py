"""Paper: puts the pages of ``desktop.workflow.paper`` on a printer or into a PDF file.

The pages are painted in a job, off the GUI thread; only the printer is chosen on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from desktop import files
from desktop.workflow.paper.ink import (
    LINE_FACTOR,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Align,
    Frame,
    Ink,
    Page,
    Watermark,
    Words,
)
from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice

    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.paper.book import PaperPages

BODY_FAMILIES = ("SimSun", "宋体", "Noto Serif CJK SC", "Source Han Serif SC", "WenQuanYi Zen Hei")
HEAD_FAMILIES = ("SimHei", "黑体", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei")
"""Before the application's own font: the fonts of statistical tables (domain §3.3) and what
stands in for them; without any, Qt takes what there is."""

RESOLUTION = 600
POINTS_AN_INCH = 72
TINT, LINE_COLOR, PALE, MUTED = "#E6EDF4", "#8795A3", "#E3E6EA", "#55606B"
HAIRLINE, WATERMARK_SIZE = 0.4, 190.0
STOPPED = "已取消，没有打印完。"
NO_PAGES = "打印机没有接受任务，请检查打印机后重试，或先存为 PDF。"

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class Stopped(ForPeople):
    """The person gave the printing up."""


def save_pdf(
    pages: PaperPages, target: Path, font: QFont, progress: Progress, cancelled: Cancelled
) -> int:
    """Write all pages to a PDF file and answer how many.

    The file is made in memory and put in place at once, so a full disk or a cancelled job leaves
    nothing behind. Raises ``Stopped``, ``FileProblem``.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setTitle(target.stem)
    paint_pages(pages, writer, range(len(pages)), font, progress, cancelled)
    content = bytes(buffer.data().data())
    files.place(target, lambda path: _write(path, content), overwrite=True)
    return len(pages)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def paint_pages(
    pages: PaperPages,
    device: QPagedPaintDevice,
    wanted: Sequence[int],
    font: QFont,
    progress: Progress,
    cancelled: Cancelled,
) -> None:
    """Paint some pages, by their places, on a printer or a PDF writer; raises ``Stopped``."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageOrientation(QPageLayout.Orientation.Landscape)
    device.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(device):
        raise ForPeople(NO_PAGES)
    try:
        brush = Brush(painter, font)
        for done, place in enumerate(wanted):
            if cancelled():
                raise Stopped(STOPPED)
            if done and not device.newPage():
                raise ForPeople(NO_PAGES)
            brush.page(pages[place])
            progress(done + 1, len(wanted), f"第 {done + 1} 页，共 {len(wanted)} 页")
    finally:
        painter.end()


class Brush:
    """Paints ink; knows the fonts and the scale of its device."""

    def __init__(self, painter: QPainter, font: QFont) -> None:
        self._painter, self._font = painter, font
        device = painter.device()
        self._scale = device.logicalDpiX() / POINTS_AN_INCH
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}

    def page(self, page: Page) -> None:
        """Paint one page: what lies under the rest first."""
        for ink in sorted(page, key=_depth):
            self._paint(ink)

    def _paint(self, ink: Ink) -> None:
        if isinstance(ink, Words):
            self._words(ink)
        elif isinstance(ink, Frame):
            self._frame(ink)
        else:
            self._watermark(ink)

    def _frame(self, frame: Frame) -> None:
        pen = QPen(QColor(LINE_COLOR), HAIRLINE * self._scale)
        if frame.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.setBrush(QColor(TINT) if frame.tinted else Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._rect(frame.x, frame.y, frame.width, frame.height))

    def _words(self, words: Words) -> None:
        font, metrics = self._font_of(words.size, words.bold)
        self._painter.setFont(font)
        self._painter.setPen(QColor(MUTED if words.muted else "#000000"))
        step = words.size * LINE_FACTOR
        top = words.y + (words.height - step * len(words.lines)) / 2
        for place, line in enumerate(words.lines):
            box = self._rect(words.x, top + place * step, words.width, step)
            self._line(line, box, metrics, words.align)

    def _line(self, line: str, box: QRectF, metrics: QFontMetricsF, align: Align) -> None:
        """One line; a font wider than foreseen is squeezed into its box, never cut."""
        painter, flags = self._painter, _ALIGN[align] | Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
        wide = metrics.horizontalAdvance(line)
        if wide <= box.width():
            painter.drawText(box, flags, line)
            return
        painter.save()
        painter.translate(box.left(), box.top())
        painter.scale(box.width() / wide, 1.0)
        painter.drawText(QRectF(0, 0, wide, box.height()), flags, line)
        painter.restore()

    def _watermark(self, mark: Watermark) -> None:
        painter = self._painter
        painter.save()
        painter.setFont(self._font_of(WATERMARK_SIZE, True)[0])
        painter.setPen(QColor(PALE))
        painter.translate(PAGE_WIDTH / 2 * self._scale, PAGE_HEIGHT / 2 * self._scale)
        painter.rotate(-25)
        wide, high = PAGE_WIDTH * self._scale, WATERMARK_SIZE * 2 * self._scale
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(QRectF(-wide / 2, -high / 2, wide, high), flags, mark.text)
        painter.restore()

    def _font_of(self, size: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        known = self._fonts.get((size, bold))
        if known is None:
            font = QFont(self._font)
            own = self._font.families()
            font.setFamilies([*(HEAD_FAMILIES if bold else BODY_FAMILIES), *own])
            font.setPointSizeF(size)
            known = font, QFontMetricsF(font, self._painter.device())
            self._fonts[size, bold] = known
        return known

    def _rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        k = self._scale
        return QRectF(x * k, y * k, width * k, height * k)


def _depth(ink: Ink) -> int:
    if isinstance(ink, Watermark):
        return 0
    return 1 if isinstance(ink, Frame) else 2


def chosen_pages(first: int, last: int, total: int) -> range:
    """The places of pages ``first`` to ``last`` as people count them; 0 is not chosen."""
    return range(max(first, 1) - 1, min(last or total, total))
