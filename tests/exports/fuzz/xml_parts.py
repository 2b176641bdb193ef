"""Mutations of the XML in a workbook's parts."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.exports.fuzz.zip_bytes import Mutate, entries_of, zipped

if TYPE_CHECKING:
    from collections.abc import Sequence

Tokens = list[bytes]
Change = Callable[[Tokens, random.Random], Tokens]

ODD_VALUES = (
    b"", b"0", b"-1", b"1", b"2", b"99", b"1e300", b"-1e-300", b"NaN", b"4294967295", b"4294967296",
    b"99999999999999999999", b"XFD1048576", b"A0", b"ZZZZ9", b"a1", b"$A$1", b"A1:XFD1048576", b"true",
    b"x" * 3_000, b"&#0;", b"&#xD800;", b"&#x10FFFF;", b"&b;", b"&lt;", b"_x0000_", b"_xD83D_", b"%00",
    "１".encode(), "\u202e甲".encode(), b"s", b"n", b"e", b"b", b"d", b"str", b"inlineStr", b"veryHidden",
    b"../../etc/passwd", b"http://example.invalid/a.xml", b"worksheets/sheet3.xml", b"rId1", b"rId2",
)  # fmt: skip
ODD_PIECES = (
    b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b 'bb'>]>", b"<!-- -->", b"<![CDATA[]]>", b"<?x y?>",
    b"<c/>", b"<row/>", b"<v>1</v>", b"<t>\xe7\x94\xb2</t>", b"<f>1+1</f>", b"\xff\xfe", b"\x00", b"<",
    b">", b"&", b"]]>", b"<a>" * 80, b"<is><t>x</t></is>", b"<rPh><t>y</t></rPh>", b"<sheetData/>",
    b'<c r="B10" t="s"><v>0</v></c>', b'<row r="10"><c r="C10"><v>5</v></c></row>', b"</row>", b"</c>",
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', b"\xed\xa0\x80", b"<x:c xmlns:x='y'/>",
)  # fmt: skip
_TOKEN = re.compile(rb"<[^>]*>|[^<]+|<")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)(\s*=\s*)(["'])(.*?)\3""", re.S)
_HEAVY = ("xl/worksheets/", "xl/workbook.xml", "xl/_rels/", "xl/styles.xml", "xl/sharedStrings.xml")


def _tags(tokens: Sequence[bytes]) -> list[int]:
    return [place for place, one in enumerate(tokens) if one[:1] == b"<"]


def _element_end(tokens: Sequence[bytes], start: int) -> int:
    """The place after the element that begins here; roughly, for odd XML is welcome."""
    depth = 0
    for place in range(start, min(len(tokens), start + 3_000)):
        token = tokens[place]
        if token[:2] == b"</":
            depth -= 1
        elif token[:1] == b"<" and token[-2:] != b"/>" and token[1:2] not in b"!?":
            depth += 1
        if depth <= 0:
            return place + 1
    return start + 1


# --- Attributes and tags ----------------------------------------------------------------------


def odd_attribute(tokens: Tokens, chance: random.Random) -> Tokens:
    """One attribute has an odd value, another attribute's, or is gone."""
    places = [place for place in _tags(tokens) if b"=" in tokens[place]]
    if not places:
        return tokens
    place = chance.choice(places)
    found = list(_ATTRIBUTE.finditer(tokens[place]))
    if not found:
        return tokens
    one = chance.choice(found)
    value = chance.choice(
        (*ODD_VALUES, chance.choice(found)[4], one[4] + b" ", b" " + one[4], one[4].upper())
    )
    quote = chance.choice((b'"', b'"', b"'"))
    equals = chance.choice((b"=", b"=", b" = "))
    made = chance.choice((one[1] + equals + quote + value + quote, b"", one[0] + b" " + one[0]))
    tokens[place] = tokens[place][: one.start()] + made + tokens[place][one.end() :]
    return tokens


def odd_tag(tokens: Tokens, chance: random.Random) -> Tokens:
    """One tag is another, closed, opened, or gone."""
    place = chance.choice(_tags(tokens) or [0])
    token = tokens[place]
    tokens[place] = chance.choice(
        (
            b"", token + token, re.sub(rb"^<(/?)[\w:]+", rb"<\1c", token),
            re.sub(rb"^<(/?)", rb"<\1x:", token), token.replace(b"/>", b">"),
            token[:-1] + b"/>", token.lower(), token.replace(b" ", b"\n"),
        )
    )  # fmt: skip
    return tokens


