"""Commands that look over what is recorded, for either role: coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from desktop.cli.output import LEDGER, PERIOD, Answer, answers
from desktop.workflow.calendar import period_choices
from desktop.workflow.coverage import Covered, cover, coverage_json, gap_titles, headline
from desktop.workflow.session import open_session
from forms.errors import UserMistake
from forms.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.workflow.session import Session


@click.command("coverage")
@LEDGER
@PERIOD
@answers
def coverage_command(ledger: Path, period_text: str | None) -> Answer:
    """方案覆盖：各领域、六大计划下登记了什么，哪些是空白。"""
    session = open_session(ledger)
    covered = cover(session, _period(session, period_text))
    name_of = session.catalogue.codelist("district").title_of
    session.close()
    missing = "、".join(map(name_of, covered.missing))
    return Answer(
        coverage_json(covered),
        [
            f"{covered.period.title}方案覆盖：{headline(covered)}",
            *([f"  未报的区：{missing}"] if missing else []),
            *_gap_lines(covered),
        ],
    )


def _gap_lines(covered: Covered) -> list[str]:
    topics = [f"  空白领域（{title}）：{'、'.join(blank)}" for title, blank in gap_titles(covered)]
    items = "、".join(one.title for one in covered.found.plans if one.is_item and one.is_gap)
    return [*topics, *([f"  没有登记的事项：{items}"] if items else [])]


def _period(session: Session, text: str | None) -> Period:
    """The period asked for, or the newest of the ledger."""
    known = {one.code: one for one in period_choices(session)}
    if text:
        wanted = Period.parse(text)
        if wanted.code not in known:
            raise UserMistake(f"账本里没有报告期 {wanted.code}，请核对后再试。")
        return wanted
    if not known:
        raise UserMistake("账本里还没有报告期。")
    return max(known.values(), key=lambda one: one.end)


COMMANDS = (coverage_command,)
