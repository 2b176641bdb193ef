"""F04Q 企业资质: certificates and titles of the sample's firms, some of which run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from resources.sample.codes import day_between
from resources.sample.firms import Firm, draw_firms
from resources.sample.timeline import CURRENT, OPENING, PERIOD_ENDS
from resources.sample.vocabulary import register_words, tables
from resources.sample.volumes import is_there, record_id

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from resources.sample.places import Row

Window = tuple[date, date]
HIGH_TECH = "高新技术企业"
CENTRES: Mapping[str, int] = {
    "国家级企业技术中心": 5,
    "市级企业技术中心": 35,
    "区级企业技术中心": 60,
}
#: windows of certification of three-year certificates -> weight
CERTIFIED: Mapping[Window, int] = {
    (date(2022, 11, 5), date(2023, 6, 12)): 5,  # expired before the first period's end
    (date(2023, 7, 5), date(2023, 9, 22)): 7,  # expires between the two
    (date(2023, 10, 15), date(2025, 12, 20)): 85,
    (date(2026, 7, 8), date(2026, 9, 18)): 3,  # new in the later period
}
LIST_DAYS: Mapping[int, date] = {
    2023: date(2023, 9, 20),
    2024: date(2024, 9, 12),
    2025: date(2025, 9, 10),
    2026: date(2026, 9, 8),
}
SHARES = {HIGH_TECH: 0.41, "专精特新": 0.16, "未来之星": 0.025, "其他": 0.015,
          "创新型企业(引进)": 0.04, "创新型企业(培育)": 0.05}  # fmt: skip
CENTRE_SHARE, CENTRE_SIZE = 0.13, 8_000
RANKING, EVERY = 100, 15
"""硬核科技百强: one firm in fifteen may have one of the hundred places, two in five of them do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One recognition of one firm; `revoked` from the later period on."""

    firm: Firm
    kind: str
    certified: date
    valid_to: date | None = None
    track: str | None = None
    rank: int | None = None
    origin: str | None = None
    settled: date | None = None
    revoked: bool = False

    @property
    def since(self) -> str:
        """Return the period in which it is first registered."""
        return max(self.firm.since, OPENING if self.certified <= PERIOD_ENDS[OPENING] else CURRENT)

    def state(self, period: str) -> str:
        """Return the state at the end of `period`."""
        if self.valid_to is not None and self.valid_to < PERIOD_ENDS[period]:
            return "到期"
        return "撤销" if self.revoked and period == CURRENT else "有效"


def qualification_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F04Q rows of a district as they stand at the end of `period`."""
    drawn = [
        one
        for firm in draw_firms(district, seed)
        for one in _certificates(firm)
        if one.certified.isoformat() > str(firm.basics["founded_on"])
    ]
    # Ids follow the order of registration, so the later period's new rows come last.
    drawn.sort(key=lambda one: one.since)
    return [
        _row(record_id(district, "Q", number), one, period)
        for number, one in enumerate(drawn, start=1)
        if is_there(one.since, period)
    ]


def _row(own_id: str, one: Certificate, period: str) -> Row:
    short = register_words()["certificates"].get(one.kind, "示例证")
    year = one.certified.year
    serial = f"{one.firm.record_id[2:6]}{one.firm.number:04d}"
    return {
        "record_id": own_id,
        "enterprise_id": one.firm.record_id,
        "enterprise_name": one.firm.name,
        "uscc": one.firm.code,
        "qualification_type": one.kind,
        "certificate_no": f"{short}{year}{serial}",
        "certified_on": one.certified.isoformat(),
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "list_year": year,
        "track": one.track,
        "rank": one.rank,
        "origin": one.origin,
        "settled_on": one.settled.isoformat() if one.settled else None,
        "state": one.state(period),
        "source": "部门行政记录",
    }


def _certificates(firm: Firm) -> Iterator[Certificate]:
    rng = firm.rng("certificates")
    if firm.crown:
        yield Certificate(firm, firm.crown, day_between(rng, date(2023, 5, 8), date(2025, 12, 19)))
    for kind in (HIGH_TECH, "专精特新"):
        if rng.random() < SHARES[kind]:
            yield from _three_years(rng, firm, kind)
    if firm.yearly > CENTRE_SIZE and rng.random() < CENTRE_SHARE:
        centre = rng.choices(list(CENTRES), weights=list(CENTRES.values()))[0]
        yield Certificate(firm, centre, day_between(rng, date(2018, 3, 1), date(2025, 11, 28)))
    yield from _listed(rng, firm)
    yield from _innovative(rng, firm)


def _three_years(rng: random.Random, firm: Firm, kind: str) -> Iterator[Certificate]:
    """A certificate, and for some that run out between the periods the next one."""
    window = rng.choices(list(CERTIFIED), weights=list(CERTIFIED.values()))[0]
    first = day_between(rng, *window)
    last = _last_day(first)
    yield Certificate(firm, kind, first, last, revoked=rng.random() < 0.004)
    if last < PERIOD_ENDS[CURRENT] and rng.random() < 0.45:
        again = max(last + timedelta(days=1), date(2026, 7, 20))
        yield Certificate(firm, kind, again, _last_day(again))


def _last_day(first: date) -> date:
    """The last of three years; the 29th of February has no third return."""
    return date(first.year + 3, first.month, min(first.day, 28)) - timedelta(days=1)


def _listed(rng: random.Random, firm: Firm) -> Iterator[Certificate]:
    if rng.random() < SHARES["未来之星"]:
        year = rng.choice((2023, 2024, 2025, 2025, 2026))
        track = next(
            row["title"] for row in tables()["directions"] if row["code"] == firm.direction
        )
        yield Certificate(
            firm, "未来之星", LIST_DAYS[year], track=track, rank=rng.choice((None, 1, 2, 3))
        )
    place, rest = divmod(firm.number, EVERY)
    if rest == EVERY // 2:
        # 37 has no factor in common with the hundred places, so no two firms share one.
        rank = place * 37 % RANKING + 1
        if rank % 5 < 2:
            yield Certificate(firm, "硬核科技百强", LIST_DAYS[2025], rank=rank)


def _innovative(rng: random.Random, firm: Firm) -> Iterator[Certificate]:
    if rng.random() < SHARES["创新型企业(引进)"]:
        settled = day_between(rng, date(2023, 2, 1), date(2026, 5, 29))
        origin = rng.choice(register_words()["origins"])
        certified = settled + timedelta(days=20)
        yield Certificate(firm, "创新型企业(引进)", certified, origin=origin, settled=settled)
    elif rng.random() < SHARES["创新型企业(培育)"]:
        yield Certificate(
            firm, "创新型企业(培育)", day_between(rng, date(2023, 3, 1), date(2026, 9, 10))
        )
    elif rng.random() < SHARES["其他"]:
        yield Certificate(firm, "其他", day_between(rng, date(2023, 3, 1), date(2025, 12, 10)))
