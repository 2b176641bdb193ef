"""Gathers the sheets of a submission as their pieces arrive from the child."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.cellsource import Block, Piece, Scalar, SheetHead, SheetTail, cell_text, column_letters
from exports.digest import ALGORITHMS, default_algorithm, travelling_items
from exports.layout import (
    ANSWERS_SHEET,
    CODES_SHEET,
    COVER_FACTS,
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    FINDINGS_SHEET,
    FINGERPRINT_LABEL,
    MANIFEST_SHEET,
    SheetLayout,
    sheet_layout,
)
from exports.reader_cells import hidden_notice, merge_notice
from exports.reader_rows import RowReader
from exports.reader_sheets import (
    HEADER_WITHIN,
    FootWatch,
    FormColumns,
    find_columns,
    is_marks,
    is_total,
    read_labels,
    title_key,
)
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exports.gate import GateReport
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue

_PLAIN_SHEETS = (COVER_SHEET, FINDINGS_SHEET, ANSWERS_SHEET, MANIFEST_SHEET)
_SHOWN_CONVERSIONS = 5
_SHOWN_TITLES = 12
_NAME = 31
"""Letters of a sheet's name that are shown: Excel allows no more."""
_LEAST_ID = 6
"""A text of this length in the record id's column is no mark of the 甲乙 row."""


def _shown(titles: Sequence[str]) -> str:
    """Some titles, none of them longer than a title is."""
    more = "等" if len(titles) > _SHOWN_TITLES else ""
    return "、".join(title[:_NAME] for title in titles[:_SHOWN_TITLES]) + more


@dataclass
class FormSheet:
    """One form's sheet while it is read."""

    layout: SheetLayout
    name: str
    waiting: list[tuple[int, list[Scalar]]] = field(default_factory=list)
    columns: FormColumns | None = None
    reader: RowReader | None = None
    foot: FootWatch = field(default_factory=FootWatch)

    def address(self, field_name: str, row: int) -> str:
        """The address of a field's cell, such as ``Q12``; "" for a column that is not there."""
        place = self.columns.fields.get(field_name) if self.columns else None
        return "" if place is None else f"{column_letters(place + 1)}{row}"


