"""应报表: which forms the next task package asks for, each by its own frequency or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.tables import Column, FactsModel, FactsTable
from exports.task_package import due_title
from forms.due import FREQUENCY_TITLES, is_due

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from forms.base import Form, FormFrequency
    from forms.due import Overrides
    from forms.periods import Period

DECIDED: dict[str, bool | FormFrequency | None] = {
    due_title(one): one for one in (None, True, False, *FREQUENCY_TITLES)
}
"""What may be decided of a form, by its words; None is as the form itself declares."""


class DueTable(FactsTable):
    """One row a form; what is decided differently from the form's own stands in ``overrides``."""

    def __init__(self, desk: Desk) -> None:
        columns: list[Column[type[Form]]] = [
            Column("应报表", lambda one: f"{one.spec.code} {one.spec.title}", 0),
            Column("期别", lambda one: FREQUENCY_TITLES[one.spec.frequency], 8),
            Column("本期", self._asked, 8, tone=lambda one: "" if self._is_due(one) else "muted"),
            Column(
                "设定", lambda one: due_title(self._said.get(one.spec.code)), 12,
                write=self._decide, choices=tuple(DECIDED),
                strong=lambda one: one.spec.code in self._said,
            ),
        ]  # fmt: skip
        self._said: dict[str, bool | FormFrequency] = {}
        self._period: Period | None = None
        self._forms = desk.session.forms
        self._facts: FactsModel[type[Form]] = FactsModel(columns, desk.look.color)
        super().__init__(self._facts, "应报表")
        self._facts.setParent(self)

    @property
    def overrides(self) -> Overrides:
        """What is decided, by form code."""
        return dict(self._said)

    def show_period(self, period: Period, said: Overrides) -> None:
        """Show the forms for a period, with what is decided so far."""
        self._period, self._said = period, dict(said)
        self._facts.show(self._forms.nil_forms)

    def _is_due(self, form: type[Form]) -> bool:
        return self._period is not None and is_due(form.spec, self._period, self._said)

    def _asked(self, form: type[Form]) -> str:
        return "报" if self._is_due(form) else "不报"

    def _decide(self, form: type[Form], text: str) -> bool:
        if text not in DECIDED:
            return False
        code, decided = form.spec.code, DECIDED[text]
        if decided is None or decided == form.spec.frequency:
            self._said.pop(code, None)
        else:
            self._said[code] = decided
        self.viewport().update()
        return True
