"""Mutations of what stands in the cells of a workbook's sheets."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.exports.fuzz.zip_bytes import Mutate, entries_of, zipped
from tests.exports.hostile_tools import text_cell

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE_TEXTS = (
    "", " ", "0", "-0", "00", "1e5", "1E-5", "NaN", "sNaN", "Infinity", "-1", "9" * 40, "0.1", "1.005",
    "１２３", "1,234.50", "约500万", "1.2亿", "3万元", "(5)", "不适用", "暂缺（待批）", "暂缺", "是", "否",
    "2026-09-30", "2026/9/31", "0000-00-00", "26年9月", "9999-12-31", "#REF!", "=1+1", "=cmd|'/c calc'!A0",
    "+1", "@SUM(A1)", "{=1}", "http://example.invalid", "\t", "\n", "a\r\nb", "_x0000_", "_x001F_", "_xD800_",
    "_x005F_x0041_", "\u200b", "\ufeff", "\u202e310115", "\u00ad", "\u00a0", "\u3000", "é", "e\u0301", "𬬻",
    "葛\U000e0100", "㈱", "Ⅷ", "⼤", "長" * 40_000, "合计", "小计", "甲", "乙", "1", "说明：", "单位负责人",
    "310115-2026-P0001", "310115-2026-P0002", "310115-2026-P0003", "310115-2026-p0001", "行政区划代码",
    "报送版次", "内容摘要", "sha256", "sm3", "md5", "shake_128", "row", "digest", "total", "header", "F01",
    "浦东新区", "310115", "310104", "2026Q3", "2026Q9", "1970Q1", "B01", "项目名称", "记录编号", "؟", "٣",
    "\U0010ffff", "双\u001f", "<b>&amp;</b>", "'; DROP TABLE--", "%s%n", "../../etc", "CON", "\u2028",
)  # fmt: skip
HOSTILE_NUMBERS = (
    "0", "-0", "1", "-1", "0.5", "1e300", "-1e300", "1e-300", "NaN", "INF", "1e999", "60", "61", "46295",
    "310115202600010112", "999999999999999", "1000000000000000", "0.1", "0.30000000000000004", "2.675",
    "70004", "35001", "35001.000000001", "１", "", "abc", "0x10", "1_000", "--1", "12345678901234567890",
)  # fmt: skip
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
_ROW = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.S)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def random_text(chance: random.Random) -> str:
    """A few characters from anywhere in Unicode."""
    ranges = ((32, 127), (0x80, 0x2FF), (0x2000, 0x206F), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF),
              (0x1F000, 0x1FAFF), (0x20000, 0x2FFFF), (0xE000, 0xF8FF), (0, 0x10FFFF))  # fmt: skip
    return "".join(
        chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.choice((1, 3, 8, 40)))
    )


def hostile_text(chance: random.Random) -> str:
    """A text that XML can hold."""
    text = chance.choice(HOSTILE_TEXTS) if chance.random() < 0.7 else random_text(chance)
    return _ILLEGAL.sub("", text)


def _hostile_cell(chance: random.Random) -> bytes:
    number = chance.choice(HOSTILE_NUMBERS).encode()
    text = escape(hostile_text(chance)).encode()
    return chance.choice(
        (
            text_cell(hostile_text(chance)).encode(), text_cell(hostile_text(chance)).encode(),
            b"><v>%s</v></c>" % number, b"><v>%s</v></c>" % number, b' s="1"><v>%s</v></c>' % number,
            b' t="b"><v>1</v></c>', b' t="e"><v>#DIV/0!</v></c>', b' t="e"><v>%s</v></c>' % text,
            b"><f>1+1</f></c>", b"><f>1+1</f><v>%s</v></c>" % number, b' t="str"><f>A1</f><v>%s</v></c>' % text,
            b' t="d"><v>2026-09-30T00:00:00Z</v></c>', b' t="d"><v>%s</v></c>' % text, b"/>",
            b' t="s"><v>%s</v></c>' % number, b"><f>_xlfn.DISPIMG(1)</f><v>1</v></c>",
            b' t="inlineStr"><is><r><t>' + text + b"</t></r><rPh><t>x</t></rPh></is></c>",
        )
    )  # fmt: skip


# --- Sheets -----------------------------------------------------------------------------------


def put_cell(content: bytes, chance: random.Random) -> bytes:
    """One cell holds something else."""
    found = list(_CELL.finditer(content))
    if not found:
        return content
    one = chance.choice(found)
    made = b'<c r="%s%s"' % (one[1], one[2]) + _hostile_cell(chance)
    return content[: one.start()] + made + content[one.end() :]


def swap_cells(content: bytes, chance: random.Random) -> bytes:
    """Two cells change their contents."""
    found = list(_CELL.finditer(content))
    if len(found) < 2:
        return content
    one, two = sorted(chance.sample(found, 2), key=lambda cell: cell.start())
    first = b'<c r="%s%s"' % (one[1], one[2]) + two[0][two[0].index(b'"', 6) + 1 :]
    second = b'<c r="%s%s"' % (two[1], two[2]) + one[0][one[0].index(b'"', 6) + 1 :]
    return (
        content[: one.start()]
        + first
        + content[one.end() : two.start()]
        + second
        + content[two.end() :]
    )


def _renumbered(row: bytes, number: int) -> bytes:
    row = re.sub(rb'<row r="\d+"', b'<row r="%d"' % number, row, count=1)
    return re.sub(rb'<c r="([A-Z]+)\d+"', rb'<c r="\g<1>%d"' % number, row)


def change_rows(content: bytes, chance: random.Random) -> bytes:
    """Rows are removed, doubled or in another order, and numbered anew."""
    rows = _ROW.findall(content)
    if len(rows) < 2:
        return content
    place, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    act: Callable[[], object] = chance.choice(
        (
            lambda: rows.pop(place),
            lambda: rows.insert(other, rows[place]),
            lambda: rows.insert(other, rows.pop(place)),
            lambda: rows.insert(place, b'<row r="1"></row>'),
        )
    )
    act()
    numbered = [_renumbered(row, number) for number, row in enumerate(rows, 1)]
    start, end = content.index(b"<sheetData>") + 11, content.index(b"</sheetData>")
    return content[:start] + b"".join(numbered) + content[end:]


def change_cells(data: bytes, chance: random.Random) -> bytes:
    """Change cells or rows of one sheet in one to three ways."""
    entries = entries_of(data)
    sheets = [
        place for place, (name, _) in enumerate(entries) if name.startswith("xl/worksheets/sheet")
    ]
    place = chance.choice(sheets)
    name, content = entries[place]
    for _ in range(chance.choice((1, 1, 2, 3))):
        content = chance.choice((put_cell, put_cell, put_cell, swap_cells, change_rows))(
            content, chance
        )
    entries[place] = (name, content)
    return zipped(entries)


CELL_VALUES: tuple[Mutate, ...] = (change_cells,)
