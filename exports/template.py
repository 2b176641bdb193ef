"""Blank fill-in workbooks: the forms' own sheets with open cells, drop-downs, hints and a guide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection

from exports.audit_notes import audit_notes
from exports.choices import Choices, in_choosing_order, name_ranges
from exports.conditions import add_conditions
from exports.fitting import fitted
from exports.form_rows import form_table, labels_of, row_heights
from exports.layout import (
    BLOCK_ROWS,
    CODES_SHEET,
    GUIDE_SHEET,
    PROPERTY_PREFIX,
    SheetLayout,
    sheet_layout,
)
from exports.sheet_form import FormHead, draw_form
from exports.sheet_tables import codes_table, lists_used
from exports.stream import Table, save_streamed
from exports.submission import TEMPLATE_VERSION
from exports.texttable import text_table
from exports.writer import new_workbook
from forms.dictionary import field_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.checks.settings import RuleSettings
    from forms.dictionary import FieldEntry
    from forms.periods import Period

INPUT_ROWS = 18
"""Empty rows of a form unless more are asked for: they and its foot fill one page of A4."""

MOST_INPUT_ROWS = 5000
"""More empty rows than anybody types by hand."""

_SIGNATURES = ("单位负责人", "统计负责人", "填表人", "联系电话", "报出日期")

GUIDE_TITLES = (
    "表",
    "序号",
    "指标",
    "类型",
    "单位",
    "必填",
    "限制",
    "指标解释",
    "示例",
    "可填内容",
    "数据来源",
)
_GUIDE_WIDTHS = (6, 5, 18, 6, 6, 18, 15, 38, 23, 30, 20)
_GUIDE = "\n".join(
    (
        "1. 每行填一条记录，从第一个空行开始，中间不留空行；空行不够时在最后一个空行上方插入整行。"
        "灰蓝色表头和锁定的单元格由系统填写，请勿改动结构。",
        "2. 栏次旁标 ● 的必填，标 ○ 的在规定情形下必填；选中单元格可看到解释和示例。",
        "3. 金额一律以万元为单位，保留两位小数；日期写 2026-09-30，年月写 2026-09。"
        "代码类内容请以文本录入。",
        "4. 没有填写、0、“不适用”、“暂缺（原因）”含义不同：确实为零才填 0。",
        "5. 可多选的内容用“；”隔开；下拉选项见“代码表”。涉密内容一律不得填写。",
        "6. 浅黄底是还没有填的必填项；浅红底与规定不符，如代码位数不对、部分大于总体、日期晚于期末、"
        "不在可选项中，请核对。",
        "7. 已有内容的行是账本中的记录，请直接修改；编号由系统给出，不能改动。"
        "导入时空白的单元格不改变账本中原有的内容。",
    )
)


def write_template(
    target: Path,
    *,
    forms: FormSet,
    catalogue: Catalogue,
    codes: Sequence[str] = (),
    district: str = "",
    rows: Mapping[str, Sequence[Form]] | None = None,
    unit: str = "",
    period: Period | None = None,
    settings: RuleSettings | None = None,
    input_rows: int = INPUT_ROWS,
) -> None:
    """Write a blank fill-in workbook for the forms with these codes (all that people fill, if none) to ``target``.

    ``rows`` are records to be completed, by form code; ``input_rows`` empty rows follow them. ``district``
    narrows the towns; ``unit`` and ``period`` stand over the forms, and days after the period's end
    are marked; under each form stand its checks as ``settings`` leave them. Structure is locked
    without a password, against slips only. Raises ``KeyError`` for an unknown form code,
    ``OSError`` as the disk does.
    """
    chosen = [forms[code] for code in codes] if codes else list(forms.entered_forms)
    given = rows or {}
    layouts = [
        fitted(
            sheet_layout(form), catalogue, given.get(form.spec.code, ()), labels_of(given, form),
            to_fill=True,
        )
        for form in chosen
    ]  # fmt: skip
    workbook = new_workbook([GUIDE_SHEET, *(layout.name for layout in layouts), CODES_SHEET])
    lists = [(one, in_choosing_order(one)) for one in lists_used(chosen, catalogue)]
    names = name_ranges(workbook, lists)
    choices = Choices(names, district, _id_ranges(layouts, given))
    head = FormHead(
        unit_name=unit,
        district=district,
        period_title=f"{period.title}（{period.kind_title}）" if period else "",
        signatures=[(title, "　　　　") for title in _SIGNATURES],
    )
    notes = audit_notes(forms, settings)
    tables = [
        _guide_table(workbook[GUIDE_SHEET], chosen, forms, catalogue),
        codes_table(workbook[CODES_SHEET], lists),
    ]
    for layout in layouts:
        sheet = workbook[layout.name]
        own = replace(head, notes=notes.get(layout.form.spec.code, ()))
        tables.append(_form_table(sheet, layout, given, catalogue, own, input_rows))
        count = len(given.get(layout.form.spec.code, ())) + input_rows
        choices.add(sheet, layout, count)
        add_conditions(sheet, layout, count, names, period.end if period else None)
    _finish(workbook, layouts, catalogue, period)
    save_streamed(workbook, target, tables)


def _form_table(
    sheet: Worksheet,
    layout: SheetLayout,
    given: Mapping[str, Sequence[Form]],
    catalogue: Catalogue,
    head: FormHead,
    input_rows: int,
) -> Table:
    rows = given.get(layout.form.spec.code, ())
    label_of = labels_of(given, layout.form)
    known = row_heights(layout, rows, catalogue, label_of)
    looks = draw_form(sheet, layout, head, len(rows) + input_rows, heights=known, open_cells=True)
    for row in range(BLOCK_ROWS[0], BLOCK_ROWS[1] + 1):
        sheet.cell(row, 1).protection = Protection(locked=False)
    return form_table(layout, looks, rows, catalogue, label_of, input_rows)


def _id_ranges(
    layouts: Iterable[SheetLayout], given: Mapping[str, Sequence[Form]]
) -> dict[str, str]:
    """Where given records' ids stand, for fields of other forms that refer to them."""
    ranges = {}
    for layout in layouts:
        code, first = layout.form.spec.code, layout.first_data_row
        column = next(
            (c for c in layout.item_columns if c.item and c.item.name == "record_id"), None
        )
        if column and column.item and column.item.computed and given.get(code):
            letter, last = get_column_letter(column.index), first + len(given[code]) - 1
            ranges[code] = f"{quote_sheetname(layout.name)}!${letter}${first}:${letter}${last}"
    return ranges


