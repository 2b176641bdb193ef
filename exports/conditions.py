"""Colours that a template's cells take by themselves: the hard rules that Excel can express.

All follow from the fields' declarations: must-fill blanks, lengths and limits, parts above their
whole, days after the period's end or before the day they follow, texts of no code list, codes of
another parent. Each field has at most two rules, set once for its whole column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter

from exports.choices import child_name, known_name, list_name
from exports.styles import ABSENT_FILL, KEPT_FILL, KEPT_INK, WHOLE_FORMAT
from forms.cells import LATER_TITLE, NOT_APPLICABLE_TITLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.layout import SheetLayout
    from forms.items import Item

_WHOLE_FORMAT_ID = 180
"""Any number that is none of the built-in formats."""

TOLERANCE = "0.05"
"""Of sums of amounts, as the widest of the balance rules allows."""


def add_conditions(
    sheet: Worksheet,
    layout: SheetLayout,
    rows: int,
    names: Collection[str],
    end: date | None = None,
) -> None:
    """Set the conditional formats of a form's open columns over ``rows`` rows.

    ``names`` are the defined names there are; ``end`` is the period's last day, if known.
    """
    conditions = Conditions(layout, names, end)
    last = layout.first_data_row + rows - 1
    for column in layout.item_columns:
        entry = column.item
        if entry is None or entry.computed:
            continue
        letter = get_column_letter(column.index)
        area = f"{letter}{layout.first_data_row}:{letter}{last}"
        if wrong := list(conditions.wrong(entry)):
            test = _any([f"IFERROR({test},FALSE)" for test in wrong])
            sheet.conditional_formatting.add(area, _rule(test, KEPT_FILL, KEPT_INK))
        if entry.required:
            sheet.conditional_formatting.add(area, _rule(conditions.blank(entry), ABSENT_FILL))


def add_whole_numbers(sheet: Worksheet, layout: SheetLayout, rows: int) -> None:
    """Write whole numbers of columns that also hold fractions without an empty decimal point."""
    last = layout.first_data_row + max(rows, 1) - 1
    for column in layout.item_columns:
        if column.item is None or column.item.kind.name != "measure":
            continue
        top = f"{get_column_letter(column.index)}{layout.first_data_row}"
        look = DifferentialStyle(numFmt=NumberFormat(_WHOLE_FORMAT_ID, WHOLE_FORMAT))
        rule = Rule(type="expression", formula=[f"IFERROR(INT({top})={top},FALSE)"], dxf=look)
        area = f"{top}:{get_column_letter(column.index)}{last}"
        sheet.conditional_formatting.add(area, rule)


class Conditions:
    """The formulas of one form's first data row; Excel moves them down with the row."""

    def __init__(self, layout: SheetLayout, names: Collection[str], end: date | None) -> None:
        self._row, self._names, self._end = layout.first_data_row, names, end
        self._columns: Mapping[str, str] = {
            column.item.name: get_column_letter(column.index)
            for column in layout.item_columns
            if column.item
        }
        open_columns = [c.index for c in layout.item_columns if c.item and not c.item.computed]
        first, last = get_column_letter(open_columns[0]), get_column_letter(open_columns[-1])
        self._filled = f"COUNTA(${first}{self._row}:${last}{self._row})>0"
        self._items = [column.item for column in layout.item_columns if column.item]

    def blank(self, entry: Item) -> str:
        """Whether a must-fill cell of a row that has something is blank."""
        return f'AND(TRIM({self._cell(entry.name)})="",{self._filled})'

    def wrong(self, entry: Item) -> Iterator[str]:
        """Tests of what can't stand in a field, each true or an error where nothing is wrong."""
        yield from self._limits(entry)
        yield from self._days(entry)
        yield from self._codes(entry)
        yield from self._sums(entry)

    # --- kinds of tests -------------------------------------------------------------------------

    def _limits(self, entry: Item) -> Iterator[str]:
        cell = self._cell(entry.name)
        given = f'AND(TRIM({cell})<>"",{cell}<>"{NOT_APPLICABLE_TITLE}",{_not_later(cell)}'
        if entry.kind.numeric:
            bounds = [f"{cell}<{entry.lowest}"] if entry.lowest is not None else []
            bounds += [f"{cell}>{entry.highest}"] if entry.highest is not None else []
            if bounds:
                yield f"AND(ISNUMBER({cell}),{_any(bounds)})"
            return
        if entry.least and entry.least == entry.most:
            yield f'{given},LEN(SUBSTITUTE({cell}," ",""))<>{entry.most})'
            return
        length = f"LEN({cell})"
        bounds = [f"{length}<{entry.least}"] if entry.least else []
        bounds += [f"{length}>{entry.most}"] if entry.most else []
        if bounds:
            yield f"{given},{_any(bounds)})"

    def _days(self, entry: Item) -> Iterator[str]:
        if entry.kind.name != "date":
            return
        day = _day(self._cell(entry.name))
        if entry.happened and self._end is not None:
            yield f"{day}>DATE({self._end.year},{self._end.month},{self._end.day})"
        if entry.since in self._columns:
            before = _day(self._cell(entry.since))
            yield f"AND({day}>0,{before}>0,{day}<{before})"

    def _codes(self, entry: Item) -> Iterator[str]:
        known = known_name(entry.codes)
        if entry.kind.name != "one_of" or entry.open_list or known not in self._names:
            return
        cell, whole = self._cell(entry.name), list_name(entry.codes)
        yield (
            f'AND(TRIM({cell})<>"",{cell}<>"{NOT_APPLICABLE_TITLE}",{_not_later(cell)},'
            f"COUNTIF({known},TRIM({cell}))=0)"
        )
        if entry.parent in self._columns and any(
            one.startswith(f"{whole}_") for one in self._names
        ):
            parent = self._cell(entry.parent)
            code = f'LEFT({parent},FIND(" ",{parent}&" ")-1)'
            narrowed = f'INDIRECT("{child_name(entry.codes, "")}"&{code})'
            yield f"AND(COUNTIF({whole},{cell})>0,COUNTIF({narrowed},{cell})=0)"

    def _sums(self, entry: Item) -> Iterator[str]:
        """A part above its whole is marked; so is a whole below the sum of its parts."""
        cell = self._cell(entry.name)
        if entry.part_of in self._columns:
            yield _above(cell, self._cell(entry.part_of))
        parts = [self._cell(one.name) for one in self._items if one.part_of == entry.name]
        if len(parts) > 1:
            yield _above(f"SUM({','.join(parts)})", cell)

    def _cell(self, name: str) -> str:
        return f"${self._columns[name]}{self._row}"


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _above(part: str, whole: str) -> str:
    return f"AND(ISNUMBER({part}),ISNUMBER({whole}),{part}>{whole}+{TOLERANCE})"


def _day(cell: str) -> str:
    """A cell as a day's number; 0 for what is no day."""
    text = f'SUBSTITUTE(SUBSTITUTE({cell},".","-"),"/","-")'
    return f"IF(ISNUMBER({cell}),{cell},IFERROR(DATEVALUE({text}),0))"


def _not_later(cell: str) -> str:
    return f'LEFT({cell},{len(LATER_TITLE)})<>"{LATER_TITLE}"'


def _rule(formula: str, fill: str, ink: str = "") -> Rule:
    look = DifferentialStyle(
        font=Font(color=ink) if ink else None,
        fill=PatternFill("solid", start_color=fill, end_color=fill),
    )
    return Rule(type="expression", formula=[formula], dxf=look)
