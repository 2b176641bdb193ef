"""布置: the city makes a task package, and works by it itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop.ledger import NoticeRecord
from desktop.workflow.calendar import deadline_key
from desktop.workflow.capabilities import Capability
from desktop.workflow.catalogues import (
    build_catalogue,
    in_force,
    newest_kept,
    tables_in_force,
    version_key,
)
from desktop.workflow.legal import LEGAL, legal_texts
from desktop.workflow.letters import place_of_letter, write_letter_file
from desktop.workflow.reviewing import SETTING as RECOGNISED_LISTS
from desktop.workflow.reviewing import recognised
from desktop.workflow.session import RULES
from desktop.workflow.signing import own_fingerprint, own_key
from desktop.workflow.submitting import app_version
from exports.task_package import LEGAL_FACTS, TaskPackage, version_of, write_task
from forms.checks.library import RULES_BY_CODE, RULES_VERSION
from forms.errors import ForPeople, UserMistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.workflow.session import Session
    from exports.task_package import Tables
    from forms.checks.settings import RuleSettings
    from forms.due import Overrides
    from forms.periods import Period


@dataclass(frozen=True, slots=True)
class Order:
    """What the city decides; None and absent names leave things as they are in its ledger."""

    deadline: str
    comment: str = ""
    rules: RuleSettings | None = None
    due: Overrides | None = None
    legal: Mapping[str, str] = field(default_factory=dict)
    tables: Tables | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """A task package that was written; its key's fingerprint is for districts to compare once."""

    file: Path
    package: TaskPackage
    fingerprint: str

    def to_json(self) -> dict[str, object]:
        """The stable shape for scripts."""
        package = self.package
        return {
            "file": str(self.file),
            "period": package.period,
            "deadline": package.deadline,
            "due": dict(package.due),
            "rules": package.rules.to_json(),
            "legal": dict(package.legal),
            "catalogue_version": package.catalogue_version,
            "fingerprint": self.fingerprint,
        }


def make_task(session: Session, period: Period, order: Order, target: Path) -> Ordered:
    """Write the task package of a period, and keep what it says as the city's own settings.

    ``target`` is a file, or a folder in which the standard name is used. Raises ``UserMistake``
    for what can't be meant, ``FileProblem`` when the file can't be written; nothing is set then.
    """
    session.demand(Capability.CHASE)
    _refuse_nonsense(session, period, order)
    package = _package(session, period, order)
    path = place_of_letter(target, package.file_name)
    digest, content = write_letter_file(
        path, lambda file: write_task(package, file, forms=session.forms, key=own_key(session))
    )
    try:
        record = task_record(package, digest, path.name, session.who)
        session.ledger.exchange.take_task(
            record, content, task_settings(package), catalogue_news(session, package)
        )
    except ForPeople:
        path.unlink(missing_ok=True)
        raise
    return Ordered(path, package, own_fingerprint(session))


def task_settings(package: TaskPackage) -> dict[str, str]:
    """The ledger's settings that a task package decides."""
    lists = package.recognised
    told = {} if lists is None else {RECOGNISED_LISTS: json.dumps(lists, ensure_ascii=False)}
    return {
        **told,
        "due": json.dumps(dict(package.due)),
        RULES: json.dumps(package.rules.to_json(), ensure_ascii=False),
        LEGAL: json.dumps(dict(package.legal), ensure_ascii=False),
        deadline_key(package.period): package.deadline,
    }


def catalogue_news(session: Session, package: TaskPackage) -> tuple[str, Tables] | None:
    """The version and tables to keep when a package's code lists change those in force.

    Lists older than the program's own are kept for the city's answers in them.
    """
    version, newest = package.catalogue_version, newest_kept(session.ledger)
    if not version or (newest and version_key(version) < version_key(newest)):
        return None
    build_catalogue(package.tables)
    if in_force(version, package.tables) == tables_in_force(session.ledger):
        return None
    return version, package.tables


def task_record(package: TaskPackage, digest: str, file_name: str, who: str) -> NoticeRecord:
    """How the ledger keeps a task package."""
    return NoticeRecord(
        kind="task",
        district="",
        period=package.period,
        revision=0,
        digest=digest,
        comment=package.comment,
        unit=package.unit,
        issued_at=package.issued_at,
        file_name=file_name,
        who=who,
    )


def travelling(session: Session) -> str:
    """One line on what the next task package carries of the city's decisions."""
    rules, lists = session.rules, recognised(session)
    changed = "、".join(sorted(rules.rules)) or "无"
    version = f"（{rules.version}）" if rules.version else ""
    named = "、".join(f"{code} {len(names)} 个" for code, names in lists.items()) or "无"
    return (
        f"随任务包下发：改动的规则 {changed}{version}，豁免 {len(rules.waivers)} 项，"
        f"认定名单 {named}，代码表和口径 {session.catalogue.version} 版。"
    )


def _package(session: Session, period: Period, order: Order) -> TaskPackage:
    legal = {**legal_texts(session), **order.legal}
    return TaskPackage(
        period=period.code,
        deadline=order.deadline,
        unit=session.info.unit,
        issued_at=session.clock().isoformat(timespec="seconds"),
        ledger_id=session.info.ledger_id,
        app_version=app_version(),
        rules_version=RULES_VERSION,
        comment=order.comment.strip(),
        legal={name: legal[name] for name in LEGAL_FACTS if legal.get(name)},
        due=dict(session.due if order.due is None else order.due),
        rules=session.rules if order.rules is None else order.rules,
        tables=tables_in_force(session.ledger) if order.tables is None else order.tables,
        recognised=recognised(session),
    )


def _refuse_nonsense(session: Session, period: Period, order: Order) -> None:
    deadline = _day(order.deadline, "报送截止日")
    if deadline < period.end:
        raise UserMistake(f"报送截止日 {order.deadline} 早于{period.title}期末，请核对。")
    if order.legal.get("valid_to"):
        _day(order.legal["valid_to"], "有效期至")
    for code in order.due or {}:
        if code not in session.forms:
            raise UserMistake(f"没有“{code}”这张表，可选：{'、'.join(session.forms.codes)}。")
    for code in order.rules.rules if order.rules else ():
        if code not in RULES_BY_CODE:
            raise UserMistake(f"没有“{code}”这条审核规则，请核对。")
        assert order.rules is not None
        order.rules.params_of(RULES_BY_CODE[code])
    if order.tables is not None:
        _refuse_old_lists(session, order.tables)


def _refuse_old_lists(session: Session, tables: Tables) -> None:
    """Code lists that differ need a version of their own, or nobody knows which are meant."""
    build_catalogue(tables)
    version, now = version_of(tables), session.catalogue.version
    same = tables == tables_in_force(session.ledger)
    if not same and version_key(version) <= version_key(now):
        raise UserMistake(f"代码表内容有变化，版本应比现行的 {now} 新，现为 {version}。")


def _day(text: str, title: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserMistake(f"{title}“{text}”应为日期，例如 2026-10-15。") from None
