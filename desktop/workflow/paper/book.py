"""A printed submission as a row of pages: cover, forms, 报表校验表及解释说明表."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.workflow.paper.cover import draw_cover
from desktop.workflow.paper.headings import margins
from desktop.workflow.paper.sheets import TableSheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.workflow.paper.content import PaperBook
    from desktop.workflow.paper.ink import Ink, Page


class PaperPages:
    """The pages of a book; each is made when it is asked for, so a long one needs little memory."""

    def __init__(self, book: PaperBook, watch: Callable[[], None] = lambda: None) -> None:
        """Find out what stands on which page; ``watch`` is called now and then and may raise."""
        self.book = book
        self._draws: list[Callable[[], Iterator[Ink]]] = [partial(draw_cover, book)]
        for table in book.tables:
            sheets = TableSheets(book, table, watch)
            self._draws += [partial(sheets.draw, leaf) for leaf in sheets.leaves]

    def __len__(self) -> int:
        return len(self._draws)

    def __getitem__(self, place: int) -> Page:
        """One page, the cover being 0."""
        return (*margins(self.book, place + 1, len(self)), *self._draws[place]())
