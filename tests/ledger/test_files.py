"""One module puts files in place: whole, or not at all, and says why in words."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from desktop import files
from desktop.files import FileProblem, copy_to_memory, place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def writer(content: str = "新") -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return write


def failing(times: int, code: int = errno.EACCES) -> Callable[[Any, Any], None]:
    """``os.replace`` that fails so many times first."""
    left, real = [times], os.replace

    def replace(source: Any, target: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError(code, os.strerror(code))
        real(source, target)

    return replace


def test_a_file_is_put_in_place(tmp_path: Path) -> None:
    target = tmp_path / "报送表.xlsx"
    seen: list[Path] = []

    def write(path: Path) -> None:
        seen.append(path)
        writer()(path)

    place(target, write)
    assert target.read_text(encoding="utf-8") == "新"
    assert (seen[0].parent, seen[0].suffix) == (tmp_path, ".xlsx")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.fault("H4")
def test_an_existing_file_stays_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "报送表.xlsx"
    target.write_text("旧")
    with pytest.raises(FileProblem, match=r"报送表.xlsx”已存在"):
        place(target, writer())
    assert target.read_text() == "旧"
    place(target, writer(), overwrite=True)
    assert target.read_text(encoding="utf-8") == "新"


@pytest.mark.fault("H4")
def test_a_file_that_appeared_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "报送表.xlsx"

    def write(path: Path) -> None:
        path.write_text("新")
        target.write_text("别人的")

    with pytest.raises(FileProblem, match="已存在"):
        place(target, write)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["别人的"]


@pytest.mark.fault("B6")
@pytest.mark.parametrize("times", range(7))
def test_a_scanner_that_holds_the_file_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(os, "replace", failing(times))
    waits: list[float] = []
    place(tmp_path / "x.xlsx", writer(), sleep=waits.append)
    assert waits == list(files.RETRY_WAITS[:times])
    assert [one.name for one in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.fault("B6", "H3")
def test_after_the_last_try_the_finished_copy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "replace", failing(7))
    target = tmp_path / "x.xlsx"
    with pytest.raises(FileProblem, match="请先关闭") as caught:
        place(target, writer(), sleep=lambda _seconds: None)
    kept = caught.value.kept
    assert kept is not None
    assert kept.name in str(caught.value)
    assert kept.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.fault("B6", "H3")
@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_windows_codes_mean_held(winerror: int) -> None:
    problem = OSError(errno.EINVAL, "held")
    problem.winerror = winerror  # type: ignore[attr-defined]
    assert files._is_locked(problem)


PROBLEMS = [
    (errno.ENOSPC, "磁盘已满"),
    (errno.EFBIG, "磁盘已满"),
    (errno.EIO, "U盘可能已拔出"),
    (errno.ENODEV, "U盘可能已拔出"),
    (errno.EROFS, "只读"),
    (errno.EBUSY, "请先关闭"),
    (errno.EACCES, "请先关闭"),
    (errno.ENAMETOOLONG, "过长"),
    (errno.EINVAL, "换一个位置"),
]


@pytest.mark.fault("A5", "A6")
@pytest.mark.parametrize(("code", "sentence"), PROBLEMS)
@pytest.mark.parametrize("where", ["write", "sync", "replace"])
def test_every_failure_is_a_sentence_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str, where: str
) -> None:
    target = tmp_path / "报送表.xlsx"
    target.write_text("旧")

    def fail(*_args: object) -> None:
        raise OSError(code, os.strerror(code))

    def write(path: Path) -> None:
        path.write_text("新的一半")
        if where == "write":
            fail()

    if where != "write":
        monkeypatch.setattr(os, {"sync": "fsync", "replace": "replace"}[where], fail)
    with pytest.raises(FileProblem, match=sentence) as caught:
        place(target, write, overwrite=True, sleep=lambda _seconds: None)
    assert target.read_text() == "旧"
    left = {one for one in tmp_path.iterdir() if one != target}
    assert left == ({caught.value.kept} if caught.value.kept else set())


def test_other_errors_pass_and_leave_nothing(tmp_path: Path) -> None:
    def write(path: Path) -> None:
        path.write_text("一半")
        raise KeyError("缺")

    with pytest.raises(KeyError):
        place(tmp_path / "x.xlsx", write)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("A14")
def test_a_name_too_long_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="过长"):
        place(tmp_path / ("长" * 300), writer())


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="找不到"):
        place(tmp_path / "没有" / "x.xlsx", writer())


# --- Reading --------------------------------------------------------------------------------


def test_a_file_is_read_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"12345")
    assert copy_to_memory(path, 5) == b"12345"
    with pytest.raises(FileProblem, match=r"x.xlsx”过大"):
        copy_to_memory(path, 4)
    with pytest.raises(FileProblem, match="文件夹"):
        copy_to_memory(tmp_path, 4)
    with pytest.raises(FileProblem, match="找不到"):
        copy_to_memory(tmp_path / "没有.xlsx", 4)


@pytest.mark.fault("A6")
@pytest.mark.parametrize(
    ("code", "sentence"), [(errno.EACCES, "请先关闭"), (errno.EIO, "U盘"), (errno.ENODEV, "U盘")]
)
def test_a_file_that_can_not_be_read_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("pathlib.Path.open", fail)
    with pytest.raises(FileProblem, match=sentence):
        copy_to_memory(tmp_path / "x.xlsx", 4)
