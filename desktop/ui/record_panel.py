"""The record at hand, field by field, with last period's values, explanations and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.grid.choices import ChoiceMaker, Choices
from desktop.ui.grid.columns import columns_of, filling_rule
from desktop.ui.grid.marks import Marks
from desktop.ui.parts import button, label, row
from desktop.ui.record_fields import FieldRow
from desktop.ui.record_findings import RecordFindings
from desktop.workflow.entry import Typed
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from desktop.ui.search import Matcher
    from forms.base import Form
    from forms.cells import Cell
    from forms.findings import Finding
    from forms.items import Item

SHOW_AFTER_MS = 30
HELP_LINES = 4


class FormFields(QScrollArea):
    """The fields of one form by sections; made once, then filled with one record after another."""

    def __init__(
        self, form: type[Form], offer: Callable[[Item], tuple[Choices, Matcher] | None]
    ) -> None:
        super().__init__()
        self.rows: dict[str, FieldRow] = {}
        inside = QWidget()
        inside.setObjectName("scrolled")
        box = QVBoxLayout(inside)
        box.setContentsMargins(2, 2, 10, 8)
        box.setSpacing(4)
        section = ""
        for column in columns_of(form):
            if column.at is None:
                continue
            if column.item.section != section:
                section = column.item.section
                box.addSpacing(4)
                box.addWidget(label(section, kind="heading"))
            made = FieldRow(column.item, offer, column.editable)
            self.rows[column.name] = made
            box.addWidget(made)
        box.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class RecordPanel(QFrame):
    """Signals: ``stepped(±1)`` asks for the next record, ``focused(field)`` tells where one is."""

    stepped = Signal(int)
    focused = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("kind", "card")
        self.setAccessibleName("记录面板")
        self.setMinimumWidth(270)
        self._form: type[Form] | None = None
        self.record_id = ""
        self._row: Form | None = None
        self._shown: tuple[Form | None, Sequence[Finding]] = (None, ())
        self._field = ""
        self._forms: dict[str, FormFields] = {}
        self._maker: ChoiceMaker | None = None
        self.title = QLabel(self)
        self.findings = RecordFindings(self)
        self.stack = QStackedWidget(self)
        self.help = QLabel(self)
        self._soon = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._soon.timeout.connect(self.fill)
        self._lay_out()
        self.findings.chosen.connect(self.focus_field)
        self.findings.explained.connect(self._explain)
        desk.period_changed.connect(self._period_changed)
        desk.findings_changed.connect(self._show_findings)

    def _lay_out(self) -> None:
        self.title.setProperty("kind", "heading")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.help.setWordWrap(True)
        self.help.setTextFormat(Qt.TextFormat.PlainText)
        self.help.setProperty("kind", "muted")
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.help.setAccessibleName("填写说明")
        self.help.setFixedHeight(self.help.fontMetrics().lineSpacing() * HELP_LINES + 4)
        self.findings.hide()
        up = button("上一条", lambda: self.stepped.emit(-1), kind="quiet", tip="上一条记录（PgUp）")
        down = button(
            "下一条", lambda: self.stepped.emit(1), kind="quiet", tip="下一条记录（PgDn）"
        )
        for one in (up, down):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 4, 6)
        box.setSpacing(6)
        head = row(self.title, up, down, spacing=2)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(self.findings)
        box.addWidget(self.stack, 1)
        box.addWidget(self.help)

    def showEvent(self, event: QShowEvent) -> None:
        """What moved while the panel was folded away is shown now."""
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks the ledger nothing: it may be closed by now."""
        super().hideEvent(event)
        self._soon.stop()

    # --- what is shown ----------------------------------------------------------------------

    @property
    def fields(self) -> FormFields | None:
        """The fields in sight."""
        return self._forms.get(self._form.spec.code) if self._form is not None else None

    def show_record(self, form: type[Form] | None, record_id: str) -> None:
        """Show a record soon: moving through rows with the arrow keys must not wait for it."""
        if form is self._form and record_id == self.record_id:
            return
        self._form, self.record_id = form, record_id
        if self.isVisible():
            self._soon.start()

    def refresh(self, changes: Changes) -> None:
        """Show anew what an edit changed in this record."""
        if self._form is not None and (self._form.spec.code, self.record_id) in changes.rows:
            self.fill()

    def fill(self) -> None:
        """Fill the fields with the record as it is now."""
        self._soon.stop()
        form, desk = self._form, self.desk
        if form is None or desk.period is None:
            self.title.clear()
            self.stack.hide()
            return
        fields = self._fields_of(form)
        self._row = desk.session.ledger.row(
            form.spec.code, desk.session.district, desk.period.code, self.record_id
        )
        self.stack.setVisible(self._row is not None)
        self.stack.setCurrentWidget(fields)
        self.title.setText(self._heading())
        self._show_findings()
        self.point_at(self._field)

    def _show_values(self, fields: FormFields, marks: Marks) -> None:
        row_, form = self._row, self._form
        if row_ is None or form is None:
            return
        found = list(marks.of_record(self.record_id))
        if row_ is self._shown[0] and found == self._shown[1]:
            return  # an edit says both that rows changed and that findings may have
        self._shown = (row_, found)
        before = self.desk.previous_row(form.spec.code, self.record_id)
        catalogue = self.desk.session.catalogue
        for name, field in fields.rows.items():
            text = show_cell(row_.cell(name), field.item, catalogue)
            previous = show_cell(before.cell(name), field.item, catalogue) if before else ""
            field.show_value(text, previous, marks.level(self.record_id, name))

    def _show_findings(self) -> None:
        if self._form is None or not self.isVisibleTo(self.window()):
            return
        marks = self._marks()
        self.findings.show_findings(marks.of_record(self.record_id))
        fields = self.fields
        if fields is not None and not self._soon.isActive():
            self._show_values(fields, marks)

    def _marks(self) -> Marks:
        code = self._form.spec.code if self._form is not None else ""
        mine = (one for one in self.desk.findings if one.record_id == self.record_id)
        return Marks(mine, code)

    def _heading(self) -> str:
        if self._row is None or self._form is None:
            return "没有记录"
        if self._form.spec.borrowed_label and self.desk.period is not None:
            owner = self.desk.book.context.rows.get(self._form.spec.shares_id_with, {})
            lent = owner.get(self.record_id)
            return lent.title if lent is not None else self.record_id
        return self._row.title

    # --- fields -----------------------------------------------------------------------------

    def point_at(self, field: str) -> None:
        """The grid stands on this field: bring it into sight and explain it."""
        self._field = field
        fields = self.fields
        if fields is None or field not in fields.rows or self._soon.isActive():
            return
        fields.ensureWidgetVisible(fields.rows[field], 0, 40)
        self._explain_field(field)
        self.findings.point_at(field)

    def focus_field(self, field: str) -> None:
        """Put the cursor into a field."""
        if self._soon.isActive():
            self.fill()
        fields = self.fields
        if fields is not None and fields.rows:
            target = fields.rows.get(field) or next(iter(fields.rows.values()))
            fields.ensureWidgetVisible(target, 0, 40)
            target.editor.setFocus()

    def focused_field(self) -> str:
        """The field that has the keyboard; empty when none has."""
        rows = self.fields.rows.items() if self.fields is not None else ()
        return next((name for name, one in rows if one.editor.hasFocus()), "")

    def _fields_of(self, form: type[Form]) -> FormFields:
        code = form.spec.code
        if code not in self._forms:
            made = FormFields(form, self._offer)
            for field in made.rows.values():
                field.typed.connect(self._typed)
                field.entered.connect(self._entered)
                field.stepped.connect(self._stepped)
            self._forms[code] = made
            self.stack.addWidget(made)
        return self._forms[code]

    def _offer(self, item: Item) -> tuple[Choices, Matcher] | None:
        period = self.desk.period
        if self._maker is None:
            self._maker = ChoiceMaker(self.desk.session, period.code if period else "")
        choices = self._maker.choices(item, self._cell)
        return None if choices is None else (choices, self._maker.matcher(choices))

    def _cell(self, name: str) -> Cell:
        return self._row.cell(name) if self._row is not None else None

    def _typed(self, name: str, text: str) -> None:
        if self._form is not None and self.record_id:
            self.desk.type_cells(self._form.spec.code, [Typed(self.record_id, name, text)])

    def _entered(self, name: str) -> None:
        self._explain_field(name)
        fields = self.fields
        if fields is not None:
            fields.ensureWidgetVisible(fields.rows[name], 0, 40)
        self.focused.emit(name)

    def _stepped(self, step: int) -> None:
        self.stepped.emit(step)

    def _explain_field(self, name: str) -> None:
        fields = self.fields
        if fields is None or name not in fields.rows:
            self.help.clear()
            return
        item = fields.rows[name].item
        example = f"示例：{item.example}" if item.example else ""
        parts = [f"{item.title}：{item.explanation}", filling_rule(item), example]
        self.help.setText("\n".join(part for part in parts if part))

    def _explain(self, finding: Finding, text: str) -> None:
        if self.desk.explain(finding, text):
            self.desk.say("说明已保存。" if text.strip() else "说明已撤回。", "done")

    def _period_changed(self) -> None:
        self._maker = None
        self._form, self.record_id = None, ""
        if self.isVisible():
            self._soon.start()
