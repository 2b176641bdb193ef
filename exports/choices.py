"""Drop-downs, hints and alerts of a template's open columns, each set once for the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from exports.layout import CODE_TITLES, CODES_SHEET, TABLE_FIRST_ROW, Column, SheetLayout
from forms.cells import LATER_TITLE, NOT_APPLICABLE_TITLE
from forms.dictionary import limit_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from forms.codelists import Code, CodeList
    from forms.items import Item

PROMPT_LENGTH, ERROR_LENGTH, TITLE_LENGTH = 250, 220, 30
"""Excel takes 255, 225 and 32 characters (domain §5.2)."""

_PLAIN = re.compile(r"[0-9A-Za-z]+")
_LABEL_COLUMN = get_column_letter(len(CODE_TITLES))
_CODE_COLUMN = get_column_letter(CODE_TITLES.index("代码") + 1)
_ELSE = f"确实没有的填“{NOT_APPLICABLE_TITLE}”，暂时没有的填“{LATER_TITLE}（原因）”。"
_BOUND = 10**12
"""Numbers without limits of their own stay under this, as when they are read."""


def in_choosing_order(codes: CodeList) -> list[Code]:
    """The codes that may be chosen, those of one parent together, so they make one range."""
    active = codes.active()
    parents = {code.parent: place for place, code in reversed(list(enumerate(active)))}
    return sorted(active, key=lambda code: parents[code.parent])


def name_ranges(workbook: Workbook, lists: Iterable[tuple[CodeList, Sequence[Code]]]) -> set[str]:
    """Name the ranges of 代码表: one a list, and one for each parent in it; gives all names."""
    row = TABLE_FIRST_ROW
    made: set[str] = set()
    for codes, entries in lists:
        spans = {list_name(codes.name): (row, row + len(entries) - 1)} if entries else {}
        for place, code in enumerate(entries, row):
            if _PLAIN.fullmatch(code.parent):
                name = child_name(codes.name, code.parent)
                spans[name] = (spans.get(name, (place, 0))[0], place)
        for name, (first, last) in spans.items():
            cells = f"${_LABEL_COLUMN}${first}:${_LABEL_COLUMN}${last}"
            _define(workbook, name, cells)
        if entries:
            _define(workbook, known_name(codes.name), _spellings(row, row + len(entries) - 1))
            made.add(known_name(codes.name))
        made |= spans.keys()
        row += len(entries)
    return made


def list_name(codes: str) -> str:
    """The defined name of a whole list."""
    return f"list_{codes}"


def known_name(codes: str) -> str:
    """The defined name of all spellings of a list: code, title and label."""
    return f"known_{codes}"


def child_name(codes: str, parent: str) -> str:
    """The defined name of the part of a list under one parent."""
    return f"list_{codes}_{parent}"


def _spellings(first: int, last: int) -> str:
    return f"${_CODE_COLUMN}${first}:${_LABEL_COLUMN}${last}"


def _define(workbook: Workbook, name: str, cells: str) -> None:
    place = f"{quote_sheetname(CODES_SHEET)}!{cells}"
    workbook.defined_names[name] = DefinedName(name, attr_text=place)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the columns of one template may choose from.

    ``names`` are the defined names there are, ``district`` narrows lists whose parent is the
    district, ``id_ranges`` the cells that hold the record ids of forms in the same workbook.
    """

    names: set[str]
    district: str
    id_ranges: Mapping[str, str]

    def add(self, sheet: Worksheet, layout: SheetLayout, rows: int) -> None:
        """Give every open column its validation over all of its rows."""
        last = layout.first_data_row + rows - 1
        for column in layout.item_columns:
            entry = column.item
            if entry is None or entry.computed:
                continue
            rule = self._rule(entry, layout, column)
            _speak(rule, entry)
            letter = get_column_letter(column.index)
            rule.add(f"{letter}{layout.first_data_row}:{letter}{last}")
            sheet.add_data_validation(rule)

    def _rule(self, entry: Item, layout: SheetLayout, column: Column) -> DataValidation:
        kind, cell = entry.kind.name, f"{get_column_letter(column.index)}{layout.first_data_row}"
        if kind == "yes_no":
            return _from_list('"是,否"')
        if kind in ("one_of", "many_of"):
            return _from_list(self._source(entry, layout))
        if entry.refers_to in self.id_ranges:
            return _from_list(self.id_ranges[entry.refers_to])
        if entry.kind.numeric:
            return DataValidation(type="custom", formula1=_number_formula(entry, cell))
        return _text_rule(entry, cell)

    def _source(self, entry: Item, layout: SheetLayout) -> str:
        """The range a list field chooses from: narrowed by its parent field once that is filled."""
        whole = list_name(entry.codes)
        narrowed = child_name(entry.codes, self.district)
        if entry.parent == "district":
            return narrowed if narrowed in self.names else whole
        columns = {c.item.name: c.index for c in layout.item_columns if c.item}
        parent = columns.get(entry.parent)
        if parent is None or not any(name.startswith(f"{whole}_") for name in self.names):
            return whole
        cell = f"${get_column_letter(parent)}{layout.first_data_row}"
        # A label begins with its code and a space; of several only the first narrows.
        code = f'LEFT({cell},FIND(" ",{cell}&" ")-1)'
        return f'INDIRECT(IF({cell}="","{whole}","{whole}_"&{code}))'


