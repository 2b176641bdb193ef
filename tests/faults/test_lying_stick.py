"""A7: what a stick stored is read back before a letter counts as written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.files import FileProblem
from desktop.workflow.letters import write_letter_file
from exports.task_package import write_task
from forms.registry import STANDARD_FORMS
from tests.exports.test_task_package import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable


def shorter(content: bytes) -> bytes:
    return content[:-4096]


def flipped(content: bytes) -> bytes:
    return content[:500] + bytes([content[500] ^ 0xFF]) + content[501:]


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


def write(path: Path) -> str:
    return write_task(PACKAGE, path, forms=STANDARD_FORMS)


@pytest.mark.fault("A7")
@pytest.mark.parametrize("lie", [shorter, flipped, zeros])
def test_a_letter_stored_wrongly_is_not_written(
    lie: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.replace

    def store(source: Any, target: Any) -> None:
        rename(source, target)
        Path(target).write_bytes(lie(Path(target).read_bytes()))

    monkeypatch.setattr(os, "replace", store)
    with pytest.raises(FileProblem, match="读回不一致"):
        write_letter_file(tmp_path / "任务包.xlsx", write)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("A7")
def test_a_letter_stored_rightly_is(tmp_path: Path) -> None:
    """The control."""
    digest, content = write_letter_file(tmp_path / "任务包.xlsx", write)
    assert digest
    assert (tmp_path / "任务包.xlsx").read_bytes() == content
