"""Which rows of a form a text of the catalogue means: ``F03:carrier_type=加速器&level=国家``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from forms.kinds import show_cell

if TYPE_CHECKING:
    from forms.base import Form
    from forms.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a field: filled at all, one of some texts, or with a text in it."""

    field: str
    sign: Literal["", "=", "~"]
    texts: tuple[str, ...]

    def holds(self, row: Form, catalogue: Catalogue) -> bool:
        """Whether a row keeps to it; texts are compared as people see them."""
        value = getattr(row, self.field)
        if value in (None, ()):
            return False
        item = type(row).item(self.field)
        shown = show_cell(value, item, catalogue)
        if self.sign == "=":
            return shown in self.texts
        return not self.sign or self.texts[0] in shown


@dataclass(frozen=True, slots=True)
class Selector:
    """Which rows of a form an item of the plan is recorded in."""

    form: str
    conditions: tuple[Condition, ...]

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Read ``F03:carrier_type=加速器,科技园&level=国家``, ``F01:tech_tags`` or ``F07``.

        ``~`` asks for a text in the field: ``F09:event_name~示例``.
        """
        form, _, rest = text.partition(":")
        return cls(form, tuple(_condition(part) for part in rest.split("&") if part))

    def takes(self, row: Form, catalogue: Catalogue) -> bool:
        """Whether a row of the form is one of them."""
        return all(one.holds(row, catalogue) for one in self.conditions)


def _condition(text: str) -> Condition:
    for sign in ("=", "~"):
        field, found, values = text.partition(sign)
        if found:
            return Condition(field, sign, tuple(values.split(",")))
    return Condition(text, "", ())
