"""An open ledger together with all that working on it needs; handed to every workflow function."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop.ledger import Ledger, LedgerInfo, errors
from desktop.workflow.capabilities import Capability, capabilities, demand
from desktop.workflow.catalogues import STAMPED, catalogue_in_force
from desktop.workflow.signing import own_key
from forms.catalogue import Catalogue, load_catalogue
from forms.checks.settings import RuleSettings
from forms.due import Overrides, read_overrides
from forms.errors import UserMistake
from forms.periods import Period
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from pathlib import Path

    from forms.base import FormSet

RULES = "rules"
"""The ledger's setting with the city's settings of the checks: JSON of ``RuleSettings``."""

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """The local time with its offset."""
    return datetime.now().astimezone()


def current_user() -> str:
    """The name under which this computer knows the person; goes into the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "未知用户"


@dataclass(frozen=True, slots=True)
class Session:
    """One open ledger, its forms, catalogue, rule switches, due forms, the clock and who works."""

    ledger: Ledger
    forms: FormSet = STANDARD_FORMS
    catalogue: Catalogue = field(default_factory=load_catalogue)
    rules: RuleSettings = field(default_factory=RuleSettings)
    due: Overrides = field(default_factory=dict)
    clock: Clock = local_now
    who: str = field(default_factory=current_user)
    held: str = ""
    """Who else has the ledger open, in a sentence; it is then only read here."""

    @property
    def info(self) -> LedgerInfo:
        """The ledger's own facts: role, district, unit, path."""
        return self.ledger.info

    @property
    def district(self) -> str:
        """The district code of a district's ledger; empty in the city's."""
        return self.info.district

    @property
    def abilities(self) -> frozenset[Capability]:
        """What the role of this ledger may do."""
        return capabilities(self.info.role)

    @property
    def read_only_notice(self) -> str:
        """Why nothing can be saved (faults A8); empty when the ledger can be written."""
        if not self.info.read_only:
            return ""
        return f"只读：{self.held or errors.READ_ONLY_TEXT.format(name=self.info.path.name)}"

    def today(self) -> date:
        """The local date."""
        return self.clock().date()

    def demand(self, capability: Capability) -> None:
        """Raise ``UserMistake`` when this ledger's role may not do this."""
        demand(self.info.role, capability)

    def close(self) -> None:
        """Close the ledger file."""
        self.ledger.close()


def create_ledger(
    path: Path, role: str, district: str, unit: str, *, clock: Clock = local_now
) -> Session:
    """Make a ledger of either role; only a district's asks for the district."""
    if Capability.ENTER in capabilities(role):
        return create_district(path, district, unit, clock=clock)
    return create_city(path, unit, clock=clock)


def create_district(
    path: Path,
    district: str,
    unit: str,
    *,
    clock: Clock = local_now,
    forms: FormSet = STANDARD_FORMS,
) -> Session:
    """Make the ledger of one district office; raise ``UserMistake`` for an unknown district."""
    if not district.strip():
        raise UserMistake("新建区级账本请用 --district 指明区，例如 --district 310115。")
    catalogue = load_catalogue()
    found = catalogue.codelist("district").find(district)
    if found is None:
        raise UserMistake(
            f"没有“{district}”这个区，请填 6 位区划代码或区名，例如 310115 或 浦东新区。"
        )
    if not unit.strip():
        raise UserMistake("请写明填报单位名称，例如 --unit 上海市示例区示例委员会。")
    ledger = Ledger.create(
        path,
        forms,
        role="district",
        district=found.code,
        unit=unit.strip(),
        who=current_user(),
        clock=clock,
    )
    return _begun(Session(ledger, forms, catalogue, clock=clock))


def create_city(
    path: Path, unit: str = "", *, clock: Clock = local_now, forms: FormSet = STANDARD_FORMS
) -> Session:
    """Make the ledger of the city office."""
    ledger = Ledger.create(
        path,
        forms,
        role="city",
        district="",
        unit=unit.strip() or "市级汇总部门",
        who=current_user(),
        clock=clock,
    )
    return _begun(Session(ledger, forms, clock=clock))


