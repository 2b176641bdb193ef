"""采用任务包: a district works from now on as the city's task package says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.ledger import Edit, SetCell
from desktop.workflow.calendar import deadline_key
from desktop.workflow.catalogues import build_catalogue, in_force
from desktop.workflow.legal import legal_cells, legal_texts
from desktop.workflow.reviewing import recognised
from desktop.workflow.tasking import catalogue_news, task_record, task_settings
from exports.task_package import due_title
from forms.checks.library import RULES_BY_CODE
from forms.f00_cover import Cover
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.workflow.session import Session
    from exports.task_package import Tables, TaskPackage
    from forms.catalogue import Catalogue
    from forms.checks.settings import RuleSettings

COVER = Cover.spec.code
NAMED_RULES = 8
"""So many rules are named in the sentence about them."""


def adopt(
    session: Session, package: TaskPackage, digest: str, file_name: str, content: bytes
) -> tuple[str, ...]:
    """Set what a package says, all at once; gives a sentence for each thing that changed.

    The settings hold from the next opening of the ledger; this session keeps the old ones.
    Raises ``UserMistake`` when its code lists make no catalogue; nothing is set then.
    """
    news = catalogue_news(session, package)
    changes = tuple(_changes(session, package, news))
    record = task_record(package, digest, file_name, session.who)
    session.ledger.exchange.take_task(
        record, content, task_settings(package), news, _cover_edits(session, package)
    )
    session.ledger.log("task", "；".join(changes) or f"任务包 {package.period}：没有变化")
    return changes


def _changes(
    session: Session, package: TaskPackage, news: tuple[str, Tables] | None
) -> Iterator[str]:
    period = Period.parse(package.period)
    before = session.ledger.get_setting(deadline_key(period.code))
    if package.deadline != before:
        yield f"{period.title}报送截止日：{_day(package.deadline)}"
    yield from _due_changes(session, package)
    yield from _rule_changes(session, package)
    yield from _list_changes(session, package)
    if news:
        yield _catalogue_change(session.catalogue, build_catalogue(in_force(*news)))
    old = legal_texts(session)
    changed = [name for name, text in package.legal.items() if text != old.get(name)]
    if changed:
        yield "法定标识：" + "、".join(
            f"{Cover.item(name).title} {package.legal[name]}" for name in changed
        )


def _due_changes(session: Session, package: TaskPackage) -> Iterator[str]:
    changed = [
        f"{form.spec.code} {form.spec.title}{due_title(package.due.get(form.spec.code))}"
        for form in session.forms
        if package.due.get(form.spec.code) != session.due.get(form.spec.code)
    ]
    if changed:
        yield "应报表：" + "、".join(changed)


def _rule_changes(session: Session, package: TaskPackage) -> Iterator[str]:
    old, new = session.rules, package.rules
    codes = {code for code in (*old.rules, *new.rules) if old.of(code) != new.of(code)}
    waived = set(old.waivers.items()) ^ set(new.waivers.items())
    codes |= {rule for (rule, _), _ in waived}
    if codes:
        named = "、".join(sorted(codes)[:NAMED_RULES])
        more = f" 等 {len(codes)} 条" if len(codes) > NAMED_RULES else ""
        yield f"审核设置有变化的规则：{named}{more}"
        yield from _unknown_rules(new)


def _unknown_rules(settings: RuleSettings) -> Iterator[str]:
    """The city's program is newer: its settings are kept, and wait for this one to know them."""
    codes = {*settings.rules, *(rule for rule, _ in settings.waivers)} - set(RULES_BY_CODE)
    if codes:
        yield (
            f"有本程序还没有的规则：{'、'.join(sorted(codes))}，设置已保留，程序升级后生效；"
            "请联系市级升级程序"
        )


def _list_changes(session: Session, package: TaskPackage) -> Iterator[str]:
    if package.recognised is None:
        return
    old, new = recognised(session), package.recognised
    changed = [code for code in sorted({*old, *new}) if old.get(code, []) != [*new.get(code, ())]]
    if changed:
        yield "市级认定名单：" + "、".join(
            f"{code} {len(new.get(code, ()))} 个名称" for code in changed
        )


def _catalogue_change(old: Catalogue, new: Catalogue) -> str:
    before = _active(old)
    now = _active(new)
    added, gone = len(now - before), len(before - now)
    said = f"代码表由 {old.version} 版更新为 {new.version} 版"
    return f"{said}（新增代码 {added} 个，停用 {gone} 个）"


def _active(catalogue: Catalogue) -> set[tuple[str, str]]:
    return {(name, one.code) for name, codes in catalogue.lists.items() for one in codes.active()}


def _cover_edits(session: Session, package: TaskPackage) -> list[Edit]:
    """The cover of the package's period, where it is open and not sent, bears the new texts."""
    info = session.ledger.period_info(session.district, package.period)
    cover = session.ledger.row(COVER, session.district, package.period, session.district)
    if info is None or info.locked or cover is None:
        return []
    steps = tuple(
        SetCell(COVER, session.district, name, cell)
        for name, cell in legal_cells(package.legal).items()
        if cover.cell(name) != cell
    )
    return [Edit(session.district, package.period, "采用任务包", steps, session.who)]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
