"""Limits that the reading child puts on itself, as far as its system can (faults §5, layer 2)."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

MB = 2**20


def limit_memory(megabytes: int) -> None:
    """Allow so much memory beyond what the process holds now; 0 sets no limit."""
    if megabytes <= 0:
        return
    if sys.platform == "win32":  # pragma: no cover - tried on Windows only
        _limit_job(megabytes * MB)
    else:
        _limit_address_space(megabytes * MB)


def _limit_address_space(extra: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):
        # No core dump and no file of any size: a reader writes to its pipe only.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        limit = _address_space() + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    """What is mapped now: libraries and thread stacks are not the file's fault."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 1024 * MB
    import resource

    return int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _limit_job(limit: int) -> None:  # pragma: no cover - tried on Windows only
    """Put this process into a job object with a memory limit."""
    import ctypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", ctypes.c_uint32), ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", ctypes.c_uint32),
            ("Affinity", ctypes.c_size_t), ("PriorityClass", ctypes.c_uint32),
            ("SchedulingClass", ctypes.c_uint32),
        )  # fmt: skip

    class Extended(ctypes.Structure):
        _fields_ = (
            ("Basic", Basic), ("IoCounters", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t), ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t), ("PeakJobMemoryUsed", ctypes.c_size_t),
        )  # fmt: skip

    process_memory, extended_information = 0x100, 9
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    facts = Extended()
    facts.Basic.LimitFlags = process_memory
    facts.ProcessMemoryLimit = limit + 128 * MB
    kernel.SetInformationJobObject(
        job, extended_information, ctypes.byref(facts), ctypes.sizeof(facts)
    )
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
