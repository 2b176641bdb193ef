"""First start: what must be known to begin a ledger, judged step by step, then made at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability, capabilities
from desktop.workflow.opening import open_period
from desktop.workflow.session import Clock, Session, create_ledger, local_now
from forms.catalogue import load_catalogue
from forms.errors import ForPeople
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forms.periods import Period

SIGNATURES = ("unit_leader", "stat_leader", "preparer", "phone")
"""The fields of the cover that name people; asked once and carried into every cover."""

FOLDER = "集群台账"
SUFFIX = ".db"


@dataclass(frozen=True, slots=True)
class Beginning:
    """Everything asked at the first start; ``signatures`` may stay empty for now."""

    role: str = "district"
    district: str = ""
    unit: str = ""
    signatures: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()
    period: Period | None = None

    @property
    def reports(self) -> bool:
        """Whether this ledger is for entering and reporting one district's data."""
        return Capability.ENTER in capabilities(self.role)

    @property
    def district_name(self) -> str:
        """The district in words, empty while none is chosen."""
        found = load_catalogue().codelist("district").find(self.district) if self.district else None
        return found.title if found else ""

    @property
    def path(self) -> Path:
        """Where the ledger will stand: a name people recognise on a stick."""
        name = f"{self.district}{self.district_name}" if self.reports else "上海市汇总"
        return self.folder / f"{name}{SUFFIX}"

    def with_signature(self, name: str, text: str) -> Beginning:
        """With one field of the cover filled."""
        return replace(self, signatures={**self.signatures, name: text.strip()})


def district_problem(beginning: Beginning) -> str:
    """What is wrong with district and unit; empty when nothing is."""
    if not beginning.reports:
        return ""
    if not beginning.district_name:
        return "请选择所在的区。"
    return "" if beginning.unit.strip() else "请填写填报单位名称，与公章一致。"


def signature_problem(beginning: Beginning) -> str:
    """What is wrong with the contacts: blanks may wait until the first submission."""
    for name, text in beginning.signatures.items():
        entry = Cover.item(name)
        if entry.most and len(text) > entry.most:
            return f"“{entry.title}”太长，最多 {entry.most} 个字。"
    phone = beginning.signatures.get("phone", "")
    if phone and not re.fullmatch(r"[0-9\-－转*（）() +]{7,30}", phone):
        return "“联系电话”应为电话号码，例如 021-00000000。"
    return ""


def place_problem(beginning: Beginning) -> str:
    """What is wrong with where the ledger is to stand."""
    if beginning.path.exists():
        return (
            f"这个文件夹里已有“{beginning.path.name}”。请换一个文件夹，或返回第一步打开已有账本。"
        )
    return ""


STEPS: Mapping[str, Callable[[Beginning], str]] = {
    "role": lambda _beginning: "",
    "district": district_problem,
    "signatures": signature_problem,
    "place": place_problem,
}
"""The steps in order, each with what may be wrong in it."""


def steps_of(beginning: Beginning) -> tuple[str, ...]:
    """The steps that a ledger of this kind asks."""
    return tuple(STEPS) if beginning.reports else ("role", "place")


def begin(beginning: Beginning, *, clock: Clock = local_now) -> Session:
    """Make the ledger, keep the contacts and open the first period.

    Raises ``ForPeople`` with nothing left behind.
    """
    beginning.folder.mkdir(parents=True, exist_ok=True)
    session = create_ledger(
        beginning.path, beginning.role, beginning.district, beginning.unit, clock=clock
    )
    try:
        for name in SIGNATURES:
            if text := beginning.signatures.get(name, ""):
                session.ledger.set_setting(f"cover.{name}", text)
        if beginning.reports and beginning.period is not None:
            open_period(session, beginning.period.code)
    except ForPeople:
        session.close()
        beginning.path.unlink(missing_ok=True)
        raise
    return session