def _begun(session: Session) -> Session:
    """A new ledger has its key from the first day, so that every backup of it has the key too."""
    own_key(session)
    return _stamped(session)


def _stamped(session: Session) -> Session:
    """Have new rows remember the code lists they are made with (design §3)."""
    version = session.catalogue.version
    if session.ledger.get_setting(STAMPED) != version:
        session.ledger.set_setting(STAMPED, version)
    return session


def open_session(
    path: Path,
    *,
    clock: Clock = local_now,
    forms: FormSet = STANDARD_FORMS,
    read_only: bool = False,
    held: str = "",
) -> Session:
    """Open a ledger; raise ``ForPeople`` when there is none or it can't be used.

    It is only read when asked so, and when somebody else is said to hold it.
    """
    if not path.exists():
        raise UserMistake(f"没有找到账本文件“{path}”，请核对路径；新建账本请用 init。")
    ledger = Ledger.open(path, forms, clock=clock, read_only=read_only or bool(held))
    session = Session(
        ledger,
        forms,
        _catalogue(ledger),
        rules=_rules(ledger),
        due=_due(ledger),
        clock=clock,
        held=held,
    )
    return session if session.info.read_only else _stamped(session)


def find_period(session: Session, district: str, text: str | None) -> Period:
    """The period named by ``text``, or the district's newest; it must be open in this ledger."""
    known = {entry.period: Period.parse(entry.period) for entry in session.ledger.periods(district)}
    if text:
        wanted = Period.parse(text)
        if wanted.code not in known:
            raise UserMistake(
                f"报告期 {wanted.code} 还没有建立，请先执行 open-period {wanted.code}。"
            )
        return wanted
    if not known:
        raise UserMistake("账本里还没有报告期，请先建立一个，例如 open-period 2026Q3。")
    return max(known.values(), key=lambda period: period.end)


def previous_period(session: Session, district: str, period: Period) -> Period | None:
    """The latest period of this ledger that ended before ``period`` and has its frequency."""
    earlier = [
        one
        for entry in session.ledger.periods(district)
        if (one := Period.parse(entry.period)).end < period.start
        and one.frequency == period.frequency
    ]
    return max(earlier, key=lambda one: one.end, default=None)


def used_forms(session: Session, district: str, period: Period) -> frozenset[str]:
    """The codes of the forms of which a district has rows in a period before this one."""
    return frozenset(
        form.spec.code
        for form in session.forms
        if any(
            Period.parse(code).end < period.start
            for code in session.ledger.periods_with_rows(form.spec.code, district)
        )
    )


def _catalogue(ledger: Ledger) -> Catalogue:
    """The newest code lists: the program's own, or those that a task package brought."""
    try:
        return catalogue_in_force(ledger)
    except UserMistake:
        ledger.close()
        raise


def rules_in_force(ledger: Ledger) -> RuleSettings:
    """What the city set about the checks, as it set it or as the last task package brought it.

    Raises ``UserMistake`` when the ledger's setting is damaged.
    """
    try:
        return RuleSettings.from_json(json.loads(ledger.get_setting(RULES, "{}")))
    except ValueError as problem:
        raise UserMistake(f"账本中的审核设置读不出来：{problem}") from problem


def _rules(ledger: Ledger) -> RuleSettings:
    try:
        return rules_in_force(ledger)
    except UserMistake:
        ledger.close()
        raise


def _due(ledger: Ledger) -> Overrides:
    """What the last task package says of the forms that are due, by form code."""
    try:
        return read_overrides(json.loads(ledger.get_setting("due", "{}")))
    except (ValueError, UserMistake) as problem:
        ledger.close()
        raise UserMistake(f"账本中的报表频率设置读不出来：{problem}") from problem
