"""How a field is declared: one line in a form's class, from which everything else derives.

The ledger's column, the grid's column and editor, the record panel, the workbook's column, the
blank template, the tolerant parser and the data dictionary all read the ``Item`` made here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from forms.kinds import TEXT, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic.fields import FieldInfo

Carry = Literal["always", "year", "never"]

FirmPart = Literal["name", "uscc", "type", "industry"]
"""What a field says of a firm: its name, code, kind of body 主体类型, line of business 行业."""

ITEM_KEY = "cluster_ledger_item"


@dataclass(frozen=True, slots=True)
class When:
    """A condition for required-when: its Chinese words and its predicate over one row.

    ``checked_by`` names the rule that already speaks for this condition, so that the general
    rule A01 does not report the same blank twice.
    """

    text: str
    holds: Callable[[Any], bool]
    checked_by: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Everything the product knows of one field.

    ``no`` is the field's number in the form's printed definition (domain §2), ``most``/``least``
    limit a text's length, ``lowest``/``highest`` a number, ``at_most`` the codes of a many-of.
    ``parent`` names the field whose code narrows this field's code list (集群 → 方向 → 领域);
    ``refers_to`` the form whose record ids this field holds. ``private`` fields are masked on
    screen and in reports. ``carry`` says whether roll-forward brings the value into the next period
    always, only within the calendar year, or never; ``no_change`` is what 本期无变化 types into a
    blank; ``mirrors`` names the form whose field of the same name and record always agrees;
    ``borrowed`` the reference field whose record lends this field its value, from its own field of
    the same name; ``last_year_of`` the field whose value of last year's same period it shows.
    A date that ``happened`` is no later than the period's end; ``since`` names the date that this
    one is never earlier than (where that is blank, the one before it).
    ``firm`` says what the field tells of a firm; ``party`` which firm, where a form has two.
    ``system`` fields live in the ledger only; ``computed`` ones are filled by the program and
    read-only.
    """

    title: str
    name: str = ""
    kind: Kind = TEXT
    no: str = ""
    section: str = "基本信息"
    unit: str = ""
    required: bool = False
    required_when: When | None = None
    least: int | None = None
    most: int | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    pattern: str = ""
    codes: str = ""
    open_list: bool = False
    parent: str = ""
    at_most: int | None = None
    refers_to: str = ""
    multiline: bool = False
    private: bool = False
    system: bool = False
    computed: bool = False
    carry: Carry = "always"
    no_change: str = ""
    happened: bool = False
    since: str = ""
    mirrors: str = ""
    part_of: str = ""
    borrowed: str = ""
    last_year_of: str = ""
    firm: FirmPart | None = None
    party: str = ""
    explanation: str = ""
    example: str = ""
    synonyms: tuple[str, ...] = field(default=())

    @property
    def full_title(self) -> str:
        """The title with its unit, as written above a column: 总投资（万元）."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    def must_fill(self, row: Any) -> bool:
        """Whether the field must be filled in this row (● always, ○ when its condition holds)."""
        return self.required or (self.required_when is not None and self.required_when.holds(row))


def item(title: str, *, default: Any = None, **facts: Any) -> Any:
    """Declare one field: ``project_name: Text = item("项目名称", required=True, most=100)``."""
    if "lowest" in facts:
        facts["lowest"] = Decimal(facts["lowest"])
    if "highest" in facts:
        facts["highest"] = Decimal(facts["highest"])
    return Field(default=default, title=title, json_schema_extra={ITEM_KEY: Item(title, **facts)})  # type: ignore[dict-item]


def item_of(name: str, info: FieldInfo) -> Item | None:
    """The ``Item`` of a pydantic field, its name and kind filled in; None for plain fields."""
    extra: Any = info.json_schema_extra
    if not isinstance(extra, dict) or ITEM_KEY not in extra:
        return None
    declared: object = extra[ITEM_KEY]
    assert isinstance(declared, Item)
    kind = next((part for part in info.metadata if isinstance(part, Kind)), TEXT)
    return replace(declared, name=name, kind=kind)
