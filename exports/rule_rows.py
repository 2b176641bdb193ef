"""All rules with the city's settings of them, and its waivers, as boards for people, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.letter import Board
from forms.checks.described import (
    COLUMNS,
    WAIVER_COLUMNS,
    describe_rules,
    settings_from_table,
    unknown_row,
)
from forms.checks.library import RULES_BY_CODE

if TYPE_CHECKING:
    from forms.checks.settings import RuleSettings

RULES_SHEET, WAIVERS_SHEET = "审核规则", "审核豁免"
_RULE_WIDTHS = (6, 22, 6, 6, 10, 8, 9, 6, 6, 15, 15, 42, 34)
_WAIVER_WIDTHS = (8, 36, 24, 60)


def rule_boards(settings: RuleSettings) -> list[Board]:
    """The boards 审核规则 and 审核豁免; raises ``BadSettings`` for a parameter that can't be used."""
    facts = describe_rules(settings)
    changed = [one.code for one in facts if one.is_changed]
    said = f"与程序自带设置不同的规则：{'、'.join(changed) or '无'}。"
    waivers = tuple(
        (rule, RULES_BY_CODE[rule].title if rule in RULES_BY_CODE else "", record_id, reason)
        for (rule, record_id), reason in sorted(settings.waivers.items())
    )
    unknown = [unknown_row(*one) for one in settings.rules.items() if one[0] not in RULES_BY_CODE]
    excused = "列出的记录不按该规则审核。" if waivers else "没有豁免的记录。"
    rows = tuple(tuple(row.values()) for row in (*(one.to_row() for one in facts), *unknown))
    return [
        Board(RULES_SHEET, said, COLUMNS, _RULE_WIDTHS, rows),
        Board(WAIVERS_SHEET, excused, WAIVER_COLUMNS, _WAIVER_WIDTHS, waivers),
    ]


def read_rule_boards(rules: Board | None, waivers: Board | None, version: str = "") -> RuleSettings:
    """The inverse of ``rule_boards``; raises ``BadSettings``.

    What is set about rules that only a newer program has is kept, see ``settings_from_table``.
    """
    return settings_from_table(_rows(rules), _rows(waivers), version, strict=False)


def _rows(board: Board | None) -> list[dict[str, str]]:
    if board is None:
        return []
    return [dict(zip(board.titles, row, strict=True)) for row in board.rows]
