"""The base of every form: a pydantic class whose annotated fields declare the whole form.

A subclass names its ``spec`` and its fields; ``items()`` gives the fields in printed order.
Values that could not be read, and stated absences, stand beside the typed values in ``kept`` and
``missing``, so rules see a plain ``None`` there and nothing a person typed is lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from forms import kinds
from forms.cells import Cell, Kept, Missing
from forms.items import Item, item, item_of

Text = Annotated[str | None, kinds.TEXT]
Identifier = Annotated[str | None, kinds.IDENTIFIER]
Money = Annotated[Decimal | None, kinds.MONEY]
Measure = Annotated[Decimal | None, kinds.MEASURE]
Count = Annotated[int | None, kinds.COUNT]
Percent = Annotated[int | None, kinds.PERCENT]
Date = Annotated[date | None, kinds.DATE]
Month = Annotated[str | None, kinds.MONTH]
YesNo = Annotated[bool | None, kinds.YES_NO]
OneOf = Annotated[str | None, kinds.ONE_OF]
ManyOf = Annotated[tuple[str, ...] | None, kinds.MANY_OF]
Reference = Annotated[str | None, kinds.REFERENCE]

RowId = Annotated[str, kinds.IDENTIFIER]
RowReference = Annotated[str, kinds.REFERENCE]
"""A form's own record id, when it is shown as a field: never blank, hence not optional."""

Nature = Literal["cover", "register", "period", "computed"]
"""cover: one row a period; register: rolls over whole; period: rolls over its identities;
computed: rows are made by the program, and a person writes only the fields not ``computed``."""

FormFrequency = Literal["each", "quarter", "half", "year"]
"""How often a form is due: each period, every quarter, half-year or year (domain §2.1)."""


