"""Code lists: what may be chosen in a field, and tolerant look-up of what was typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class UnknownCode(UserMistake, ValueError):
    """A code that its list has never had; `list_title` and `code` say which."""

    def __init__(self, list_title: str, code: str) -> None:
        self.list_title = list_title
        self.code = code
        super().__init__(f"“{list_title}”中没有代码“{code}”，请从列表中选择。")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    `parent` is a code of the list above (a town's district), `aliases` are other
    spellings people use, and a `retired` code stays readable in old records.
    """

    code: str
    title: str
    parent: str = ""
    retired: bool = False
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def label(self) -> str:
        """Return what a person sees: `code title`, or the title where it is the code."""
        return self.title if self.code == self.title else f"{self.code} {self.title}"

    def spellings(self) -> tuple[str, ...]:
        """Return every text by which a person may mean this entry, the code first."""
        return (self.code, self.title, self.label, f"{self.code}({self.title})", *self.aliases)


def normalized(text: str) -> str:
    """Return `text` without spaces, width or case: the form in which spellings compare."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class CodeList:
    """An ordered, unchangeable list of codes; `name` is the field's, `title` Chinese.

    Raises ValueError when one code stands twice.
    """

    def __init__(self, name: str, title: str, entries: Iterable[Code]) -> None:
        self.name = name
        self.title = title
        self._entries = tuple(entries)
        self._by_code = {entry.code: entry for entry in self._entries}
        if len(self._by_code) < len(self._entries):
            raise ValueError(f"“{title}”中有重复的代码，请更正后再导入。")

    def __iter__(self) -> Iterator[Code]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __repr__(self) -> str:
        return f"CodeList({self.name!r}, {len(self)} codes)"

    def get(self, code: str) -> Code:
        """Return the entry of `code`, retired or not; raises UnknownCode."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCode(self.title, code) from None

    def title_of(self, code: str) -> str:
        """Return the title of `code`; an unknown one is named as such, never raised."""
        entry = self._by_code.get(code)
        return entry.title if entry else f"未知代码 {code}"

    def find(self, text: str, parent: str = "") -> Code | None:
        """Return the entry meant by what a person typed, or None when none or several are.

        Accepts code, title, label or alias in any width, case and spacing. A code
        wins over a title, an active entry over a retired one; `parent` narrows the
        search where a title stands under several parents.
        """
        key = normalized(text)
        found = [e for e in self._spelt.get(key, ()) if not parent or e.parent == parent]
        exact = [e for e in found if normalized(e.code) == key]
        active = [e for e in found if not e.retired]
        for choice in (exact, active, found):
            if choice:
                return choice[0] if len(choice) == 1 else None
        return None

    def children(self, parent: str) -> tuple[Code, ...]:
        """Return the active entries under `parent`, in order; none for an unknown one."""
        return self._by_parent.get(parent, ())

    def active(self) -> tuple[Code, ...]:
        """Return the entries that may still be chosen."""
        return tuple(entry for entry in self._entries if not entry.retired)

    @cached_property
    def _by_parent(self) -> dict[str, tuple[Code, ...]]:
        groups: dict[str, list[Code]] = {}
        for entry in self.active():
            groups.setdefault(entry.parent, []).append(entry)
        return {parent: tuple(entries) for parent, entries in groups.items()}

    @cached_property
    def _spelt(self) -> dict[str, tuple[Code, ...]]:
        # Made on the first search only: start-up reads many lists and searches none.
        groups: dict[str, list[Code]] = {}
        for entry in self._entries:
            for key in {normalized(spelling) for spelling in entry.spellings()} - {""}:
                groups.setdefault(key, []).append(entry)
        return {key: tuple(entries) for key, entries in groups.items()}
