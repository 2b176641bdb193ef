"""Which forms a period asks for: by their own frequency, unless a task package says otherwise.

A form is due where a stretch of its frequency ends with the period: a half-year form in the second
and fourth quarter, in a half-year and in a year (domain §2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast, get_args

from forms.base import FormFrequency
from forms.errors import UserMistake

if TYPE_CHECKING:
    from forms.base import FormSet, FormSpec
    from forms.periods import Period

Overrides = Mapping[str, bool | FormFrequency]
"""By form code: asked for in every period, in none, or at another frequency."""

_MONTHS: Mapping[FormFrequency, int] = {"each": 1, "quarter": 3, "half": 6, "year": 12}

FREQUENCY_TITLES: Mapping[FormFrequency, str] = {
    "each": "每期",
    "quarter": "季报",
    "half": "半年报",
    "year": "年报",
}


def forms_due(
    forms: FormSet, period: Period, overrides: Overrides | None = None
) -> tuple[str, ...]:
    """The codes of the forms that a period asks for, in printed order."""
    return tuple(form.spec.code for form in forms if is_due(form.spec, period, overrides or {}))


def is_due(spec: FormSpec, period: Period, overrides: Overrides) -> bool:
    """Whether a period asks for a form; a child table follows its form's override."""
    said = overrides.get(spec.code, overrides.get(spec.owner, spec.frequency))
    if isinstance(said, bool):
        return said
    return period.end.month % _MONTHS[said] == 0


def read_overrides(data: object) -> Overrides:
    """Read overrides from a task package's JSON; raise ``UserMistake`` when they make no sense."""
    if not isinstance(data, dict) or not all(
        isinstance(value, bool) or value in get_args(FormFrequency) for value in data.values()
    ):
        raise UserMistake("任务包中的报表频率设置读不出来，请向市级重新索取任务包。")
    return cast("Overrides", data)
