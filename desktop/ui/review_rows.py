"""The rows of one district's submission as 审阅 shows them: a table a form, to look and to point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView

from desktop.ui.tables import Column, FactsModel, FactsTable
from forms.kinds import show_cell
from forms.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk
    from forms.base import Form
    from forms.items import Item


class RowTables:
    """The tables, their models and the fields of their columns, by form code."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.models: dict[str, FactsModel[Form]] = {}
        self.tables: dict[str, FactsTable] = {}
        self.field_names: dict[str, list[str]] = {}
        for form in desk.session.forms.data_forms:
            self._add(form)

    def show(self, rows: Mapping[str, Mapping[str, Form]]) -> Iterator[tuple[FactsTable, str]]:
        """Show a district's rows; gives each table with the title of its tab."""
        for code, model in self.models.items():
            listed = list(rows.get(code, {}).values())
            model.show(listed)
            yield self.tables[code], f"{self._desk.session.forms[code].spec.title} {len(listed)}"

    def choose(self, form: str, record_id: str, field: str) -> FactsTable | None:
        """Select a record's cell, or its first one; the table, or None where there is no row."""
        names = self.field_names.get(form, [])
        for at, one in enumerate(self.models[form].rows if names else ()):
            if one.record_id == record_id:
                index = self.models[form].index(at, names.index(field) if field in names else 0)
                self.tables[form].setCurrentIndex(index)
                self.tables[form].scrollTo(index)
                return self.tables[form]
        return None

    def place(self, shown: QWidget) -> tuple[str, str, str]:
        """Form, record and field that are chosen in the table shown; empty for any other widget."""
        for code, table in self.tables.items():
            at = table.currentIndex()
            if table is shown and at.isValid():
                name = self.field_names[code][at.column()]
                return code, self.models[code].rows[at.row()].record_id, name
        return "", "", ""

    def full_text(self, shown: QWidget) -> str:
        """The chosen cell of the table shown, for its column may be too narrow."""
        for code, table in self.tables.items():
            at = table.currentIndex()
            if table is shown and at.isValid():
                one, column = (
                    self.models[code].rows[at.row()],
                    self.models[code].columns[at.column()],
                )
                return f"{one.title or one.record_id}\n{column.title}：{column.text(one) or '空'}"
        return ""

    def _add(self, form: type[Form]) -> None:
        code = form.spec.code
        model: FactsModel[Form] = FactsModel(self._columns(form), self._desk.look.color)
        table = FactsTable(model, form.spec.title)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.models[code], self.tables[code] = model, table

    def _columns(self, form: type[Form]) -> list[Column[Form]]:
        shown = [one for one in form.items() if not one.system and one.name != "record_id"]
        self.field_names[form.spec.code] = ["", *(entry.name for entry in shown)]
        columns: list[Column[Form]] = [Column("记录编号", lambda one: one.record_id, 20)]
        return columns + [
            Column(
                entry.full_title, self._text_of(entry), _width(entry), numeric=entry.kind.numeric
            )
            for entry in shown
        ]

    def _text_of(self, entry: Item) -> Callable[[Form], str]:
        catalogue = self._desk.session.catalogue

        def text(one: Form) -> str:
            shown = show_cell(one.cell(entry.name), entry, catalogue)
            return masked(shown) if entry.private else shown

        return text


def _width(entry: Item) -> int:
    return max(12, min(30, len(entry.full_title) * 2 + 2))
