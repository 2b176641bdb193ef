"""K09: one 统一社会信用代码 has one name, in whichever forms of a district and period it stands.

Which fields are names and codes is declared with the forms' fields (``forms.firms``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from forms.checks.rule import EVERY_FORM, Found, Problem, Rule
from forms.codelists import normalized
from forms.firms import all_parties, parties
from forms.registry import STANDARD_FORMS
from forms.uscc import is_uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from forms.base import Form
    from forms.checks.context import CheckContext
    from forms.firms import Party

_READS: Mapping[str, frozenset[str]] = {
    form.spec.code: frozenset(
        field for party in parties(form) for field in (party.name, party.uscc)
    )
    for form in STANDARD_FORMS
    if parties(form)
}


class _Seen(NamedTuple):
    """A name that a row gives to a code."""

    party: Party
    record_id: str
    name: str


def _each(form: type[Form]) -> tuple[frozenset[str], Callable[..., Found]] | None:
    own = parties(form)
    if not own:
        return None
    names = frozenset(field for party in own for field in (party.name, party.uscc))
    return names, partial(_strays, code=form.spec.code)


def _strays(context: CheckContext, code: str) -> Iterator[Problem]:
    """The rows of one form whose firm goes by another name elsewhere."""
    if not context.rows.get(code):
        return
    for uscc, seen in _sightings(context, code).items():
        known = {normalized(one.name) for one in seen}
        if len(known) > 1 and any(one.party.form == code for one in seen) and is_uscc(uscc):
            right = _right(seen)
            for one in seen:
                if one.party.form == code and normalized(one.name) != normalized(right.name):
                    where = f"{right.party.form} {right.record_id}"
                    words = (
                        f"现为“{one.name}”，同一统一社会信用代码在 {where} 为“{right.name}”，请核实"
                    )
                    yield Problem(one.party.name, words, one.record_id)


def _sightings(context: CheckContext, code: str) -> Mapping[str, list[_Seen]]:
    """Every name of every code, in the order of forms and ids; one pass over the rows."""
    found: defaultdict[str, list[_Seen]] = defaultdict(list)
    for party in all_parties(context.forms):
        if party.form not in _READS and party.form != code:
            continue  # what is not declared to be read must not be read
        for record_id, row in context.rows.get(party.form, {}).items():
            uscc, name = getattr(row, party.uscc), getattr(row, party.name)
            if uscc and name:
                found[uscc].append(_Seen(party, record_id, name))
    return found


def _right(seen: list[_Seen]) -> _Seen:
    """The sighting to go by: the register's (企业名录), else the one of the commonest name.

    Ids decide between equals, not places: a row that was deleted and brought back stands elsewhere.
    """
    times = Counter(normalized(one.name) for one in seen)

    def place(one: _Seen) -> tuple[bool, int, str, str, str]:
        rare = -times[normalized(one.name)]
        return not one.party.registers, rare, one.party.form, one.record_id, one.party.name

    return min(seen, key=place)


K09 = Rule(
    "K09", "soft", scope="cross_form", form=EVERY_FORM, category="逻辑关系", whole=True,
    title="同一统一社会信用代码的单位名称一致",
    formula="本区本期各表中，同一统一社会信用代码的单位名称相同（不计空格、全半角和大小写）；"
    "以企业名录为准，名录中没有的以出现最多的为准",
    remedy="请核实：名称有误的请改正，更名的请逐处改为新名称，代码填错的请改正代码；"
    "确属同一单位分别使用两个名称的，请说明。",
    reads=_READS,
    each=_each,
)  # fmt: skip

RULES: tuple[Rule, ...] = (K09,)
