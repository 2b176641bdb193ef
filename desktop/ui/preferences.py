"""What the program remembers about one person on one computer: a small JSON file.

It is convenience, never data: a damaged or unwritable file means defaults, said once, and the
damaged file is kept beside the new one (faults H9, B11).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

THEMES: dict[str, str] = {"light": "浅色", "dark": "深色", "system": "随系统"}
TEXT_SIZES: dict[str, str] = {"normal": "标准", "large": "大", "largest": "特大"}
RECENT_KEPT = 6
DAMAGED_SUFFIX = ".damaged"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Look, the ledger opened last, and where each ledger was left.

    ``places`` maps a ledger's path to the place shown last, ``window`` is Qt's saved geometry in
    hexadecimal.
    """

    theme: str = "light"
    text_size: str = "normal"
    recent: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    window: str = ""

    @property
    def last_ledger(self) -> Path | None:
        """The ledger opened last, if any."""
        return Path(self.recent[0]) if self.recent else None

    def opened(self, ledger: Path) -> Preferences:
        """With this ledger as the last one."""
        path = str(ledger)
        recent = (path, *(one for one in self.recent if one != path))
        return replace(self, recent=recent[:RECENT_KEPT])

    def left_at(self, ledger: Path, place: str) -> Preferences:
        """With the place where this ledger was left."""
        return replace(self, places={**self.places, str(ledger): place})


class PreferencesFile:
    """Reads and writes preferences; ``notice`` tells people when something was wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""

    def load(self) -> Preferences:
        """What was remembered, or the defaults; never raises."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            return _checked(data)
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValueError, TypeError, RecursionError):
            self._set_aside()
            return Preferences()

    def save(self, preferences: Preferences) -> bool:
        """Remember; False when the folder can't be written, which stops nobody from working."""
        temporary = self.path.with_name(self.path.name + ".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(
                json.dumps(asdict(preferences), ensure_ascii=False), encoding="utf-8"
            )
            temporary.replace(self.path)
        except (OSError, ValueError):
            return False
        return True

    def _set_aside(self) -> None:
        kept = self.path.with_name(self.path.name + DAMAGED_SUFFIX)
        try:
            self.path.replace(kept)
            self.notice = (
                f"个人设置文件已损坏，已恢复为默认设置；原文件保存为“{kept.name}”。数据不受影响。"
            )
        except OSError:
            self.notice = "个人设置文件读不出来，本次使用默认设置。数据不受影响。"


def _checked(data: Any) -> Preferences:
    """Only what is of the right type is taken; anything odd falls back to its default."""
    if not isinstance(data, dict):
        raise TypeError("not an object")
    known = {one.name for one in fields(Preferences)}
    given = {name: value for name, value in data.items() if name in known}
    places = given.get("places")
    recent = given.get("recent")
    return Preferences(
        theme=_one_of(given.get("theme"), THEMES),
        text_size=_one_of(given.get("text_size"), TEXT_SIZES),
        recent=tuple(filter(None, map(_text, recent)))[:RECENT_KEPT]
        if isinstance(recent, list)
        else (),
        places={key: _text(value) for key, value in places.items()}
        if isinstance(places, dict)
        else {},
        window=_text(given.get("window")),
    )


def _one_of(value: object, choices: dict[str, str]) -> str:
    return value if isinstance(value, str) and value in choices else next(iter(choices))


def _text(value: object) -> str:
    return value if isinstance(value, str) and "\x00" not in value else ""
