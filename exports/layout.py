"""Where each value lives in our workbooks: the one layout that writer and reader share.

A form's sheet follows the statistical table convention (domain §3): title; on the left who
reports and when, on the right the 表号 block; a two-row head of groups and titles; the 甲乙/1 2 3
row; data; the signature line and notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from exports.digest import travelling_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.base import Form
    from forms.items import Item

COVER_SHEET = "封面"
FINDINGS_SHEET = "审核情况"
CODES_SHEET = "代码表"
ANSWERS_SHEET = "退回意见答复"
"""Stands only in a submission that answers a return notice."""
MANIFEST_SHEET = "校验清单"
GUIDE_SHEET = "填报说明"
BESIDE_FORMS = frozenset({COVER_SHEET, FINDINGS_SHEET, CODES_SHEET, MANIFEST_SHEET, GUIDE_SHEET})
"""Sheets of our workbooks that hold no form of many rows."""

SEQUENCE_TITLE = "序号"
TITLE_ROW = 1
BLOCK_ROWS = (2, 6)
GROUP_ROW, HEADER_ROW, MARK_ROW, FIRST_DATA_ROW = 7, 8, 9, 10

COVER_TITLE = "上海市未来产业集群报送表"
COVER_LABEL_COLUMNS = (1, 3)
"""On the cover a label stands in one of these columns and its value in the next one."""

COVER_FACTS: Mapping[str, str] = {
    "district": "行政区划代码",
    "period": "报告期代码",
    "revision": "报送版次",
    "supersedes": "替代版本摘要",
    "reason": "重报原因",
    "nil_forms": "零报告表",
    "created_at": "生成时间",
    "ledger_id": "台账编号",
    "template_version": "版式版本",
    "catalogue_version": "代码表版本",
    "rules_version": "审核规则版本",
    "app_version": "程序版本",
}
"""Fields of ``Header`` and their labels on the cover, all values as text."""

DIGEST_ALGORITHM_LABEL = "摘要算法"
DIGEST_LABEL = "内容摘要"
DIGEST_SHORT_LABEL = "校验码"
FINGERPRINT_LABEL = "签名指纹"
COUNTS_HEADER = ("报表", "报表名称", "项目", "合计")
COUNT_TITLE = "行数"

TABLE_HEADER_ROW, TABLE_FIRST_ROW = 3, 4
"""Head and first row of the plain tables: findings, code lists and manifest."""

FINDING_TITLES = (
    "序号", "规则", "级别", "表号", "记录编号", "记录名称", "指标", "数值", "问题", "处理建议",
    "说明", "问题编号",
)  # fmt: skip
CODE_TITLES = ("代码表", "名称", "代码", "标题", "上级代码", "填写内容")
MANIFEST_TITLES = ("类别", "名称", "内容", "行摘要", "单元格标记")

MANIFEST_HEADER, MANIFEST_COUNT, MANIFEST_TOTAL = "header", "count", "total"
MANIFEST_DIGEST, MANIFEST_ROW, MANIFEST_ANSWER = "digest", "row", "answer"
MANIFEST_SIGNATURE = "signature"
"""First cells of the manifest's lines: header (field, value), count (form, rows), total
(form.field, sum), digest (algorithm, value), signature (public key, value), row (form, record id,
row digest, cell marks), answer (number, place of the mark, digest)."""

PROPERTY_PREFIX = "wlcy_"
"""Custom document properties: this and a ``Header`` field, or ``digest``/``algorithm``."""

_Filler = Literal["sequence", "label", "item"]
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_WIDTHS = {"money": 14, "measure": 14, "count": 9, "percent": 8, "date": 12, "month": 10,
           "yes_no": 7, "one_of": 17, "many_of": 22, "reference": 19, "identifier": 10, "text": 16}  # fmt: skip

_TEXT_WIDTHS = ((10, 10), (20, 12), (99, 18), (10**6, 26))
"""Widths of texts by how many characters they may have at most."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form's sheet; ``index`` counts from 1.

    ``filler`` says what fills it: the line number, the borrowed label of the record (shown for
    people, never read back), or a field, its ``item``. ``mark`` is its 甲/乙 (text) or 1/2 (number)
    mark, ``group`` the title above it, ``width`` in characters.
    """

    index: int
    title: str
    mark: str
    group: str
    width: int
    filler: _Filler = "item"
    item: Item | None = None

    @property
    def is_sequence(self) -> bool:
        """Whether it holds the line number."""
        return self.filler == "sequence"

    @property
    def is_label(self) -> bool:
        """Whether it holds the borrowed label."""
        return self.filler == "label"

    @property
    def role(self) -> str:
        """Another name of ``filler``."""
        return self.filler


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The sheet of one form."""

    form: type[Form]
    name: str
    columns: tuple[Column, ...]
    header_row: int = HEADER_ROW
    first_data_row: int = FIRST_DATA_ROW

    @property
    def item_columns(self) -> tuple[Column, ...]:
        """The columns that hold a field."""
        return tuple(column for column in self.columns if column.item is not None)

    @property
    def key_columns(self) -> int:
        """How many columns at the left name the record: frozen, and repeated on every page."""
        named = (
            column.index
            for column in self.columns[:4]
            if column.is_label or (column.item and column.item.name == self.form.spec.label)
        )
        return max(named, default=3)


@cache
def sheet_layout(form: type[Form]) -> SheetLayout:
    """The layout of a form's sheet, derived from its fields alone."""
    columns: list[Column] = []
    words = numbers = 0
    for title, group, width, filler, entry in _plan(form):
        if entry is not None and entry.kind.numeric:
            numbers += 1
            mark = str(numbers)
        else:
            mark = _stem(words)
            words += 1
        columns.append(Column(len(columns) + 1, title, mark, group, width, filler, entry))
    return SheetLayout(form, sheet_name(form), tuple(columns))


def _plan(form: type[Form]) -> list[tuple[str, str, int, _Filler, Item | None]]:
    """Title, group, width, filler and field of every column, in order."""
    fields: list[tuple[str, str, int, _Filler, Item | None]] = [
        (column_title(entry), entry.section, _width(entry), "item", entry)
        for entry in travelling_items(form)
    ]
    if form.spec.borrowed_label:
        fields.insert(1, (form.spec.borrowed_label, fields[0][1], 26, "label", None))
    return [(SEQUENCE_TITLE, "", 5, "sequence", None), *fields]


def sheet_name(form: type[Form]) -> str:
    """``F01 项目基本情况``."""
    return f"{form.spec.code} {form.spec.title}"


def column_title(entry: Item) -> str:
    """The words above a column: 其中 for parts of a whole, the unit in brackets."""
    return f"其中：{entry.full_title}" if entry.part_of else entry.full_title


def _stem(count: int) -> str:
    turn, place = divmod(count, len(_STEMS))
    return _STEMS[place] + ("" if turn == 0 else "二三四五"[turn - 1])


def _width(entry: Item) -> int:
    if entry.multiline:
        return 40 if (entry.most or 0) >= 300 else 28
    if entry.kind.name == "text":
        return next(width for most, width in _TEXT_WIDTHS if (entry.most or 99) <= most)
    # Digits and capitals of some fonts are wider than those that columns are measured by.
    example = len(entry.example) * 7 // 6 + 3 if entry.example.isascii() else 0
    return max(_WIDTHS[entry.kind.name], min(example, 28))
