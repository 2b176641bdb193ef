"""The columns of a form's grid, each derived from one declared field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.items import Item

if TYPE_CHECKING:
    from forms.base import Form

BORROWED = "borrowed_label"
"""Name of the column that shows the label of the record whose id a form shares."""

MOST_WIDTH = 16
"""Usual widths in characters of Chinese by kind; everything else gets this."""

_WIDTHS = {
    "money": 8, "measure": 7, "count": 6, "percent": 6, "date": 7, "month": 6, "yes_no": 5, "identifier": 12,
    "one_of": 10, "many_of": 14, "reference": 11,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, where its value stands in a row (None when borrowed), its place."""

    item: Item
    at: int | None
    frozen: bool
    editable: bool

    @property
    def name(self) -> str:
        """The field's English name."""
        return self.item.name

    @property
    def heading(self) -> str:
        """What stands above the column: the title with its unit, ● where it must be filled."""
        return f"● {self.item.full_title}" if self.item.required else self.item.full_title

    @property
    def usual_width(self) -> int:
        """A width in Chinese characters for a column that has not been measured."""
        return _WIDTHS.get(self.item.kind.name, MOST_WIDTH)

    @property
    def hint(self) -> str:
        """What a person may want to know of the field, for the tip over its heading."""
        parts = [self.item.full_title, self.item.explanation, filling_rule(self.item)]
        if self.item.example:
            parts.append(f"示例：{self.item.example}")
        return "\n".join(part for part in parts if part)


def filling_rule(item: Item) -> str:
    """Whether the field must be filled, in words."""
    if item.computed:
        return "由系统给出，不需要填写。"
    if item.required:
        return "● 必填"
    return f"○ 有条件必填：{item.required_when.text}" if item.required_when else ""


def columns_of(form: type[Form]) -> tuple[Column, ...]:
    """The columns in their order: id and name first and frozen, then as printed."""
    spec = form.spec
    made = [
        Column(entry, at, entry.name in ("record_id", spec.label), _editable(entry))
        for at, entry in enumerate(form.items())
        if not entry.system
    ]
    if spec.borrowed_label:
        label = Item(spec.borrowed_label, name=BORROWED, computed=True, explanation=_BORROWED_NOTE)
        made.insert(1, Column(label, None, frozen=True, editable=False))
    return tuple(sorted(made, key=lambda column: not column.frozen))


def _editable(entry: Item) -> bool:
    return not entry.computed and entry.name != "record_id"


_BORROWED_NOTE = "随项目内部编号自动带出，在项目基本情况中修改。"
