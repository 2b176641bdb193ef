"""Numbers that spreadsheets show as days, times of day or spans of time (faults F9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from exports.cellsource import DATE_MARK, Scalar, duration

_LAST_SERIAL = 2_958_465


def shown_span(days: float) -> Scalar:
    """A span of time as Excel shows it under [h]:mm; one beyond all days stays a number."""
    if abs(days) > _LAST_SERIAL:
        return days
    return DATE_MARK + duration(timedelta(seconds=round(days * 86_400)))


def shown_day(serial: float, from_1904: bool) -> Scalar:
    """A day or moment as Excel shows it; serial 60 is no day, so it stays a number."""
    if from_1904:
        epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a calendar day, no zone
    else:
        epoch = datetime(1899, 12, 30) if serial >= 61 else datetime(1899, 12, 31)  # noqa: DTZ001
        if 60 <= serial < 61:
            return serial
    if not 0 <= serial < _LAST_SERIAL + 1:
        return serial
    moment = epoch + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return DATE_MARK + moment.time().isoformat()
    if moment.time() == datetime.min.time():
        return DATE_MARK + date(moment.year, moment.month, moment.day).isoformat()
    return DATE_MARK + moment.isoformat(" ", "seconds")
