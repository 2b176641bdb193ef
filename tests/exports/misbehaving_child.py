"""A reading child that does wrong on purpose: ``python misbehaving_child.py KIND``."""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from collections.abc import Callable, Mapping

OUT = sys.stdout.buffer


def frame(value: object) -> None:
    """Send one frame."""
    content = json.dumps(value).encode()
    OUT.write(struct.pack(">I", len(content)) + content)
    OUT.flush()


def hang() -> None:
    """Say nothing for ever."""
    time.sleep(60)


def hang_midway() -> None:
    """Begin well, then say nothing for ever."""
    frame({"sheet": "F01 项目基本情况", "state": "visible"})
    time.sleep(60)


def drip() -> None:
    """Never silent, never done."""
    while True:
        frame({"sheet": "x", "state": "visible"})
        time.sleep(0.05)


def crash() -> None:
    """Die like an aborting parser."""
    os.abort()


def leave() -> None:
    """End in peace, without an answer."""


def garbage() -> None:
    """Exit 0 after nonsense."""
    OUT.write(struct.pack(">I", 10) + b"not json!!")
    OUT.flush()


def wrong_shape() -> None:
    """Valid JSON of the wrong shape."""
    frame({"first": 1, "rows": [[{"a": 1}]]})
    frame({"done": True})


def flood() -> None:
    """Write without end."""
    while True:
        frame({"first": 1, "rows": [["x" * 1000] * 1000]})


def huge_frame() -> None:
    """Announce a frame of 4 GB."""
    OUT.write(b"\xff\xff\xff\xff" + bytes(1000))
    OUT.flush()
    time.sleep(60)


def eat_memory() -> None:
    """Take a gigabyte."""
    hoard = [bytearray(os.urandom(1) * 2**20) for _ in range(1024)]
    time.sleep(60)
    del hoard


def strange_reason() -> None:
    """Refuse for a reason nobody knows."""
    frame({"refused": "because", "detail": "x"})


KINDS: Mapping[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        hang, hang_midway, drip, crash, leave, garbage, wrong_shape, flood, huge_frame, eat_memory,
        strange_reason,
    )
}  # fmt: skip

if __name__ == "__main__":
    if sys.argv[1] != "hang_at_once":
        frame({"ready": True})
        # Take the request, but not the file: a deaf child must not hold the caller either.
        size = struct.unpack(">I", sys.stdin.buffer.read(4))[0]
        sys.stdin.buffer.read(size)
        KINDS[sys.argv[1]]()
    else:
        hang()
