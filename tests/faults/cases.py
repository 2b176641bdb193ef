"""The fault catalogue: what may go wrong, what the program does then, and which tests prove it.

A test says which cases it proves with ``@pytest.mark.fault("D6")``. ``test_cases`` holds that every
case of this list has one; ``.ci/manual`` writes the list with its tests to ``docs/faults.md``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MARKER = "fault"
OUTSIDE = "outside:"
"""Begins the answer to what can't happen in this program; the rest says why."""


@dataclass(frozen=True, slots=True)
class FaultCase:
    """A case: its code, what goes wrong, and what the program does."""

    code: str
    fault: str
    answer: str

    @property
    def can_happen(self) -> bool:
        """Whether the program can meet it at all, so that a test must prove the answer."""
        return not self.answer.startswith(OUTSIDE)


GROUPS = {
    "A": "Power, crashes, storage",
    "B": "Two at a time, the machine, people",
    "C": "Versions, upgrades, backups",
    "D": "The file that was brought",
    "E": "Its XML and its sheets",
    "F": "Its values",
    "G": "Whole and genuine submissions",
    "H": "What goes out, and the program itself",
}

_LIST = """
A1 | killed while it saves an edit | every acknowledged edit is there, the one under way whole or absent
A2 | power cut while it saves | as A1; without syncing the same test must fail
A3 | power cut during a large change | the state before or the state after, nothing between
A4 | disk full at any write | one sentence, the ledger as before, the same edit goes through later
A5 | disk full while a workbook is written | the old file or none under the name, nothing left beside it
A6 | stick pulled while a workbook is written | as A5; the sentence names the place
A7 | the stick stores something else | submissions and letters are read back before they count as written
A8 | file, folder or medium can't be written | opens for reading and says so at once, in a banner
A9 | journal deleted, or left beside another file | the ledger is whole or known to be damaged
A10 | the ledger is copied while it is open | the one file copied holds everything up to the last edit
A11 | bytes flipped in the ledger | found when it opens or is verified; never another value shown
A12 | ledger cut to nothing or to a part | refused as damaged, with the advice to restore; not one byte written
A13 | some other file opened as a ledger | refused by the mark in its first bytes, untouched
A14 | odd names and long paths | they work, or the sentence says that the name is too long
A15 | ledger on a stick or a network drive | a warning; backups suggested on this computer; no write-ahead log anywhere
A16 | the system shuts down while a cell is open | what was typed is saved, the window asks nothing
A17 | no folder for temporary files | reading and writing do without; nothing is left behind
A18 | a file that eats memory | the reading child is ended, one sentence, the next file is read
B1 | a ledger opened twice on one computer | the second is told that a window has it, and only reads
B2 | a ledger opened from two computers | the second is told which computer has it, and only reads
B3 | a lock left by a crash | taken over without a question once its holder is dead, after one if that can't be known
B4 | the dead holder's number is another program's now | not mistaken for ours
B5 | command line and window write at once | each waits for the other, then a sentence; no edit lost
B6 | a scanner holds the file just written | tried again for two seconds, then the finished copy is named
B7 | the journal can't be written or removed | one sentence, nothing half done, the edit goes through later
B8 | the clock goes back, or is far off | history goes by number; nothing is lost or out of order
B9 | another time zone, summer time | days stay days; times are kept with their offset
B10 | the folder of copies is deleted | made again when a copy is due
B11 | the home folder can't be written | the program works; settings are not remembered, no log is kept
B12 | one district's file comes from another ledger | told at once; refused when the first key was confirmed
B13 | the computer sleeps during an intake | it goes on; waiting is not counted against the file
C1 | a ledger of a newer program | refused with not one byte changed
C2 | a ledger of an older program | copied aside, then upgraded in one transaction
C3 | an upgrade fails at any statement | everything as before, said in words
C4 | power cut during an upgrade | the old ledger or the upgraded one
C5 | edits go on during a backup | the copy is one moment's ledger; edits get in between its steps
C6 | a damaged backup | checked whole before it takes the ledger's place; refused, nothing changed
C7 | a backup is interrupted | only a whole copy bears the name
C8 | copies fill the disk | outside: copies are made when asked for and before upgrades and restores, never by the clock
C9 | the wrong backup restored | what stood there is kept beside and can be restored in turn
C10 | restore while a window has the ledger | refused, the window named
C11 | unknown code lists or rules | code lists and forms: refused; rules: a finding in the receipt
C12 | an older program after an upgrade | as C1, and the copy taken before the upgrade is named
D1 | empty, zeros or random bytes | refused: `not_workbook`
D2 | leftovers of office programs in the folder | passed over in silence; named by hand: `office_lock`
D3 | another format under the name .xlsx | refused: `wrong_format`, with what it really is
D4 | workbook with a password | refused: `password`
D5 | zip with encrypted entries | refused: `password`
D6 | download cut short | refused: `damaged`; no row is taken
D7 | wrong checksum, no directory, bytes before or after | refused: `damaged` or `not_workbook`
D8 | zip bombs, also with declared sizes that lie | refused: `too_large`
D9 | entries that share their bytes | refused: `damaged`
D10 | tens of thousands of parts | refused: `too_many_parts`
D11 | two parts of one name | refused: `duplicate_parts`
D12 | parts named with dots, drives, devices, NUL | refused: `odd_part`; no file is made anywhere
D13 | backslashes in part names | read
D14 | macros, scripts, controls | submissions refused: `macros`; tables: values read, macros named
D15 | links, connections, embedded objects | values read, the rest left alone; no file or connection is opened
D16 | content types or root relationships missing, workbook elsewhere | read where the relationships say
D17 | relationships that lead nowhere or outside | refused: `damaged`
D18 | Strict Open XML | read
D19 | signed, or marked as final | read
D20 | thousands of files, subfolders, links in a loop | progress and cancel; links to folders not followed
E1 | document types and entities | refused: `dtd`, before any parser
E2 | deep nesting, endless attributes | refused: `too_large`, or read in bounded time
E3 | odd encodings, byte marks, NUL | read where legal, else refused: `damaged`
E4 | XML cut within a sheet | refused: `damaged`; no row is taken
E5 | a dimension that lies | paid no attention to
E6 | content in the last cell of the grid | refused: `out_of_form`; formats and merges there: read in bounded time
E7 | cells outside the grid, twice, or out of order | refused: `damaged`, or put in their place
E8 | a million formatted empty rows | read in bounded time
E9 | masses of merges and styles | read in bounded time
E10 | shared strings out of range, counts that lie | refused: `damaged`, or the row is named as altered
E11 | endless number formats | read, never given to an expression
E12 | thousands of sheets, odd names, hidden sheets | too many: refused; hidden sheets of ours: read and said
E13 | merged cells that cover values | read by their own cell, the covered cells named
E14 | hidden rows and columns, filters | read as data and counted in the notices
E15 | rows, columns, titles moved, totals added | found by their titles, shown before taking, totals left out
F1 | formula with its value | the value, and the cell named as a formula
F2 | formula never calculated | kept and named; neither blank nor nought
F3 | error cells | kept with their text and named; never blank
F4 | numbers as people type them | read where nothing is lost, else kept as typed with a finding
F5 | invisible letters, marks of direction, odd spaces | dropped from names and codes, and said
F6 | letters that look alike | codes folded to plain letters; look-alike names found as doubles, never changed
F7 | an 18-digit code as a number | kept, with the advice to type it as text
F8 | lost zeros, codes turned into numbers or days | a finding by length, check digit or code list
F9 | date systems, dates as text, numbers that are no day | the right day, or a finding
F10 | fractions for percentages, 元 or 亿元 for 万元 | converted and said, or asked about
F11 | sums of binary fractions, many digits | exact decimals; more than two places is kept and named
F12 | booleans, rich text, phonetics, escapes, spaces | one text; written, read and written again it is the same
F13 | texts longer than a cell holds | a finding with the limit at entry
F14 | control characters pasted | dropped at entry, and said; never in the way of a workbook
F15 | rare characters | come back from ledger, workbook and a re-save
G1 | one cell edited after export | refused: `altered`, with the row
G2 | saved again without a change | digest and rows the same
G3 | totals that disagree with the rows | refused: `control_totals`, with both numbers
G4 | the same file again, under any name | `identical`; nothing changes
G5 | an older revision after the newer | `stale`; every order gives one ledger
G6 | another district, period, version or form | refused, saying which
G7 | wrong, unknown, foreign or withdrawn key, no signature | refused once a key is confirmed, told before
G8 | a whole file forged with our own program | only the signature shows it; the manual says so
G9 | last period's file sent as this period's | refused: `altered`; the period is within the digest
G10 | one bad file among many | the others are in; the order makes no difference
G11 | an intake killed at any moment | each file whole or absent; the next run finishes
G12 | an intake cancelled | files finished before stay and are listed; no half one
G13 | a file changes while it is read | read once; what is judged is what is kept
G14 | a key or its stick is lost | a new ledger's key is compared and confirmed anew; old files stay in
H1 | texts that look like formulas or links | text cells in every workbook the program writes
H2 | names for files and sheets made from data | made legal and unique
H3 | the target is open in another program | asked to close it; the old file stays, the new copy is named
H4 | the target exists | never overwritten
H5 | a bug in a slot, a virtual method, a thread, at shutdown | logged without values, said in Chinese, work goes on
H6 | a native crash | written to a file; the next start says so
H7 | the reading child hangs, dies, babbles or floods | one sentence, and the next file is read
H8 | logs that grow or tell tales | five files of a megabyte; places in the code, never values
H9 | damaged settings | the defaults, said once, the old file kept
H10 | a million cells in the clipboard, pictures, files | bounded; what is pasted is one step of undo
H11 | a database brought in place of a workbook | refused, or opened as a ledger only when whole
"""


