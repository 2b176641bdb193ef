"""Where the grid's rows come from: numbers in order, and pages of light rows, never all of them."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.ledger import GridRow, RowQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.workflow.session import Session
    from forms.base import Form

PAGE = 32
"""Rows read at once: a screen and a half."""
MOST_PAGES = 48
"""Pages kept; the oldest goes when another is read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a form is shown, and in which order."""

    search: str = ""
    to_confirm: bool = False
    only_ids: frozenset[str] | None = None
    sort: tuple[str, bool] | None = None

    @property
    def narrowed(self) -> bool:
        """Whether rows are left out."""
        return bool(self.search or self.to_confirm or self.only_ids is not None)


class Rows:
    """The rows of one form, district and period in the order asked for, read page by page."""

    def __init__(self, session: Session, form: type[Form], period: str) -> None:
        self._session, self.form, self._period = session, form, period
        self.shown = Shown()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[GridRow | None]] = OrderedDict()
        self._labels: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def query(self, shown: Shown) -> array[int]:
        """The row numbers that ``shown`` asks for, sorted and filtered by the ledger."""
        asked = RowQuery(
            self.form.spec.code,
            self._session.district,
            self._period,
            search=shown.search.strip(),
            filters=(("to_confirm", "is", "1"),) if shown.to_confirm else (),
            sort=(shown.sort,) if shown.sort else (),
            only_ids=shown.only_ids,
        )
        return array("q", self._session.ledger.row_ids(asked))

    def show(self, shown: Shown, ids: array[int]) -> None:
        """Take over the answer of ``query``."""
        self.shown, self._ids = shown, ids
        self._pages.clear()

    def insert(self, at: int, ids: Sequence[int]) -> None:
        """Take in row numbers; pages from there on are read again."""
        self._ids[at:at] = array("q", ids)
        self._forget_from(at)

    def remove(self, at: int, count: int) -> None:
        """Leave out row numbers; pages from there on are read again."""
        del self._ids[at : at + count]
        self._forget_from(at)

    @property
    def ids(self) -> array[int]:
        """The row numbers in their order."""
        return self._ids

    def row(self, at: int) -> GridRow | None:
        """The row at a place; None when another program deleted it meanwhile."""
        number = at // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._read(number)
        self._pages.move_to_end(number)
        return page[at % PAGE]

    def record_id(self, at: int) -> str:
        """The record id at a place, empty when the row is gone."""
        row = self.row(at)
        return row.record_id if row else ""

    def place_of(self, record_id: str) -> int | None:
        """Where a record stands; None when it is not shown."""
        code, district = self.form.spec.code, self._session.district
        number = self._session.ledger.row_id_of(code, district, self._period, record_id)
        if number is None:
            return None
        try:
            return self._ids.index(number)
        except ValueError:
            return None

    def refresh(self, record_ids: Iterable[str]) -> list[int]:
        """Read changed rows again where they are held; answers the places that were."""
        wanted = set(record_ids)
        held = [
            (number * PAGE + i, row.row_id)
            for number, page in self._pages.items()
            for i, row in enumerate(page)
            if row is not None and row.record_id in wanted
        ]
        fresh = self._session.ledger.page(self.form.spec.code, [row_id for _, row_id in held])
        by_number = {row.row_id: row for row in fresh}
        for at, row_id in held:
            self._pages[at // PAGE][at % PAGE] = by_number.get(row_id)
        return [at for at, _ in held]

    def label(self, record_id: str) -> str:
        """The label of the record whose id this form shares (a project's name)."""
        found = self._labels.get(record_id)
        if found is None:
            owner = self.form.spec.shares_id_with
            row = self._session.ledger.row(owner, self._session.district, self._period, record_id)
            found = self._labels[record_id] = row.title if row is not None else ""
        return found

    def forget_labels(self) -> None:
        """The form that lends labels changed."""
        self._labels.clear()

    def reorder(self, **changes: object) -> Shown:
        """What is shown, with some of it changed."""
        return replace(self.shown, **changes)  # type: ignore[arg-type]

    def _read(self, number: int) -> list[GridRow | None]:
        ids = list(self._ids[number * PAGE : (number + 1) * PAGE])
        found = {row.row_id: row for row in self._session.ledger.page(self.form.spec.code, ids)}
        page: list[GridRow | None] = [found.get(one) for one in ids]
        self._pages[number] = page
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        return page

    def _forget_from(self, at: int) -> None:
        for number in [one for one in self._pages if one >= at // PAGE]:
            del self._pages[number]
