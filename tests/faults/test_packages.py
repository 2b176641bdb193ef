"""D6, D8, D12, D15, D19, D20, E1, E9, G4, H11: files as they come from elsewhere, beyond the pack."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.workflow.receiving import Cancelled, receive
from exports.child_pool import ChildPool
from exports.gate import inspect
from exports.reader import ReadSubmission, read_submission
from exports.refusal import Refusal
from exports.tables import read_table
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports import hostile
from tests.exports.hostile_tools import F01_SHEET, WORKBOOK, edit, plain_zip, rezip, sheet
from tests.faults.intake import new_city, sent, take
from tests.ledger.support import make as make_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.workflow.session import Session
    from tests.exports.hostile_tools import Make

CATALOGUE = load_catalogue()
CUTS = 1_000
FILES = 5_000
COPIES = 25


@pytest.fixture(scope="module")
def good() -> bytes:
    """A real submission of a whole district."""
    return sent()[-1][1]


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool(1) as children:
        yield children


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Session]:
    session = new_city(tmp_path / "市级.db")
    yield session
    session.close()


def read(data: bytes, pool: ChildPool) -> ReadSubmission:
    return read_submission(
        data, forms=STANDARD_FORMS, catalogue=CATALOGUE, pool=pool, name="来件.xlsx"
    )


def reason(data: bytes) -> str:
    """Why the gate refuses."""
    with pytest.raises(Refusal) as caught:
        inspect(data, "来件.xlsx")
    assert "来件.xlsx" in str(caught.value)
    return caught.value.reason


# --- The container ----------------------------------------------------------------------------


@pytest.mark.fault("D6")
def test_a_submission_cut_short_anywhere_is_refused(good: bytes) -> None:
    chance = random.Random(20260930)
    lengths = {chance.randrange(4, len(good)) for _ in range(CUTS)} | {len(good) - 1}
    assert {reason(good[:length]) for length in lengths} == {"damaged"}


WHAT_IT_IS = {
    "D3 xls": "旧版 Excel", "D3 doc": "旧版 Word", "D3 csv": "CSV", "D3 html": "网页",
    "D3 xml 2003": "Excel 2003", "D3 ods": "OpenDocument", "D3 docx": "Word", "D3 xlsb": "xlsb",
    "D3 pdf": "PDF", "D3 zip": "压缩包", "D3 database": "数据库",
}  # fmt: skip


@pytest.mark.fault("D3")
@pytest.mark.parametrize("name", [one for one in hostile.PACK if one.startswith("D3")])
def test_another_format_is_called_what_it_is(name: str, good: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        inspect(hostile.PACK[name].make(good), "来件.xlsx")
    assert WHAT_IT_IS[name] in str(caught.value)
    if caught.value.reason == "wrong_format":
        assert "另存为" in str(caught.value)


@pytest.mark.fault("D8")
def test_a_bomb_within_an_attachment_is_not_unpacked(good: bytes, pool: ChildPool) -> None:
    bomb = plain_zip(("a.xlsx", plain_zip(("xl/b.xml", bytes(64 * 2**20)))))
    data = rezip(good, {"xl/embeddings/oleObject1.zip": bomb})
    assert len(bomb) < 100_000
    assert read(data, pool).digest_ok


@pytest.mark.fault("D12")
@pytest.mark.parametrize("name", [one for one in hostile.PACK if one.startswith("D12")])
def test_a_part_with_an_odd_name_is_written_nowhere(
    name: str, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: ChildPool
) -> None:
    here = tmp_path / "一" / "二" / "三"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    data = hostile.PACK[name].make(good)
    with pytest.raises(Refusal) as caught:
        read(data, pool)
    assert caught.value.reason == "odd_part"
    Path("表.xlsx").write_bytes(data)
    with pytest.raises(Refusal):
        read_table("表.xlsx", Project, CATALOGUE, pool=pool)
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files == [here / "表.xlsx"]


RELATION = (
    '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="{}" TargetMode="External"/></Relationships>'
)
FORMULA = r"\1\2 t='str'><f>{}</f><v>x</v></c>"
A_CELL = r'(<c r="A10")([^>]*)><v>[^<]*</v></c>'
OUTWARD: dict[str, Make] = {
    "connections": lambda good: rezip(
        good,
        {
            "xl/connections.xml": b'<connections><connection id="1" type="4" refreshOnLoad="1">'
            b'<webPr url="http://192.0.2.1/"/></connection></connections>'
        },
    ),
    "linked workbook": edit(
        "xl/_rels/workbook.xml.rels",
        ("</Relationships>", RELATION.format("externalLink", "file:///etc/passwd")),
    ),
    "picture from afar": edit(
        "xl/_rels/workbook.xml.rels",
        ("</Relationships>", RELATION.format("image", "http://192.0.2.1/a.png")),
    ),
    "embedded object": lambda good: rezip(
        good, {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000)}
    ),
    "DDE": sheet(A_CELL, FORMULA.format("cmd|' /c calc'!A1")),
    "WEBSERVICE": sheet(A_CELL, FORMULA.format('_xlfn.WEBSERVICE("http://192.0.2.1/")')),
    "external reference": sheet(A_CELL, FORMULA.format("'file:///etc/[passwd]x'!A1")),
    "HYPERLINK": sheet(A_CELL, FORMULA.format('HYPERLINK("file:///etc/passwd")')),
}


@pytest.mark.fault("D15")
@pytest.mark.parametrize("kind", OUTWARD)
def test_what_leads_outside_is_left_alone(kind: str, good: bytes, pool: ChildPool) -> None:
    """The child can't open anything (its hook refuses), and still reads every value."""
    got = read(OUTWARD[kind](good), pool)
    assert got.digest_ok
    before = read(good, pool)
    assert got.rows == before.rows


