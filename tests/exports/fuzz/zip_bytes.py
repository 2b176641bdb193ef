"""Mutations of a workbook's bytes and of its zip directory."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

Mutate = Callable[[bytes, random.Random], bytes]

ODD_NUMBERS = (0, 1, 2, 7, 8, 12, 99, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_CENTRAL, _LOCAL, _END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
_CENTRAL_FIELDS = (
    (4, "H"), (6, "H"), (8, "H"), (10, "H"), (16, "I"), (20, "I"), (24, "I"), (28, "H"), (30, "H"),
    (32, "H"), (38, "I"), (42, "I"),
)  # fmt: skip
_LOCAL_FIELDS = (
    (4, "H"),
    (6, "H"),
    (8, "H"),
    (14, "I"),
    (18, "I"),
    (22, "I"),
    (26, "H"),
    (28, "H"),
)
_END_FIELDS = ((4, "H"), (6, "H"), (8, "H"), (10, "H"), (12, "I"), (16, "I"), (20, "H"))


# --- Blind ------------------------------------------------------------------------------------


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """Flip a few bits anywhere."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut the end off, as a broken download does."""
    return data[: chance.randrange(len(data))]


def drop_slice(data: bytes, chance: random.Random) -> bytes:
    """Take a piece out of the middle."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 2, 100, 512, 4096)) :]


def double_slice(data: bytes, chance: random.Random) -> bytes:
    """Write a piece twice."""
    start = chance.randrange(len(data))
    end = start + chance.choice((1, 30, 512, 4096))
    return data[:end] + data[start:end] + data[end:]


def zero_sector(data: bytes, chance: random.Random) -> bytes:
    """A sector of the stick that came back empty."""
    start = chance.randrange(len(data)) // 512 * 512
    return data[:start] + bytes(min(512, len(data) - start)) + data[start + 512 :]


def splice(data: bytes, chance: random.Random) -> bytes:
    """The head of the file and the tail of it from elsewhere."""
    return data[: chance.randrange(len(data))] + data[chance.randrange(len(data)) :]


def wrap(data: bytes, chance: random.Random) -> bytes:
    """Something before or after the file."""
    more = chance.choice(
        (b"\x00", b"MZ" * 40, b"\r\n", bytes(5_000), data, b"PK\x05\x06" + bytes(18))
    )
    return more + data if chance.random() < 0.4 else data + more


# --- The directory ----------------------------------------------------------------------------


def _write_odd(
    data: bytes, chance: random.Random, magic: bytes, fields: tuple[tuple[int, str], ...]
) -> bytes:
    made = bytearray(data)
    places = []
    place = made.find(magic)
    while place >= 0:
        places.append(place)
        place = made.find(magic, place + 4)
    chosen = chance.choice(places) if places else 0
    offset, kind = chance.choice(fields)
    (was,) = struct.unpack_from("<" + kind, made, chosen + offset)
    odd = chance.choice((*ODD_NUMBERS, was + 1, was - 1, was * 2, was ^ 1, was ^ 0x800))
    struct.pack_into(
        "<" + kind, made, chosen + offset, odd & (0xFFFF if kind == "H" else 0xFFFFFFFF)
    )
    return bytes(made)


def odd_central(data: bytes, chance: random.Random) -> bytes:
    """One number of one central entry is another: sizes, offsets, methods, lengths, flags."""
    return _write_odd(data, chance, _CENTRAL, _CENTRAL_FIELDS)


def odd_local(data: bytes, chance: random.Random) -> bytes:
    """One number of one local header is another."""
    return _write_odd(data, chance, _LOCAL, _LOCAL_FIELDS)


def odd_end(data: bytes, chance: random.Random) -> bytes:
    """One number of the directory's end is another."""
    return _write_odd(data, chance, _END, _END_FIELDS)


# --- The entries ------------------------------------------------------------------------------


def entries_of(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of a sound zip."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [(one.orig_filename, archive.read(one)) for one in archive.infolist()]


def zipped(entries: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries; names may stand twice."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method, compresslevel=1) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    return target.getvalue()


def rename_entry(data: bytes, chance: random.Random) -> bytes:
    """One part has an odd name, or that of another."""
    entries = entries_of(data)
    place = chance.randrange(len(entries))
    name = entries[place][0]
    odd = chance.choice(
        (
            name.upper(), name.replace("/", "\\"), "/" + name, "../" + name, name + " ", name + "/",
            name.replace("xl", "XL"), "xl/vbaProject.bin", "xl//" + name, "\u202e" + name,
            name.replace(".xml", ".bin"), chance.choice(entries)[0], "C:" + name, "项目/" + name,
        )
    )  # fmt: skip
    entries[place] = (odd, entries[place][1])
    return zipped(entries)


def shuffle_entries(data: bytes, chance: random.Random) -> bytes:
    """The same parts in another order, perhaps unpacked."""
    entries = entries_of(data)
    chance.shuffle(entries)
    return zipped(entries, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def drop_entry(data: bytes, chance: random.Random) -> bytes:
    """A part is missing."""
    entries = entries_of(data)
    del entries[chance.randrange(len(entries))]
    return zipped(entries)


def swap_contents(data: bytes, chance: random.Random) -> bytes:
    """Two parts have each other's content."""
    entries = entries_of(data)
    one, two = chance.randrange(len(entries)), chance.randrange(len(entries))
    first, second = entries[one], entries[two]
    entries[one], entries[two] = (first[0], second[1]), (second[0], first[1])
    return zipped(entries)


def add_entry(data: bytes, chance: random.Random) -> bytes:
    """One part more: a picture, a bomb, macros, a second sheet."""
    entries = entries_of(data)
    more = (
        ("xl/media/image1.png", b"\x89PNG" + chance.randbytes(200)),
        ("xl/bomb.xml", b"<a>" + b"x" * 3_000_000 + b"</a>"),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        (
            "customXml/item1.xml",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
        ("xl/worksheets/sheet99.xml", b"<worksheet/>"),
        chance.choice(entries),
    )
    entries.insert(chance.randrange(len(entries) + 1), chance.choice(more))
    return zipped(entries)


ZIP_BYTES: tuple[Mutate, ...] = (
    flip_bits, cut, drop_slice, double_slice, zero_sector, splice, wrap, odd_central, odd_local,
    odd_end, rename_entry, shuffle_entries, drop_entry, swap_contents, add_entry,
)  # fmt: skip