def _finish(
    workbook: Workbook,
    layouts: Iterable[SheetLayout],
    catalogue: Catalogue,
    period: Period | None,
) -> None:
    """Lock the structure, and say what this workbook is."""
    for sheet in workbook.worksheets:
        guard = sheet.protection
        guard.enable()
        # False allows it: widths, heights and filters are the reader's own business.
        guard.formatColumns = guard.formatRows = guard.autoFilter = guard.sort = False
        # A row put in between takes over the looks, drop-downs and colours of those around it.
        guard.insertRows = False
    workbook.security = WorkbookProtection(lockStructure=True)
    facts = {
        "kind": "template",
        "template_version": TEMPLATE_VERSION,
        "catalogue_version": catalogue.version,
        "forms": ",".join(layout.form.spec.code for layout in layouts),
    }
    if period is not None:
        facts["period"] = period.code
    for name, text in facts.items():
        workbook.custom_doc_props.append(  # type: ignore[attr-defined]
            StringProperty(name=PROPERTY_PREFIX + name, value=text)
        )
    workbook.properties.title, workbook.properties.creator = GUIDE_SHEET, ""


# --- The guide: the data dictionary ---------------------------------------------------------


def _guide_table(
    sheet: Worksheet, chosen: Sequence[type[Form]], forms: FormSet, catalogue: Catalogue
) -> Table:
    lines = [
        _guide_line(form.spec.code, entry)
        for form in chosen
        for entry in field_entries(form, forms, catalogue)
    ]
    return text_table(sheet, _GUIDE, GUIDE_TITLES, _GUIDE_WIDTHS, lines)


def _guide_line(form: str, entry: FieldEntry) -> tuple[str, ...]:
    return (
        form, entry.no, entry.title, entry.kind, entry.unit, entry.must, entry.limits,
        entry.explanation, entry.example, entry.codes, entry.source,
    )  # fmt: skip