def _parse(text: str) -> tuple[FaultCase, ...]:
    return tuple(FaultCase(*line.split(" | ")) for line in text.strip().splitlines())


CASES = _parse(_LIST)


def marked_tests(folder: Path = TESTS) -> dict[str, list[str]]:
    """The tests by the case they prove, as ``file::test``, read without running anything."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if f"mark.{MARKER}(" not in text:
            continue
        for node in ast.parse(text).body:
            for code in _codes(node):
                place = f"{path.relative_to(folder).as_posix()}::{getattr(node, 'name', '')}"
                found.setdefault(code, []).append(place)
    return found


def _codes(node: ast.stmt) -> list[str]:
    """The codes in a function's markers."""
    marks = [
        one
        for one in getattr(node, "decorator_list", ())
        if isinstance(one, ast.Call) and ast.unparse(one.func) == f"pytest.mark.{MARKER}"
    ]
    return [ast.literal_eval(argument) for mark in marks for argument in mark.args]


_HEAD = """# Faults

What may go wrong, what the program does then, and the tests that prove it. Written by
`make manual` from `tests/faults/cases.py` and the marks on the tests.
"""


def faults_markdown() -> str:
    """The catalogue as a page."""
    tests = marked_tests()
    parts = [_HEAD]
    for letter, title in GROUPS.items():
        cases = [one for one in CASES if one.code[0] == letter]
        lines = "\n".join(_line(one, tests.get(one.code, [])) for one in cases)
        parts.append(
            f"## {letter}. {title}\n\n| | Fault | Answer | Tests |\n|---|---|---|---|\n{lines}\n"
        )
    return "\n".join(parts)


def _line(case: FaultCase, tests: list[str]) -> str:
    answer = case.answer.replace(OUTSIDE, "**Can't happen**:")
    return f"| {case.code} | {case.fault} | {answer} | {'<br>'.join(f'`{one}`' for one in tests)} |"
