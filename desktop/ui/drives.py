"""On what kind of drive a ledger lies: sticks are pulled and networks fail (faults A15)."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo

REMOTE_SYSTEMS = frozenset(
    {"9p", "afs", "afpfs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.sshfs", "ncpfs", "nfs",
     "nfs4", "smb2", "smb3", "smbfs", "webdav"}
)  # fmt: skip
STICK_SYSTEMS = frozenset({"exfat", "msdos", "vfat"})
_REMOVABLE, _REMOTE = 2, 4
"""What Windows calls the two kinds of drive."""

WARNINGS = {
    "": "",
    "remote": "账本在网络盘上，网络中断时可能保存不了。建议把账本放在本机磁盘，用备份交换。",
    "removable": "账本在U盘或移动盘上，请先关闭本程序再拔出，并常备份到本机磁盘。",
}


def drive_warning(ledger: Path) -> str:
    """What to tell whoever works on a ledger there; empty for a disk of this computer."""
    return WARNINGS[drive_kind(ledger)]


def drive_kind(path: Path) -> str:
    """``remote``, ``removable`` or empty."""
    if sys.platform == "win32":  # pragma: no cover - tried on Windows only
        return _kind_on_windows(path)
    storage = QStorageInfo(str(path.parent))
    system = bytes(storage.fileSystemType().data()).decode(errors="replace").lower()
    if system in REMOTE_SYSTEMS:
        return "remote"
    device = Path(bytes(storage.device().data()).decode(errors="replace"))
    return "removable" if system in STICK_SYSTEMS or _says_removable(device) else ""


def _says_removable(device: Path, blocks: Path = Path("/sys/class/block")) -> bool:
    """By the kernel's word for the device, or for the disk whose part it is."""
    here = (blocks / device.name).resolve()
    for disk in (here, here.parent):
        try:
            if (disk / "removable").read_text(encoding="ascii").strip() == "1":
                return True
        except OSError:
            continue
    return False


def _kind_on_windows(path: Path) -> str:  # pragma: no cover - tried on Windows only
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(path.absolute().anchor)  # type: ignore[attr-defined]
    return {_REMOVABLE: "removable", _REMOTE: "remote"}.get(kind, "")
