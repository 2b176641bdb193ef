"""打印: a submission on paper, as data; ``desktop.ui.printing`` paints it.

``sent_book`` is the printed form of what was sent, taken from the sent file itself; ``draft_book``
that of the work as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.paper.book import PaperPages
from desktop.workflow.paper.content import PaperBook, compose
from desktop.workflow.submitting import compose_draft
from exports.reader import read_submission
from exports.submission import Submission

if TYPE_CHECKING:
    from desktop.workflow.session import Session
    from forms.periods import Period

__all__ = ["PaperBook", "PaperPages", "draft_book", "sent_book"]


def sent_book(session: Session, period: Period, revision: int) -> PaperBook:
    """What this ledger sent of a period, read again from the file that was kept.

    Raises ``NoSuchSubmission`` when the ledger kept none.
    """
    content = session.ledger.exchange.sent_content(session.district, period.code, revision)
    read = read_submission(content, forms=session.forms, catalogue=session.catalogue)
    submission = Submission(read.header, read.rows, read.findings, read.answers)
    fingerprint = read.signature.fingerprint if read.signature else ""
    return compose(session, submission, read.content_digest.short, fingerprint)


def draft_book(session: Session, period: Period) -> PaperBook:
    """The ledger's own district's period as it stands now, marked as a draft."""
    return compose(session, compose_draft(session, period))
