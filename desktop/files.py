"""Putting whole files in place: the one module that replaces a file atomically.

A workbook or a backup is written beside its target under another name, synced to the disk and
only then renamed, so a power cut, a full disk or a pulled stick never leaves half a file under
the name people look for (faults A5, A6, B6, C7, H3, H4).
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from typing import TYPE_CHECKING

from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RETRY_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
"""Seconds between attempts to rename; virus scanners hold a new file about that long."""

_STEM = 40
"""Letters of the name that the temporary one repeats, so that it is never too long itself."""
_LOCKED_WINERRORS = frozenset({5, 32, 33})
_LOCKED_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY})
_SENTENCES = {
    errno.ENOSPC: "磁盘已满，“{name}”没有写成。请清理磁盘后重试。",
    errno.EDQUOT: "磁盘配额已用完，“{name}”没有写成。请清理后重试。",
    errno.EFBIG: "磁盘已满或文件超过大小限制，“{name}”没有写成。请清理磁盘后重试。",
    errno.EROFS: "“{folder}”是只读的，“{name}”没有写成。请换一个位置保存。",
    errno.EIO: "读写“{folder}”时出错，U盘可能已拔出或损坏，“{name}”没有写成。请检查后重试。",
    errno.ENODEV: "找不到“{folder}”所在的磁盘，U盘可能已拔出，“{name}”没有写成。请插好后重试。",
    errno.ENXIO: "找不到“{folder}”所在的磁盘，U盘可能已拔出，“{name}”没有写成。请插好后重试。",
    errno.ENOENT: "找不到“{folder}”，文件夹可能已移走或U盘已拔出。请检查后重试。",
    errno.ENOTDIR: "“{folder}”不是文件夹，“{name}”没有写成。请换一个位置保存。",
    errno.ENAMETOOLONG: "文件名或路径过长：“{name}”。请缩短文件名，或换一个层级较浅的文件夹。",
}
_LOCKED = (
    "“{name}”正被其他程序占用或没有写入权限。"
    "请先关闭 Excel、WPS 等正在使用它的程序后重试，或换一个位置保存。"
)
NOT_AS_WRITTEN = "“{folder}”上的文件写入后读回不一致，请换一个磁盘或U盘再导出。"
_OTHER = "“{name}”没有写成（{detail}）。请换一个位置保存后重试。"


class FileProblem(ForPeople):
    """A file could not be read or put in place; ``str()`` is the sentence for the user.

    ``kept`` names a finished copy left beside the target when only the last renaming failed.
    """

    def __init__(self, message: str, kept: Path | None = None) -> None:
        super().__init__(message)
        self.kept = kept


def place(
    target: Path,
    write: Callable[[Path], None],
    *,
    overwrite: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Have ``write`` fill a temporary file beside ``target``, then put it in place at once.

    Either the whole new file stands at ``target`` or what stood there before. Raises
    ``FileProblem``; other errors of ``write`` pass through after the temporary file is removed.
    """
    _refuse_existing(target, overwrite)
    temporary = target.with_name(f"{target.stem[:_STEM]}~{secrets.token_hex(4)}{target.suffix}")
    try:
        with _problems_named(target):
            write(temporary)
            _sync_file(temporary)
        _refuse_existing(target, overwrite)
        _replace(temporary, target, sleep)
    except BaseException as problem:
        if getattr(problem, "kept", None) is None:
            _remove(temporary)
        raise
    with _problems_named(target):
        _sync_folder(target.parent)


def copy_to_memory(path: Path, limit: int) -> bytes:
    """The bytes of a file, read once so that later layers all judge the same content.

    Raises ``FileProblem`` when it is larger than ``limit`` bytes or can't be read.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise FileProblem(f"找不到文件“{path.name}”。请检查是否已移走，或U盘已拔出。") from None
    except IsADirectoryError:
        raise FileProblem(f"“{path.name}”是文件夹，不是文件。请选择文件。") from None
    except PermissionError:
        raise FileProblem(
            f"“{path.name}”打不开：正被其他程序占用或没有读取权限。请先关闭它后重试。"
        ) from None
    except OSError as problem:
        raise FileProblem(
            f"读取“{path.name}”时出错（{problem.strerror}）。请检查U盘或网络后重试。"
        ) from problem
    if len(content) > limit:
        raise FileProblem(
            f"“{path.name}”过大，超过 {limit / (1 << 20):.0f} MB。请核对是否选对了文件。"
        )
    return content


def _refuse_existing(target: Path, overwrite: bool) -> None:
    with _problems_named(target):
        taken = not overwrite and target.exists()
    if taken:
        raise FileProblem(f"“{target.name}”已存在，没有覆盖。请换一个文件名，或先移走原文件。")


def _replace(temporary: Path, target: Path, sleep: Callable[[float], None]) -> None:
    for wait in (*RETRY_WAITS, None):
        try:
            os.replace(temporary, target)  # noqa: PTH105 - the name tests put errors into
        except OSError as problem:
            if not _is_locked(problem):
                raise FileProblem(_sentence(problem, target)) from problem
            if wait is None:
                raise _still_locked(temporary, target) from problem
            sleep(wait)
        else:
            return


def _still_locked(temporary: Path, target: Path) -> FileProblem:
    # The content is whole and synced by now; throwing it away would cost the user the work.
    kept = f"内容已写好，另存在同一文件夹的“{temporary.name}”。"
    return FileProblem(_LOCKED.format(name=target.name) + kept, kept=temporary)


def _is_locked(problem: OSError) -> bool:
    winerror = getattr(problem, "winerror", None)
    return winerror in _LOCKED_WINERRORS or isinstance(problem, PermissionError)


@contextlib.contextmanager
def _problems_named(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise FileProblem(_sentence(problem, target)) from problem


def _sentence(problem: OSError, target: Path) -> str:
    winerror = getattr(problem, "winerror", None)
    locked = winerror in _LOCKED_WINERRORS or problem.errno in _LOCKED_ERRNOS
    template = _LOCKED if locked else _SENTENCES.get(problem.errno or 0, _OTHER)
    detail = problem.strerror or str(problem)
    return template.format(name=target.name, folder=target.parent, detail=detail)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