class FormSpec(BaseModel):
    """What a form is, beside its fields.

    ``code`` is the internal 表号 (F01), ``name`` the English name used for tables, ``label`` the
    field that names a row to people, ``key`` the fields by which people tell its rows apart (the
    label unless said), ``id_letter`` the letter in new record ids (310115-C-0003, or with
    ``id_by_year`` 310115-2026-P0001), ``scope_note`` and ``report_note`` the 统计范围 and
    报送日期及方式 printed under the form. ``shares_id_with`` names the form whose record ids this
    form reuses, and ``borrowed_label`` is the title under which that record's label is shown beside
    the id; ``child_of`` names the form whose child table (子表) this one is.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    title: str
    nature: Nature
    frequency: FormFrequency = "quarter"
    label: str
    key: tuple[str, ...] = ()
    id_letter: str = ""
    id_by_year: bool = False
    child_of: str = ""
    shares_id_with: str = ""
    borrowed_label: str = ""
    unit: str = "万元"
    scope_note: str = ""
    report_note: str = ""

    @property
    def owner(self) -> str:
        """The form with which this one is reported and declared nil; empty when it stands alone."""
        return self.shares_id_with or self.child_of

    @property
    def is_entered(self) -> bool:
        """Whether people fill its rows: all but the cover, which has one, and computed forms."""
        return self.nature in {"register", "period"}

    @property
    def grows(self) -> bool:
        """Whether people add rows of their own, not such as come with another form's."""
        return self.is_entered and not self.shares_id_with

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The fields by which people tell rows apart."""
        return self.key or (self.label,)


class Form(BaseModel):
    """One row of a form, keyed by ``(district, period, record_id)`` (design §4)."""

    # Schemas are built when first needed, which keeps them out of the start of the program.
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, defer_build=True)

    spec: ClassVar[FormSpec]

    district: str = ""
    period: str = ""
    record_id: RowId = item(
        "记录编号",
        computed=True,
        section="标识",
        explanation="系统给出，跨期、改名都不变。",
        default="",
    )
    to_confirm: bool = False
    catalogue_version: str = ""
    kept: dict[str, str] = {}
    missing: dict[str, Missing] = {}

    source: OneOf = item(
        "数据来源",
        section="来源与备注",
        codes="source",
        explanation="本行数据取自哪里。",
        example="企业填报",
    )
    remark: Text = item(
        "备注", section="来源与备注", most=200, multiline=True, explanation="需要说明的其他情况。"
    )

    @classmethod
    @cache
    def items(cls) -> tuple[Item, ...]:
        """The declared fields in printed order: numbered ones as declared, then the common ones."""
        declared = [
            found for name, info in cls.model_fields.items() if (found := item_of(name, info))
        ]
        own = [entry for entry in declared if entry.name not in _COMMON or entry.no]
        if cls.spec.nature == "computed":
            return tuple(sorted(own, key=_printed_number))
        common = [entry for entry in declared if entry.name in _COMMON and not entry.no]
        return (*sorted(own, key=_printed_number), *common)

    @classmethod
    @cache
    def items_by_name(cls) -> Mapping[str, Item]:
        """The declared fields by their English names."""
        return {entry.name: entry for entry in cls.items()}

    @classmethod
    def item(cls, name: str) -> Item:
        """One declared field; a ``KeyError`` here is a programming fault."""
        return cls.items_by_name()[name]

    def cell(self, name: str) -> Cell:
        """What the cell holds, whether value, kept text, stated absence or blank."""
        if name in self.kept:
            return Kept(self.kept[name])
        if name in self.missing:
            return self.missing[name]
        cell: Cell = getattr(self, name)
        return cell

    def with_cells(self, cells: Mapping[str, Cell]) -> Self:
        """A copy with some cells replaced; values are trusted to be of their field's kind."""
        kept, missing, values = dict(self.kept), dict(self.missing), {}
        for name, cell in cells.items():
            kept.pop(name, None)
            missing.pop(name, None)
            values[name] = None if isinstance(cell, (Kept, Missing)) else cell
            if isinstance(cell, Kept):
                kept[name] = cell.text
            elif isinstance(cell, Missing):
                missing[name] = cell
        return self.model_copy(update={**values, "kept": kept, "missing": missing})

    @classmethod
    def of_state(cls, state: dict[str, Any]) -> Self:
        """A row of trusted values, one of every field; keeps ``state`` itself.

        Ten times as fast as pydantic's own ``model_construct``; a test holds the two equal.
        """
        row = cls.__new__(cls)
        put = object.__setattr__
        put(row, "__dict__", state)
        put(row, "__pydantic_fields_set__", cls._every_field())
        put(row, "__pydantic_extra__", None)
        put(row, "__pydantic_private__", None)
        return row

    @classmethod
    @cache
    def _every_field(cls) -> set[str]:
        """Every field is always set, so all rows may share this set: nothing can be added."""
        return set(cls.model_fields)

    @property
    def title(self) -> str:
        """How a person knows this row: its label field, else its record id."""
        return str(getattr(self, self.spec.label, None) or self.record_id)


_COMMON = frozenset({"source", "remark"})


def _printed_number(entry: Item) -> int:
    """The record id stands first, whatever its number; unnumbered fields follow the numbered."""
    if entry.name == "record_id":
        return 0
    return int(entry.no) if entry.no else 999


class FormSet:
    """The forms a program works with, by code; passed in, so a test can add a toy form."""

    def __init__(self, forms: Iterable[type[Form]]) -> None:
        self._forms = {form.spec.code: form for form in forms}

    def __iter__(self) -> Iterator[type[Form]]:
        return iter(self._forms.values())

    def __len__(self) -> int:
        return len(self._forms)

    def __contains__(self, code: object) -> bool:
        return code in self._forms

    def __getitem__(self, code: str) -> type[Form]:
        return self._forms[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The form codes in their order."""
        return tuple(self._forms)

    @property
    def data_forms(self) -> tuple[type[Form], ...]:
        """The forms of many rows, which is all but the cover."""
        return tuple(form for form in self._forms.values() if form.spec.nature != "cover")

    @property
    def entered_forms(self) -> tuple[type[Form], ...]:
        """The forms people fill row by row, which is all but the cover and computed ones."""
        return tuple(form for form in self._forms.values() if form.spec.is_entered)

    @property
    def nil_forms(self) -> tuple[type[Form], ...]:
        """The forms that can be declared nil (零报告): filled by hand, and reported on their own."""
        return tuple(form for form in self.entered_forms if not form.spec.owner)

    def family(self, code: str) -> tuple[str, ...]:
        """A form's code and those of the forms that are reported with it."""
        return (code, *(form.spec.code for form in self if form.spec.owner == code))
