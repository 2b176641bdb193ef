"""The process that reads hostile files: ``python -m exports.child``, started by ``child_pool``.

It knows a fixed table of functions, takes a file's bytes through standard input and gives cells
back as length-prefixed JSON frames. Once ready it may no longer open files, start programs or
touch the network, and its memory is limited. It never sees a path.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import IO, Any

from exports.biff import CODEPAGES
from exports.cellsource import Caps, Piece, Pulse, SourceError, as_json, describe, read_fast
from exports.child_limits import limit_memory
from exports.reader_ods import read_ods
from exports.reader_xls import read_xls
from exports.reader_xml import read_careful

FRAME = struct.Struct(">I")
READING_CHILD = "--reading-child"
"""The word by which a frozen program, which has no ``-m``, is told to be this process."""

Reading = Callable[[bytes, Caps, frozenset[str]], Iterator[Piece | Pulse]]
FUNCTIONS: Mapping[str, Reading] = {
    "fast": read_fast, "careful": read_careful, "xls": read_xls, "ods": read_ods,
}  # fmt: skip

READY = {"ready": True}
DONE = {"done": True}
_FORBIDDEN_EVENTS = (
    "open", "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system",
    "os.spawn", "os.remove", "os.rename", "shutil.", "ctypes.", "import",
)  # fmt: skip


def main(argv: list[str]) -> int:
    """Serve requests until standard input ends; ``argv[1]`` is the memory limit in MB."""
    requests, answers = _private_pipes()
    _import_all()
    limit_memory(int(argv[1]) if len(argv) > 1 else 0)
    sys.excepthook = partial(_last_words, answers)
    sys.addaudithook(_refuse_event)
    send(answers, READY)
    while (request := receive(requests)) is not None:
        data = requests.read(request["size"])
        _serve(request, data, answers)
    return 0


def send(stream: IO[bytes], frame: object) -> None:
    """Write one frame."""
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"), default=as_json)
    content = text.encode("utf-8", "surrogatepass")
    stream.write(FRAME.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one frame; None at the end."""
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    return json.loads(stream.read(FRAME.unpack(head)[0]))


def _serve(request: Mapping[str, Any], data: bytes, answers: IO[bytes]) -> None:
    read = FUNCTIONS[request["function"]]
    try:
        for piece in read(data, Caps(**request["caps"]), frozenset(request["skip"])):
            send(answers, describe(piece))
    except SourceError as problem:
        send(answers, {"refused": problem.reason, "detail": problem.detail})
    except (MemoryError, RecursionError):
        send(answers, {"refused": "memory", "detail": ""})
    else:
        send(answers, DONE)


def _last_words(
    answers: IO[bytes], kind: type[BaseException], _problem: BaseException, _trace: object
) -> None:
    """Say why the process ends. A library that panicked met a file that broke its own format."""
    reason = "damaged" if kind.__name__ == "PanicException" else "reader_failed"
    detail = "内部结构有误" if reason == "damaged" else kind.__name__
    with contextlib.suppress(OSError):
        send(answers, {"refused": reason, "detail": detail, "ends": True})


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our own ends of the pipes; a library that prints reaches nobody."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    return requests, answers


def _import_all() -> None:
    """Load now what is otherwise loaded on first use: later nothing may be opened."""
    import python_calamine  # noqa: F401 - only the child pays for it

    for encoding in ("utf-8", "utf-16", "utf-16-le", "latin-1", "ascii", *CODEPAGES.values()):
        codecs.lookup(encoding)


def _refuse_event(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(f"{event} is not for a reader")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
