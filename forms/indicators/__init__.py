"""Indicators: what the records of districts add up to (domain §1.3 to §1.6, §2.4).

``measure`` gives every figure with the records behind it, ``summary_rows`` one district's F11.
"""

from forms.indicators.answers import Answers
from forms.indicators.definition import Definition, Source
from forms.indicators.facts import Facts, all_facts, facts_of
from forms.indicators.figures import Figure, Member
from forms.indicators.measuring import counted_target, measure
from forms.indicators.projects import GroupKey, ProjectTotal, fold_totals, project_totals
from forms.indicators.summary import summary_rows
from forms.indicators.table import DEFINITIONS

__all__ = [
    "DEFINITIONS",
    "Answers",
    "Definition",
    "Facts",
    "Figure",
    "GroupKey",
    "Member",
    "ProjectTotal",
    "Source",
    "all_facts",
    "counted_target",
    "facts_of",
    "fold_totals",
    "measure",
    "project_totals",
    "summary_rows",
]
