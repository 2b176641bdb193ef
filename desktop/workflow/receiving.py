"""收件: the city takes submissions in, each whole or not at all, in any order, twice if need be.

Files are read ahead of merging (``reading_ahead``), so one bad or slow file never stops the others
and the ledger is touched only by whole, judged files (``arriving``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.ledger import ReceivedRecord
from desktop.workflow.arriving import findings_now
from desktop.workflow.capabilities import Capability
from desktop.workflow.reading_ahead import read_ahead
from desktop.workflow.signing import KeyState, judge_signature, key_state, remember_key
from exports.collection import no_collection
from exports.names import shown_name
from exports.refusal import Refusal
from forms.errors import ForPeople

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.workflow.arriving import Arrival
    from desktop.workflow.reading_ahead import Outcome as Reading
    from desktop.workflow.session import Session
    from exports.reader import AlteredRow, ReadSubmission
    from forms.findings import Finding

Outcome = Literal["received", "identical", "stale", "refused"]
OUTCOME_TITLES: dict[Outcome, str] = {
    "received": "已接收",
    "identical": "重复，已接收过",
    "stale": "旧版本，未采用",
    "refused": "未接收",
}
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
OWN_LETTER = re.compile(r"WLCY_.+_(TUIHUI|HUIZHI|RENWUBAO)(\(\d+\))?\.xlsx")
"""What the city itself wrote for the districts, often into the same folder."""

Progress = Callable[[int, int, str], None]
"""``(done, total, file name)`` as each file is finished."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file; ``reason`` is a stable code, ``message`` the sentence for people."""

    file: Path
    outcome: Outcome
    reason: str = ""
    message: str = ""
    district: str = ""
    period: str = ""
    revision: int = 0
    altered: Sequence[AlteredRow] = ()
    findings: Sequence[Finding] = ()
    notices: Sequence[str] = ()
    fingerprint: str = ""
    key: KeyState = "unsigned"


class Cancelled(ForPeople):
    """The person stopped the work; ``receipts`` are the files finished before."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        super().__init__(f"已取消，取消前完成 {len(receipts)} 个文件。")
        self.receipts = tuple(receipts)


def receive(
    session: Session,
    paths: Iterable[Path],
    progress: Progress = lambda _done, _total, _name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Receipt]:
    """Take in files and folders of submissions; one receipt a file, in file order.

    Raises ``Cancelled`` between files; what was received before stays received.
    """
    session.demand(Capability.RECEIVE)
    found = list(submission_files(paths))
    receipts: list[Receipt] = []
    with no_collection():
        for path, reading in read_ahead(session, found):
            if cancelled():
                raise Cancelled(receipts)
            receipts.append(_take_in(session, path, reading))
            progress(len(receipts), len(found), shown_name(path))
    return receipts


def submission_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the workbooks in the folders named.

    Owner files ``~$`` are left out, and the city's own letters.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inside in sorted(path.rglob("*")):
            wanted = inside.suffix.lower() in WORKBOOK_SUFFIXES and not inside.name.startswith(
                ("~$", ".")
            )
            if wanted and inside.is_file() and not OWN_LETTER.fullmatch(inside.name):
                yield inside


def _take_in(session: Session, path: Path, reading: Reading) -> Receipt:
    try:
        return _judge(session, path, reading())
    except Refusal as refusal:
        receipt = Receipt(path, "refused", refusal.reason, str(refusal))
    except ForPeople as problem:
        receipt = Receipt(path, "refused", "not_stored", str(problem))
    session.ledger.log("refused", f"{shown_name(path)}：{receipt.reason}")
    return receipt


def _judge(session: Session, path: Path, arrival: Arrival) -> Receipt:
    read = arrival.submission
    header = read.header
    known = (header.district, header.period, header.revision)
    if not read.digest_ok:
        message = _altered_message(path, read)
        session.ledger.log("refused", f"{shown_name(path)}：altered")
        return Receipt(path, "refused", "altered", message, *known, altered=read.altered)
    signed = judge_signature(session, read, shown_name(path))
    earlier = {one.revision: one for one in session.ledger.received(header.district, header.period)}
    newest = max(earlier, default=0)
    if header.revision in earlier and earlier[header.revision].digest == read.content_digest.total:
        return Receipt(
            path, "identical", "identical", f"“{shown_name(path)}”已经接收过，没有变化。", *known
        )
    if header.revision < newest:
        message = (
            f"“{shown_name(path)}”是第 {header.revision} 次报送，已有第 {newest} 次，未采用旧版本。"
        )
        return Receipt(path, "stale", "stale", message, *known)
    if header.revision in earlier:
        raise Refusal.of("revision_conflict", shown_name(path), f"第 {header.revision} 次")
    findings = _store(session, path, arrival)
    remember_key(session, read)
    return Receipt(
        path,
        "received",
        "",
        _received_message(path, newest),
        *known,
        findings=findings,
        notices=[*read.notices, *filter(None, [signed, _answers_said(read)])],
        fingerprint=read.signature.fingerprint if read.signature else "",
        key=key_state(session, header.district),
    )


def _store(session: Session, path: Path, arrival: Arrival) -> Sequence[Finding]:
    read, header = arrival.submission, arrival.submission.header
    findings = findings_now(session, arrival)
    record = ReceivedRecord(
        district=header.district,
        period=header.period,
        revision=header.revision,
        digest=read.content_digest.total,
        supersedes=header.supersedes,
        file_name=shown_name(path),
    )
    explanations = {
        one.id: (one.value, one.explanation) for one in read.findings if one.explanation
    }
    session.ledger.replace_rows(
        arrival.parcel, record, explanations=explanations, answers=read.answers
    )
    return findings


def _altered_message(path: Path, read: ReadSubmission) -> str:
    places = "；".join(row.said for row in read.altered[:5]) or "封面或校验清单"
    more = f" 等 {len(read.altered)} 处" if len(read.altered) > 5 else ""
    return f"“{shown_name(path)}”导出后被改动过：{places}{more}。请退回该区，用程序重新导出后再报。"


def _answers_said(read: ReadSubmission) -> str:
    count = len(read.answers)
    return f"附有对上次退回意见的答复 {count} 条，见“审阅”页。" if count else ""


def _received_message(path: Path, newest: int) -> str:
    return (
        f"“{shown_name(path)}”已接收，代替第 {newest} 次报送。"
        if newest
        else f"“{shown_name(path)}”已接收。"
    )