def _from_list(source: str) -> DataValidation:
    # A warning, not a stop: 不适用 and 暂缺 stand in no list, yet may be filled in.
    return DataValidation(type="list", formula1=source, errorStyle="warning")


def _text_rule(entry: Item, cell: str) -> DataValidation:
    if entry.most and entry.most == entry.least:
        test = _or_absent(f"LEN({cell})={entry.most}", cell)
        return DataValidation(type="custom", formula1=test)
    if entry.most:
        most = str(entry.most)
        return DataValidation(type="textLength", operator="lessThanOrEqual", formula1=most)
    return DataValidation()


def _speak(rule: DataValidation, entry: Item) -> None:
    """The hint when a cell is entered, and the alert when its content does not fit."""
    rule.allow_blank = True
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = entry.title[:TITLE_LENGTH], hint(entry)[:PROMPT_LENGTH]
    # A second choice is typed behind the first, so a field of several lets anything in.
    if rule.type is None or entry.kind.name == "many_of":
        return
    rule.showErrorMessage = True
    rule.errorTitle = f"请核对{entry.title}"[:TITLE_LENGTH]
    rule.error = _alert(rule, entry)[:ERROR_LENGTH]


def hint(entry: Item) -> str:
    """What a person reads on entering a cell: explanation, need, limits, example."""
    parts = [entry.explanation, need(entry), limit_words(entry)]
    if entry.kind.name == "many_of":
        parts.append("可多选：先从下拉中选一项，其余接着输入，用“；”隔开。")
    if entry.example:
        parts.append(f"例：{entry.example}")
    return "\n".join(part for part in parts if part)


def need(entry: Item) -> str:
    """Whether the field must be filled."""
    if entry.required:
        return "必填。"
    return f"{entry.required_when.text}时必填。" if entry.required_when else ""


def _alert(rule: DataValidation, entry: Item) -> str:
    if rule.type == "list":
        return f"“{entry.title}”请从下拉列表中选择。{_ELSE}是否仍要保留所填内容？"
    unit = f"（{entry.unit}）" if entry.unit else ""
    numeric = f"请填数字{unit}" if entry.kind.numeric else "内容长度不符"
    said = f"，{words}" if (words := limit_words(entry)) else ""
    return f"“{entry.title}”{numeric}{said}。{_ELSE}"


def _number_formula(entry: Item, cell: str) -> str:
    low = -_BOUND if entry.lowest is None else entry.lowest
    high = _BOUND if entry.highest is None else entry.highest
    tests = [f"ISNUMBER({cell})", f"{cell}>={low}", f"{cell}<={high}"]
    if not entry.kind.places:
        tests.append(f"INT({cell})={cell}")
    # IF keeps a text from reaching INT, which would make the whole formula an error.
    inside = f"IF(ISNUMBER({cell}),AND({','.join(tests[1:])}),FALSE)"
    return _or_absent(inside, cell)


def _or_absent(test: str, cell: str) -> str:
    absent = f'{cell}="{NOT_APPLICABLE_TITLE}",LEFT({cell},{len(LATER_TITLE)})="{LATER_TITLE}"'
    return f"OR({test},{absent})"
