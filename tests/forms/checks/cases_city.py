"""Cases of A76 to A78: what only the city can see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.catalogue import load_catalogue
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f12_output import Output
from forms.indicators import summary_rows
from tests.forms.checks.case import Case, Kind
from tests.forms.checks.records import DISTRICT, context, project
from tests.forms.checks.records_ledgers import one

if TYPE_CHECKING:
    from forms.base import Form

D = Decimal
Q = EnterpriseQualification
NEXT = "310104"
CODE = "2105-310115-04-01-123456"
REST = [one.code for one in load_catalogue().codelist("district").active() if one.code != DISTRICT]
CENTRE: dict[str, Any] = {"carrier_type": "未来产业创新中心", "carrier_name": "示例创新中心"}
LEADING: dict[str, Any] = {"qualification_type": "领军企业"}
STANDARD: dict[str, Any] = {
    "achievement_type": "标准",
    "document_no": "GB/T 00000-2025",
    "standard_level": "国家",
}
LED_ELSEWHERE: dict[str, Any] = {"lead_district": DISTRICT, "other_districts": (NEXT,)}


def _moved(row: Form, district: str = NEXT, **cells: Any) -> Form:
    """The same row as another district would have it."""
    record_id = district + row.record_id[len(DISTRICT) :]
    return row.model_copy(update={"district": district, "record_id": record_id}).with_cells(cells)


def _both(kind: Kind, found: str | None, row: Form, *others: Form, **cells: Any) -> Case:
    """A record of ours, and the next district's copy of it with some cells replaced."""
    copies = others or (_moved(row, **cells),)
    return Case("A77", kind, found, (row,), others={NEXT: copies})


def _listed(
    kind: Kind, found: str | None, names: list[str] | None, *rows: Form, target: str = "Z03"
) -> Case:
    """Rows beside the city's lists: some names for one target, and something for every other."""
    lists = {code: ["示例名单"] for code in ("Z02", "Z03", "Z05", "Z09", "Z10")}
    lists[target] = names or []
    severity = None if names else "hint"
    return Case("A78", kind, found, rows, severity=severity, others={}, recognised=lists)


def _total(
    kind: Kind,
    found: str | None,
    ours: tuple[Form, ...],
    theirs: tuple[Form, ...],
    severity: str | None = None,
    missing: bool = False,
    **spoilt: Any,
) -> Case:
    """All districts with their F11, of which the next one's may be spoilt."""
    now = (*ours, *_summary(DISTRICT, ours))
    others: dict[str, tuple[Form, ...]] = {
        code: _summary(code, ()) for code in REST if not missing or code == NEXT
    }
    others[NEXT] = (*theirs, *_summary(NEXT, theirs, **spoilt))
    return Case("A76", kind, found, now, others=others, severity=severity)


def _summary(district: str, rows: tuple[Form, ...], **values: Any) -> tuple[Form, ...]:
    given = context(rows, district=district)
    made = summary_rows(district, given.period, given.rows, None, None, given.catalogue, {})
    return tuple(
        row.with_cells({"value": values.get(row.indicator_code or "", row.value)})
        for row in made.values()
    )


CITY_CASES = (
    _total("pass", None, (one(Carrier),), (_moved(one(Carrier), carrier_name="示例二区", lead_district=NEXT),)),
    _total("fail", "value", (one(Carrier),), (), Z05=D(1)),
    _total("fail", "missing", (), (), "hint", missing=True),
    # What both claim is counted once, and the difference explained.
    _total("edge", None, (one(Carrier),), (_moved(one(Carrier), lead_district=NEXT),)),
    _total("edge", None, (one(Output),), (_moved(one(Output)),)),
    _total(
        "edge", None, (one(Enterprise), one(Q, **LEADING)),
        (
            _moved(one(Enterprise), reg_district=NEXT), _moved(one(Q, **LEADING)),
            _moved(one(Q, 2, **LEADING, list_year=2025)),
        ),
    ),
    _both("pass", None, one(Carrier), carrier_name="示例其他先导区", lead_district=NEXT),
    _both("fail", "carrier_name", one(Carrier), carrier_name="示例未来产业 先导区", lead_district=NEXT),
    _both("fail", "nat_project_code", project(nat_project_code=CODE), town_code="310104003"),
    _both("fail", "uscc", one(Enterprise), reg_district=NEXT),
    _both("fail", "uscc", one(Output)),
    _both("fail", "document_no", one(Achievement, **STANDARD)),
    _both("edge", None, one(Carrier), **LED_ELSEWHERE),
    _both("edge", None, one(Carrier), lead_district=NEXT, state="摘牌"),
    _both("edge", None, one(Enterprise)),
    _both("edge", None, one(Output), direction_code="102"),
    _both("edge", None, project(), town_code="310104003"),
    _both("edge", "carrier_name", one(Carrier, carrier_name="示例大零号湾先导区"),
          carrier_name="示例紫竹先导区", lead_district=NEXT),
    _listed("pass", None, ["示例创新中心"], one(Carrier, **CENTRE)),
    _listed("fail", "carrier_name", ["另一示例中心"], one(Carrier, **CENTRE)),
    _listed("fail", "enterprise_name", ["另一示例企业"], one(Enterprise), one(Q, **LEADING), target="Z09"),
    _listed("fail", "recognised", None, one(Carrier, **CENTRE)),
    _listed("edge", None, ["示例曾用名|示例 创新中心"], one(Carrier, **CENTRE)),
    _listed("edge", None, ["另一示例中心"], one(Carrier, **CENTRE, state="筹建")),
    _listed("edge", None, ["另一示例中心"], one(Carrier, **CENTRE, level="区")),
    _listed("edge", None, ["示例大零号湾"], one(Carrier, carrier_name="示例紫竹先导区"), target="Z05"),
    _listed(
        "edge", None, ["91310115MA0000111M"], one(Enterprise),
        one(Q, **LEADING, valid_to=None, certified_on=date(2024, 1, 1)), target="Z09",
    ),
)  # fmt: skip
