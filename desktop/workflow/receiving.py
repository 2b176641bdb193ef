"""收件: the city takes submissions in, each whole or not at all, in any order, twice if need be.

Reading runs in child processes ahead of merging, so one bad or slow file never stops the others
and the ledger is touched only by whole, judged files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop import files
from desktop.ledger import ReceivedRecord
from desktop.workflow.capabilities import Capability
from desktop.workflow.catalogues import known_versions
from desktop.workflow.checking import received_context
from desktop.workflow.signing import KeyState, judge_signature, key_state, remember_key
from exports.child_pool import ChildPool
from exports.collection import no_collection
from exports.names import shown_name
from exports.reader import AlteredRow, ReadSubmission, read_submission
from exports.refusal import Refusal
from forms.checks.context import SubmissionFacts
from forms.checks.engine import check, check_submission
from forms.checks.explanations import apply_explanations
from forms.checks.library import SUPPORTED_VERSIONS
from forms.errors import ForPeople
from forms.f00_cover import Cover
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.findings import Finding

Outcome = Literal["received", "identical", "stale", "refused"]
OUTCOME_TITLES: dict[Outcome, str] = {
    "received": "已接收",
    "identical": "重复，已接收过",
    "stale": "旧版本，未采用",
    "refused": "未接收",
}
COVER = Cover.spec.code
READERS = 2
MOST_BYTES = 64 << 20
"""More is never read into memory; the reader's gate has its own, smaller limit and sentence."""

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
STANDARD_NAME = re.compile(r"WLCY_.+_.+_B\d+\.xlsx")
"""A file under this pattern claims a district, period and revision, which must be its own."""

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
        for path, reading in _read_ahead(session, found):
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


@dataclass(frozen=True, slots=True)
class _Reading:
    submission: ReadSubmission
    content: bytes


def _read_ahead(session: Session, paths: Sequence[Path]) -> Iterator[tuple[Path, Future[_Reading]]]:
    """Read up to ``READERS`` files at once, handing them over in order."""
    with ChildPool(READERS) as children, ThreadPoolExecutor(READERS) as pool:
        waiting: list[tuple[Path, Future[_Reading]]] = []
        rest = iter(paths)
        try:
            while True:
                while len(waiting) <= READERS and (path := next(rest, None)) is not None:
                    waiting.append((path, pool.submit(_read, session, path, children)))
                if not waiting:
                    return
                yield waiting.pop(0)
        finally:
            for _, future in waiting:
                future.cancel()


def _read(session: Session, path: Path, children: ChildPool) -> _Reading:
    """The file's bytes are taken once, so that what is judged is what is archived (G13)."""
    if not path.is_file():
        raise Refusal.of("missing_file", shown_name(path))
    content = files.copy_to_memory(path, MOST_BYTES)
    submission = read_submission(
        content,
        forms=session.forms,
        catalogue=session.catalogue,
        pool=children,
        name=shown_name(path),
    )
    return _Reading(submission, content)


def _take_in(session: Session, path: Path, reading: Future[_Reading]) -> Receipt:
    try:
        read = reading.result()
        return _judge(session, path, read)
    except Refusal as refusal:
        receipt = Receipt(path, "refused", refusal.reason, str(refusal))
    except ForPeople as problem:
        receipt = Receipt(path, "refused", "not_stored", str(problem))
    session.ledger.log("refused", f"{shown_name(path)}：{receipt.reason}")
    return receipt


def _judge(session: Session, path: Path, reading: _Reading) -> Receipt:
    read = reading.submission
    header = read.header
    known = (header.district, header.period, header.revision)
    if not read.digest_ok:
        message = _altered_message(path, read)
        session.ledger.log("refused", f"{shown_name(path)}：altered")
        return Receipt(path, "refused", "altered", message, *known, altered=read.altered)
    _refuse_strangers(session, path, read)
    _refuse_wrong_totals(session, path, read)
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
    findings = _store(session, path, reading)
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


def _refuse_strangers(session: Session, path: Path, read: ReadSubmission) -> None:
    header = read.header
    name = shown_name(path)
    if STANDARD_NAME.fullmatch(name) and name != header.file_name:
        raise Refusal.of("file_name_mismatch", name, header.file_name)
    if session.catalogue.codelist("district").find(header.district) is None:
        raise Refusal.of("wrong_district", shown_name(path), header.district)
    try:
        Period.parse(header.period)
    except BadPeriod:
        raise Refusal.of("wrong_period", shown_name(path), header.period) from None
    if header.catalogue_version not in known_versions(session.ledger):
        raise Refusal.of(
            "unsupported_version", shown_name(path), f"字典版本 {header.catalogue_version}"
        )


def _refuse_wrong_totals(session: Session, path: Path, read: ReadSubmission) -> None:
    """Totals that disagree with the rows (faults G3): what was signed is not what was sent."""
    for name, (said, actual) in read.control_totals.items():
        code, _, field = name.partition(".")
        known = session.forms[code].items_by_name() if code in session.forms else {}
        what = known[field].title if field in known else "行数"
        written = "不是数字的文字" if said.is_nan() else str(said)
        detail = f"{code} {what}写的是 {written}，各行合计 {actual}"
        raise Refusal.of("control_totals", shown_name(path), detail)


def _store(session: Session, path: Path, reading: _Reading) -> list[Finding]:
    read, header = reading.submission, reading.submission.header
    findings = _city_findings(session, read)
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
        header.district,
        header.period,
        read.rows,
        record,
        reading.content,
        explanations=explanations,
        answers=read.answers,
    )
    return findings


def _city_findings(session: Session, read: ReadSubmission) -> list[Finding]:
    """The findings as the city's own rules and last period's rows show them."""
    header = read.header
    period = Period.parse(header.period)
    rows = {code: {row.record_id: row for row in rows} for code, rows in read.rows.items()}
    context = received_context(session, header.district, period, rows, _facts(read))
    known = {one.id: (one.value, one.explanation) for one in read.findings if one.explanation}
    return check_submission(context, apply_explanations(check(context), known))


def _facts(read: ReadSubmission) -> SubmissionFacts:
    """What the file says of itself; its form, code lists and name were judged before (A74)."""
    header = read.header
    supported = header.rules_version in SUPPORTED_VERSIONS
    return SubmissionFacts(
        declared_rows=read.declared_counts,
        actual_rows={code: len(rows) for code, rows in read.rows.items() if code != COVER},
        digest_ok=read.digest_ok,
        versions={"审核规则": (header.rules_version or "空", supported)},
        cover_district=header.district,
        cover_period=header.period,
    )


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
