"""Writing the letters between city and district as files, never over another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import files
from desktop.ledger import NoticeRecord
from desktop.workflow.arriving import MOST_BYTES
from exports.gate import inspect
from exports.names import safe_file_name
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.workflow.session import Session
    from exports.notice import Notice


def place_of_letter(target: Path, name: str) -> Path:
    """The file to write: ``target``, or in that folder the standard name, made free by （2）."""
    if not target.is_dir():
        return target
    return target / safe_file_name(name, {one.name for one in target.iterdir()})


def write_letter_file(path: Path, write: Callable[[Path], str]) -> tuple[str, bytes]:
    """Put a letter in place; gives its digest and its bytes. Raises ``FileProblem``."""
    made: list[str] = []
    files.place(path, lambda temporary: made.append(write(temporary)))
    content = files.copy_to_memory(path, MOST_BYTES)
    try:
        inspect(content, path.name)
    except Refusal as refusal:  # the stick stored something else (faults A7)
        path.unlink(missing_ok=True)
        raise files.FileProblem(files.NOT_AS_WRITTEN.format(folder=path.parent)) from refusal
    return made[0], content


def notice_record(session: Session, notice: Notice, digest: str, file_name: str) -> NoticeRecord:
    """How the ledger keeps a notice."""
    return NoticeRecord(
        kind=notice.kind,
        district=notice.district,
        period=notice.period,
        revision=notice.revision,
        digest=digest,
        subject=notice.digest,
        comment=notice.comment,
        unit=notice.unit,
        issued_at=notice.issued_at,
        file_name=file_name,
        who=session.who,
    )
