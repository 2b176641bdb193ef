"""Cases of K05 to K07: due forms without rows, and nil declarations with rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.f03_carrier import Carrier
from forms.f04_enterprise import EnterpriseQualification
from tests.forms.checks.case import Case, Kind
from tests.forms.checks.records import cover, progress, project

if TYPE_CHECKING:
    from forms.base import Form

HALF_YEAR = ("F03", "F04", "F05", "F06", "F07", "F09", "F12")
ASKED = frozenset({"F01", *HALF_YEAR})
EARLIER = {"period": "2026Q2", "previous": None}
BOTH = (project(), progress())


def _nil(
    code: str, kind: Kind, found: bool, nil: tuple[str, ...], *now: Form, **facts: Any
) -> Case:
    rows = (cover(nil_forms=nil or None), *now)
    return Case(code, kind, "nil_forms" if found else None, rows, facts=facts)


def _row(form: type[Form], record_id: str) -> Form:
    return form(district="310115", period="2026Q3", record_id=record_id)


CARRIER = _row(Carrier, "310115-C-0001")
QUALIFICATION = _row(EnterpriseQualification, "310115-Q-0001")

NIL = (
    _nil("K05", "pass", False, ("F12",), *BOTH, used=ASKED),
    _nil("K05", "fail", True, (), *BOTH, used=ASKED),
    _nil("K05", "fail", True, ("F12",), used=ASKED),
    _nil("K05", "fail", True, ("F12",), *BOTH, used=ASKED, **EARLIER),
    _nil("K05", "fail", True, ("F12",), *BOTH, due={"F08": True}),
    _nil("K05", "edge", False, ("F01", "F12"), used=ASKED),
    _nil("K05", "edge", False, HALF_YEAR, *BOTH, used=ASKED, **EARLIER),
    _nil("K05", "edge", False, HALF_YEAR[1:], *BOTH, CARRIER, used=ASKED, **EARLIER),
    _nil("K05", "edge", False, (), *BOTH, used=ASKED, due={"F12": False}),
    _nil("K05", "edge", False, (), *BOTH),
    Case("K05", "edge", "nil_forms", (cover(nil_forms=()),), BOTH),
    _nil("K07", "pass", False, ("F12",), *BOTH),
    _nil("K07", "fail", True, (), *BOTH),
    _nil("K07", "edge", False, (), *BOTH, used=ASKED),
    _nil("K07", "edge", False, (), *BOTH, due={"F12": "quarter"}),
    _nil("K06", "pass", False, ("F12",), *BOTH),
    _nil("K06", "fail", True, ("F01", "F12"), *BOTH),
    _nil("K06", "fail", True, ("F03", "F12"), *BOTH, CARRIER),
    _nil("K06", "edge", True, ("F04", "F12"), *BOTH, QUALIFICATION),
    _nil("K06", "edge", False, ("F08", "F12"), *BOTH),
)