@pytest.mark.fault("D15")
def test_the_child_holds_nothing_open_but_its_pipes(good: bytes) -> None:
    with ChildPool(1) as children:
        children.warm_up()
        for make in OUTWARD.values():
            read(make(good), children)
        (child,) = children._idle
        held = Path(f"/proc/{child._process.pid}/fd")
        kinds = {one.readlink().as_posix().partition(":")[0] for one in held.iterdir()}
        assert kinds <= {"pipe", "/dev/null"}


SIGNED = {
    "_xmlsignatures/origin.sigs": b"",
    "_xmlsignatures/sig1.xml": b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
}
FINAL = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
    b'<property pid="2" name="_MarkAsFinal"><bool>true</bool></property></Properties>'
)


@pytest.mark.fault("D19")
@pytest.mark.parametrize("parts", [SIGNED, {"docProps/custom.xml": FINAL}], ids=["signed", "final"])
def test_a_signed_or_final_workbook_is_read(
    parts: dict[str, bytes], good: bytes, pool: ChildPool
) -> None:
    assert read(rezip(good, parts), pool).digest_ok


# --- The XML ----------------------------------------------------------------------------------

DOCTYPES = {
    "laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
    "quadratic": f'<!DOCTYPE a [<!ENTITY a "{"x" * 50_000}">]>',
    "file": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">',
    "parameter": '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://192.0.2.1/"> %a;]>',
    "empty": "<!DOCTYPE a>",
    "bare entity": '<!ENTITY a "b">',
}
PARTS = (F01_SHEET, WORKBOOK, "xl/styles.xml", "docProps/app.xml", "[Content_Types].xml",
         "xl/_rels/workbook.xml.rels")  # fmt: skip


@pytest.mark.fault("E1")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", DOCTYPES)
def test_no_parser_sees_a_document_type(kind: str, part: str, good: bytes) -> None:
    def change(content: bytes) -> bytes:
        head, mark, rest = (
            content.partition(b"?>") if content[:5] == b"<?xml" else (b"", b"", content)
        )
        return head + mark + DOCTYPES[kind].encode() + rest

    assert reason(rezip(good, {part: change})) == "dtd"


MANY = 100_000


@pytest.mark.fault("E9")
@pytest.mark.parametrize("kind", ["validations", "names", "formats"])
def test_masses_of_what_is_not_read_do_no_harm(kind: str, good: bytes, pool: ChildPool) -> None:
    validations = "".join(f'<dataValidation sqref="A{n}"/>' for n in range(1, MANY))
    names = "".join(f'<definedName name="n{n}">$A${n}</definedName>' for n in range(1, MANY))
    formats = "".join(
        f'<conditionalFormatting sqref="B{n}"><cfRule priority="{n}"/></conditionalFormatting>'
        for n in range(1, MANY)
    )
    changes = {
        "validations": (F01_SHEET, "</worksheet>", f"<dataValidations>{validations}</dataValidations></worksheet>"),
        "names": (WORKBOOK, "</workbook>", f"<definedNames>{names}</definedNames></workbook>"),
        "formats": (F01_SHEET, "</worksheet>", f"{formats}</worksheet>"),
    }  # fmt: skip
    part, old, new = changes[kind]
    data = rezip(good, {part: lambda content: content.replace(old.encode(), new.encode())})
    assert read(data, pool).digest_ok


# --- Folders, archives, databases -------------------------------------------------------------


@pytest.mark.fault("D20", "G12")
def test_a_folder_of_thousands_can_be_cancelled_at_once(city: Session, tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:04d}.xlsx").write_bytes(b"PK")
    seen: list[tuple[int, int, str]] = []
    with pytest.raises(Cancelled) as stop:
        receive(city, [folder], lambda *step: seen.append(step), lambda: len(seen) == 5)
    assert seen == [(at, FILES, f"{at - 1:04d}.xlsx") for at in range(1, 6)]
    assert [one.file.name for one in stop.value.receipts] == [name for *_, name in seen]
    assert {one.outcome for one in stop.value.receipts} == {"refused"}


@pytest.mark.fault("G4")
def test_an_archive_of_mails_is_refused_for_what_it_is(
    city: Session, good: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "邮件.xlsx"
    path.write_bytes(plain_zip(("附件/报送表.xlsx", good), ("附件/报送表(1).xlsx", good)))
    (receipt,) = take(city, path)
    assert (receipt.outcome, receipt.reason) == ("refused", "not_workbook")


@pytest.mark.fault("G4")
def test_many_copies_are_one_submission(city: Session, good: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for number in range(COPIES):
        (folder / f"报送（{number}）.xlsx").write_bytes(good)
    assert [one.outcome for one in receive(city, [folder])] == ["received"] + ["identical"] * (
        COPIES - 1
    )
    before = city.ledger.content_digest()
    assert {one.outcome for one in receive(city, [folder])} == {"identical"}
    assert city.ledger.content_digest() == before


@pytest.mark.fault("H11")
@pytest.mark.parametrize("name", ["区级账本.db", "区级账本.xlsx"])
def test_a_ledger_brought_in_place_of_a_workbook_is_refused(
    name: str, city: Session, tmp_path: Path
) -> None:
    path = tmp_path / name
    make_ledger(path).close()
    before = path.read_bytes()
    (receipt,) = take(city, path)
    assert (receipt.outcome, receipt.reason) == ("refused", "not_workbook")
    load = partial(read_table, path, Project, CATALOGUE)
    with pytest.raises(Refusal, match=name):
        load()
    assert path.read_bytes() == before
