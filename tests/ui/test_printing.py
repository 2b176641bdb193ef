"""Ink on a device, and the buttons that put a period on paper or into a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.ui.printing import Brush, Stopped, chosen_pages, save_pdf
from desktop.ui.submit_page import SubmitPage
from desktop.workflow import demo
from desktop.workflow.entry import Typed
from desktop.workflow.paper import PaperPages, draft_book
from desktop.workflow.paper.ink import PAGE_HEIGHT, PAGE_WIDTH, Frame, Watermark, Words
from forms.errors import ForPeople
from tests.ui.shell_parts import (
    CHONGMING,
    GOOD_REASON,
    FakeDialogs,
    desk_on,
    district,
    wait_for_jobs,
)
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

SCALE = 2


def never() -> bool:
    return False


def painted(*page: Words | Frame | Watermark) -> QImage:
    """A picture of a page, two pixels a point."""
    image = QImage(
        round(PAGE_WIDTH * SCALE), round(PAGE_HEIGHT * SCALE), QImage.Format.Format_RGB32
    )
    image.setDotsPerMeterX(round(72 * SCALE / 0.0254))
    image.setDotsPerMeterY(round(72 * SCALE / 0.0254))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    Brush(painter, QFont()).page(page)
    painter.end()
    return image


def inked(image: QImage) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what was painted, in points."""
    dots = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixel(x, y) != 0xFFFFFFFF
    ]
    assert dots
    across, down = [x for x, _ in dots], [y for _, y in dots]
    return min(across) / SCALE, min(down) / SCALE, max(across) / SCALE, max(down) / SCALE


def pages_in(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


@pytest.fixture
def dialogs(tmp_path: Path) -> FakeDialogs:
    return FakeDialogs(folder=tmp_path, file=tmp_path / "纸面.pdf", reason=GOOD_REASON)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Desk]:
    made = desk_on(district(tmp_path, "2026Q2"), dialogs)
    yield made
    made.jobs.stop()
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> SubmitPage:
    made = SubmitPage(desk)
    qtbot.addWidget(made)
    made.show()
    made.enter()
    return made


@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_words_stand_in_their_box(qtbot: QtBot, align: str) -> None:
    words = Words(100, 200, 90, 30, ("示例", "MMM"), 9, align)  # type: ignore[arg-type]
    left, top, right, bottom = inked(painted(words))
    assert left >= 99
    assert right <= 191
    assert top >= 199
    assert bottom <= 231
    assert {"left": left < 104, "centre": 110 < left < 145, "right": right > 186}[align]


def test_a_line_wider_than_its_box_is_squeezed_not_cut(qtbot: QtBot) -> None:
    left, _, right, _ = inked(painted(Words(100, 200, 60, 12, ("W" * 40,), 7.5)))
    assert left >= 98
    assert 150 <= right <= 162


def test_frames_are_drawn_where_they_are(qtbot: QtBot) -> None:
    left, top, right, bottom = inked(painted(Frame(50, 60, 100, 20, tinted=True)))
    assert (left, top, right, bottom) == pytest.approx((50, 60, 150, 80), abs=1.5)


def test_the_watermark_lies_under_everything(qtbot: QtBot) -> None:
    frame = Frame(0, 0, PAGE_WIDTH, PAGE_HEIGHT, tinted=True)
    assert painted(frame, Watermark("草稿")) == painted(Watermark("草稿"), frame)
    left, top, right, bottom = inked(painted(Watermark("草稿")))
    assert left > 100
    assert right < PAGE_WIDTH - 100
    assert top > 50
    assert bottom < PAGE_HEIGHT - 50


def test_a_pdf_has_every_page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    assert desk.period is not None
    pages = PaperPages(draft_book(desk.session, desk.period))
    seen: list[tuple[int, int]] = []
    target = tmp_path / "a.pdf"
    count = save_pdf(
        pages, target, QFont(), lambda done, total, _text: seen.append((done, total)), never
    )
    assert count == len(pages) == pages_in(target)
    assert seen == [(number, count) for number in range(1, count + 1)]
    assert target.read_bytes().startswith(b"%PDF-")
    assert b"/MediaBox [0 0 842 595]" in re.sub(
        rb"\.\d+", b"", re.sub(rb"841\.\d+", b"842", target.read_bytes())
    )


def test_a_cancelled_pdf_leaves_nothing(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    assert desk.period is not None
    pages = PaperPages(draft_book(desk.session, desk.period))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Stopped):
        save_pdf(pages, tmp_path / "a.pdf", QFont(), lambda *_: None, lambda: True)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 0, range(9)), (3, 5, range(2, 5)), (3, 0, range(2, 9)), (1, 99, range(9))],
)
def test_the_chosen_pages_are_printed(first: int, last: int, expected: range) -> None:
    assert chosen_pages(first, last, 9) == expected


def test_before_the_submission_a_draft_is_saved(
    page: SubmitPage, desk: Desk, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    assert "草稿" in page.paper_hint.text()
    with qtbot.waitSignal(desk.said) as said:
        page.paper.save_button.click()
        wait_for_jobs(qtbot, desk)
    assert dialogs.file is not None
    assert "已存为 PDF" in said.args[0]
    assert pages_in(dialogs.file) > 5
    assert dialogs.suggested == f"WLCY_{CHONGMING}_2026Q2_草稿.pdf"


def test_after_the_submission_the_sent_revision_is_saved(
    page: SubmitPage, desk: Desk, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    demo.explain_all(desk.session, Q2)
    desk.refresh()
    page.enter()
    page.export_submission()
    wait_for_jobs(qtbot, desk)
    page.enter()
    assert "第 1 次" in page.paper_hint.text()
    page.paper.save_paper()
    wait_for_jobs(qtbot, desk)
    assert dialogs.suggested == f"WLCY_{CHONGMING}_2026Q2_B01.pdf"
    assert dialogs.file is not None
    assert pages_in(dialogs.file) > 5
    first = next(iter(desk.book.context.rows["F01"]))
    desk.type_cells("F01", [Typed(first, "remark", "更正")])
    page.enter()
    assert "草稿" in page.paper_hint.text()


def test_choosing_no_file_or_printer_does_nothing(
    page: SubmitPage, desk: Desk, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    dialogs.file = None
    page.paper.save_paper()
    assert not desk.jobs.busy
    page.paper.print_paper()
    wait_for_jobs(qtbot, desk)
    assert re.fullmatch(r"打印（共 \d+ 页）", dialogs.asked[-1])
    assert not desk.jobs.busy


def test_the_chosen_pages_go_to_the_printer(
    page: SubmitPage, desk: Desk, qtbot: QtBot, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 4)
    dialogs.printer = printer
    page.paper.print_paper()
    qtbot.waitUntil(lambda: (tmp_path / "printed.pdf").exists() and not desk.jobs.busy)
    assert pages_in(tmp_path / "printed.pdf") == 3


def test_without_a_printing_system_a_sentence_says_so(
    page: SubmitPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ForPeople("这台电脑没有打印组件。")

    monkeypatch.setattr(desk.dialogs, "ask_printer", refuse)
    with qtbot.waitSignal(desk.said) as said:
        page.paper.print_paper()
        wait_for_jobs(qtbot, desk)
    assert said.args == ["这台电脑没有打印组件。", "error"]