# --- Elements ---------------------------------------------------------------------------------


def drop_element(tokens: Tokens, chance: random.Random) -> Tokens:
    """An element with all it holds is gone."""
    start = chance.choice(_tags(tokens) or [0])
    return tokens[:start] + tokens[_element_end(tokens, start) :]


def double_element(tokens: Tokens, chance: random.Random) -> Tokens:
    """An element stands twice."""
    start = chance.choice(_tags(tokens) or [0])
    end = _element_end(tokens, start)
    return tokens[:end] + tokens[start:end] * chance.choice((1, 1, 50)) + tokens[end:]


def move_element(tokens: Tokens, chance: random.Random) -> Tokens:
    """An element stands elsewhere."""
    start = chance.choice(_tags(tokens) or [0])
    end = _element_end(tokens, start)
    moved, rest = tokens[start:end], tokens[:start] + tokens[end:]
    goal = chance.choice(_tags(rest) or [0])
    return rest[:goal] + moved + rest[goal:]


def swap_elements(tokens: Tokens, chance: random.Random) -> Tokens:
    """Two elements of one name change places: rows, cells, sheets, relationships."""
    names = [re.match(rb"<([\w:]+)", tokens[place]) for place in _tags(tokens)]
    chosen = chance.choice([one[1] for one in names if one] or [b""])
    starts = [
        place for place in _tags(tokens) if re.match(rb"<" + chosen + rb"[\s/>]", tokens[place])
    ]
    if len(starts) < 2:
        return tokens
    one, two = sorted(chance.sample(starts, 2))
    end_one, end_two = _element_end(tokens, one), _element_end(tokens, two)
    if end_one > two:
        return tokens
    return (
        tokens[:one]
        + tokens[two:end_two]
        + tokens[end_one:two]
        + tokens[one:end_one]
        + tokens[end_two:]
    )


# --- Text -------------------------------------------------------------------------------------


def odd_text(tokens: Tokens, chance: random.Random) -> Tokens:
    """Some text is another."""
    places = [place for place, one in enumerate(tokens) if one[:1] != b"<" and one.strip()]
    if places:
        tokens[chance.choice(places)] = chance.choice(ODD_VALUES)
    return tokens


def odd_piece(tokens: Tokens, chance: random.Random) -> Tokens:
    """Something stands where it should not."""
    place = chance.randrange(len(tokens) + 1)
    return [*tokens[:place], chance.choice(ODD_PIECES), *tokens[place:]]


def cut_part(tokens: Tokens, chance: random.Random) -> Tokens:
    """The part ends in its middle."""
    return tokens[: chance.randrange(len(tokens) + 1)]


def other_encoding(tokens: Tokens, chance: random.Random) -> Tokens:
    """The part is in another encoding, declared or not."""
    text = b"".join(tokens).decode("utf-8", "replace")
    text = re.sub(r"^<\?xml[^>]*\?>", "", text)
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030", "utf-32"))
    declared = chance.choice((encoding, "utf-8", "UTF-16", "gb2312", ""))
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return [(head + text).encode(encoding, "replace")]


CHANGES: tuple[Change, ...] = (
    odd_attribute, odd_attribute, odd_attribute, odd_tag, drop_element, double_element, move_element,
    swap_elements, odd_text, odd_piece, cut_part, other_encoding,
)  # fmt: skip


def change_parts(data: bytes, chance: random.Random) -> bytes:
    """Change one part in one to three ways."""
    entries = entries_of(data)
    names = [place for place, (name, _) in enumerate(entries) if name.startswith(_HEAVY)]
    place = (
        chance.choice(names) if names and chance.random() < 0.9 else chance.randrange(len(entries))
    )
    name, content = entries[place]
    tokens = _TOKEN.findall(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if tokens:
            tokens = chance.choice(CHANGES)(tokens, chance)
    entries[place] = (name, b"".join(tokens))
    return zipped(entries)


XML_PARTS: tuple[Mutate, ...] = (change_parts,)
