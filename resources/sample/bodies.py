"""Bodies that are neither a project's entity nor a firm of the register: hospitals, funds, ..."""

from __future__ import annotations

from typing import NamedTuple

from resources.sample.codes import uscc
from resources.sample.firms import FIRST_SERIAL, firm_brand
from resources.sample.vocabulary import register_words, tables
from resources.sample.volumes import VOLUMES, counted_before

#: registers whose records have a body of their own, in the order of the bodies' numbers
WITH_BODIES = ("carriers", "scenarios", "challenges", "events")


class Body(NamedTuple):
    """A fictional body with its brand and 统一社会信用代码."""

    name: str
    code: str
    brand: str


def body_of(kind: str, district: str, register: str, number: int) -> Body:
    """Return the body of `kind` that belongs to record `number` of a district's register.

    Bodies are numbered on after the city's firms, so no brand and no code is another's.
    """
    serial = sum(volume.firms for volume in VOLUMES.values())
    for other in WITH_BODIES[: WITH_BODIES.index(register)]:
        serial += sum(getattr(volume, other) for volume in VOLUMES.values())
    serial += counted_before(district, register) + number
    registrar, name = register_words()["bodies"][kind]
    brand = firm_brand(serial)
    return Body(name.format(brand=brand), uscc(registrar, district, FIRST_SERIAL + serial), brand)


def title_of(table: str, code: str) -> str:
    """Return the title of a code in a catalogue table: of a district, a direction."""
    return next(row["title"] for row in tables()[table] if row["code"] == code)


def office_of(district: str) -> str:
    """Return the name of a district's fictional office for industry."""
    return str(register_words()["office"].format(district=title_of("districts", district)))