class SubmissionSheets:
    """Takes pieces and ends with rows by form, the plain sheets' cells, and notices.

    ``digests`` are the rows' digests in sheet order, ``row_numbers`` the user's row numbers,
    ``doubles`` rows whose record id stood on the sheet before.
    """

    def __init__(self, report: GateReport, forms: FormSet, catalogue: Catalogue) -> None:
        self.report = report
        self.name = report.name
        self.forms = forms
        self.catalogue = catalogue
        self.rows: dict[str, list[Form]] = {}
        self.digests: dict[tuple[str, str], str] = {}
        self.row_numbers: dict[tuple[str, str], int] = {}
        self.doubles: list[tuple[str, str, int]] = []
        self.plain: dict[str, list[tuple[int, list[Scalar]]]] = {}
        self.form_sheets: dict[str, FormSheet] = {}
        self.notices: list[str] = list(hidden_notice(report))
        self.facts: Mapping[str, tuple[str, int, int]] = {}
        self.algorithm = default_algorithm()
        self._by_name = {title_key(sheet_layout(form).name): form for form in forms.data_forms}
        self._sheet = ""
        self._form: FormSheet | None = None

    def take(self, piece: Piece) -> None:
        """Take one piece."""
        if isinstance(piece, SheetHead):
            self._begin(piece)
        elif isinstance(piece, SheetTail):
            self._end(piece)
        elif self._form is not None:
            self._take_rows(self._form, piece)
        elif self._sheet in self.plain:
            self.plain[self._sheet].extend(enumerate(piece.rows, piece.first))

    @property
    def has_ours(self) -> bool:
        """Whether one of the sheets so far is a submission's."""
        return bool(self.plain or self.form_sheets)

    def item_labels(self) -> dict[str, str]:
        """The labels of the cover form's fields on the cover, by field name."""
        return {entry.name: entry.title for entry in travelling_items(self.cover_form)}

    @property
    def cover_form(self) -> type[Form]:
        """The form whose one row stands on the cover."""
        return next(form for form in self.forms if form.spec.nature == "cover")

    def _begin(self, head: SheetHead) -> None:
        self._sheet, self._form = head.name.strip(), None
        form = self._by_name.get(title_key(head.name))
        if form is not None and form.spec.code not in self.form_sheets:
            self._form = FormSheet(sheet_layout(form), head.name)
            self.form_sheets[form.spec.code] = self._form
            self.rows.setdefault(form.spec.code, [])
        elif self._sheet in _PLAIN_SHEETS:
            self.plain[self._sheet] = []
        elif self._sheet != CODES_SHEET:
            self.notices.append(f"工作表“{head.name[:_NAME]}”不是报送表的内容，没有读取。")
            return
        if head.state != "visible":
            self.notices.append(f"工作表“{head.name}”是隐藏的，内容已照常读取。")

    def _end(self, tail: SheetTail) -> None:
        if self._form is not None:
            self._finish_form(self._form)
        elif self._sheet == COVER_SHEET:
            self._read_cover()
        if tail.formulas and self._sheet not in (CODES_SHEET,):
            places = "、".join(tail.formulas[:5])
            self.notices.append(f"工作表“{self._sheet}”含有公式（{places} 等），已取其结果。")
        self.notices += (f"工作表“{self._sheet}”：{said}" for said in merge_notice(tail))

    # --- The cover ----------------------------------------------------------------------------

    def _read_cover(self) -> None:
        labels = [
            *COVER_FACTS.values(),
            DIGEST_ALGORITHM_LABEL,
            DIGEST_LABEL,
            FINGERPRINT_LABEL,
            *self.item_labels().values(),
        ]
        self.facts = read_labels([row for _, row in self._numbered(COVER_SHEET)], labels)
        missing = [
            label
            for label in (COVER_FACTS["district"], COVER_FACTS["period"])
            if not self.fact(label)
        ]
        if missing:
            raise Refusal("other_system", self.name, f"封面上没有{'、'.join(missing)}")
        algorithm = self.fact(DIGEST_ALGORITHM_LABEL).lower()
        if algorithm in ALGORITHMS:
            self.algorithm = algorithm
        self._read_cover_row()

    def _numbered(self, sheet: str) -> list[tuple[int, list[Scalar]]]:
        """Every row from the first on, so that an index is a row number less one."""
        return self.plain.get(sheet, [])

    def fact(self, label: str) -> str:
        """The cover's text beside a label."""
        return self.facts.get(label, ("", 0, 0))[0].strip()

    def header_fact(self, name: str) -> str:
        """A machine fact of the header by its field name."""
        return self.fact(COVER_FACTS[name])

    def _read_cover_row(self) -> None:
        form = self.cover_form
        items = travelling_items(form)
        places = {entry.name: place for place, entry in enumerate(items)}
        reader = RowReader(form, items, places, self.catalogue, self._shared(), self.algorithm)
        cells: list[Scalar] = [self.facts.get(entry.title, ("", 0, 0))[0] for entry in items]
        self._keep(form.spec.code, reader, [(1, reader.cells(cells))], self.header_fact("district"))

    def _shared(self) -> dict[str, str]:
        return {
            "district": self.header_fact("district"),
            "period": self.header_fact("period"),
            "catalogue_version": self.header_fact("catalogue_version"),
        }

    # --- The forms ----------------------------------------------------------------------------

    def _take_rows(self, sheet: FormSheet, block: Block) -> None:
        numbered = list(enumerate(block.rows, block.first))
        if sheet.reader is None:
            sheet.waiting += numbered
            if len(sheet.waiting) < HEADER_WITHIN:
                return
            numbered = self._locate(sheet)
        self._read_rows(sheet, numbered)

    def _finish_form(self, sheet: FormSheet) -> None:
        if sheet.reader is None:
            self._read_rows(sheet, self._locate(sheet))
        for reader in sheet.reader.readers if sheet.reader else ():
            shown = list(reader.converted.items())[:_SHOWN_CONVERSIONS]
            if shown:
                texts = "、".join(f"“{text}”读作 {value}" for text, value in shown)
                self.notices.append(
                    f"{sheet.name} {reader.item.title}：文字形式的数已识别，{texts}。"
                )

    def _locate(self, sheet: FormSheet) -> list[tuple[int, list[Scalar]]]:
        """Find the header among the waiting rows; gives the rows below it."""
        columns = find_columns(sheet.layout, sheet.waiting[:HEADER_WITHIN])
        if columns is None or "record_id" not in columns.fields:
            raise Refusal("wrong_template", self.name, f"工作表“{sheet.name}”没有完整的表头")
        sheet.columns = columns
        if columns.missing:
            self.notices.append(f"{sheet.name} 缺少列：{'、'.join(columns.missing)}。")
        if columns.strangers:
            self.notices.append(
                f"{sheet.name} 有认不出的列，没有读取：{_shown(columns.strangers)}。"
            )
        form = sheet.layout.form
        sheet.reader = RowReader(
            form,
            travelling_items(form),
            columns.fields,
            self.catalogue,
            self._shared(),
            self.algorithm,
        )
        waiting, sheet.waiting = sheet.waiting, []
        return [(number, row) for number, row in waiting if number > columns.header_row]

    def _read_rows(self, sheet: FormSheet, numbered: Sequence[tuple[int, list[Scalar]]]) -> None:
        assert sheet.reader is not None
        assert sheet.columns is not None
        id_place = sheet.columns.fields["record_id"]
        wanted: list[tuple[int, tuple[Scalar, ...]]] = []
        for number, row in numbered:
            record_id = row[id_place] if id_place < len(row) else None
            cells = sheet.reader.cells(row)
            is_plain = isinstance(record_id, str) and len(record_id) >= _LEAST_ID
            if is_plain or self._is_data(sheet, number, row, cells):
                wanted.append((number, cells))
        self._keep(sheet.layout.form.spec.code, sheet.reader, wanted)

    def _is_data(
        self, sheet: FormSheet, number: int, row: list[Scalar], cells: Sequence[Scalar]
    ) -> bool:
        """Whether a row without a plain record id is a record all the same."""
        texts = [cell_text(cell) for cell in row]
        if sheet.foot.is_foot(texts) or is_marks(texts):
            return False
        if not any(cell not in (None, "") for cell in cells):
            return False
        if is_total(texts[:4]):
            self.notices.append(f"{sheet.name} 第 {number} 行是合计行，没有读取。")
            return False
        return True

    def _keep(
        self,
        code: str,
        reader: RowReader,
        rows: Sequence[tuple[int, tuple[Scalar, ...]]],
        record_id: str = "",
    ) -> None:
        kept = self.rows.setdefault(code, [])
        read = reader.read([cells for _, cells in rows], record_id)
        for (number, _), (row, digest) in zip(rows, read, strict=True):
            key = (code, row.record_id)
            if key in self.digests:
                self.doubles.append((*key, number))
                continue
            kept.append(row)
            self.digests[key] = digest
            self.row_numbers[key] = number
