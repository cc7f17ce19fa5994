"""Looking into files: words and pages of good ones, a reason for every other."""

import io
import pickle
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook

from papers import pdf as pdf_module
from papers.inspection import Inspection, examine, inspect
from papers.signatures import Anchors, Trust
from papers.words import Words
from sop.errors import Reason, Refused
from tests.papers import wares
from tests.support import papers, pki

ACTION = b"/OpenAction<</S/%s %s>>"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


Look = Callable[..., Any]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    def looked(content: bytes, name: str = "") -> Inspection | Reason:
        path = tmp_path / "kiriman"
        path.write_bytes(content)
        found = examine(path, name)
        return found.reason if isinstance(found, Refused) else found

    return looked


def test_a_pdfs_pages_are_counted_and_its_words_found(look: Look) -> None:
    """For the card and for the search."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.pdf("Laporan kinerja"))) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(made)
    found = look(made.getvalue(), "laporan.pdf")
    assert (found.pages, found.text) == (2, "Laporan kinerja\nLaporan kinerja")
    assert found.facts() == {"pages": 2}
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - made here


def test_the_words_of_a_word_document_are_found_wherever_they_stand(look: Look) -> None:
    """Paragraphs, tables, headers; a line a paragraph."""
    document = Document()
    document.add_paragraph("Paragraf pertama")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Sel kiri", "Sel kanan"
    document.sections[0].header.paragraphs[0].text = "Kepala surat"
    made = io.BytesIO()
    document.save(made)
    text = look(made.getvalue(), "a.docx").text
    assert all(words in text for words in ("Paragraf pertama", "Sel kiri", "Sel kanan", "Kepala surat"))
    assert "pertamaSel" not in text


def test_the_words_of_sheets_and_slides_are_found(look: Look) -> None:
    """Shared and inline texts of a sheet, the texts of formulas, and slides in their order."""
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Indikator", "Capaian", 98])
    book.save(made)
    found = look(made.getvalue(), "a.xlsx")
    assert (found.mime, found.text) == (EXCEL, "Indikator\nCapaian")
    sheet = (
        b'<worksheet xmlns="x"><sheetData><row><c t="inlineStr"><is><t>Dalam sel</t></is></c>'
        b'<c t="str"><f>A1</f><v>Hasil rumus</v></c><c><v>7</v></c></row></sheetData></worksheet>'
    )
    inline = wares.rezip(made.getvalue(), lambda m: m.__setitem__("xl/worksheets/sheet1.xml", sheet))
    assert look(inline, "a.xlsx").text.split("\n")[-1].split(" ") == ["Dalam", "sel", "Hasil", "rumus"]
    slides = wares.rezip(
        papers.docx("a"),
        lambda m: (
            m.pop("word/document.xml"),
            m.update(
                {
                    f"ppt/slides/slide{n}.xml": b'<p:s xmlns:p="p" xmlns:a="a"><a:t>S%d</a:t></p:s>' % n
                    for n in (10, 2)
                }
            ),
            [m.pop(name) for name in list(m) if name.startswith("word/")],
        ),
    )
    assert look(slides, "a.pptx").text == "S2S10"


def test_photos_are_decoded(look: Look) -> None:
    """JPEG, PNG and the HEIC of phones; each becomes a page, and none has words."""
    for content, name in (
        (papers.jpeg("a"), "a.jpg"),
        (wares.png(), "a.png"),
        (wares.heic(), "IMG_0065.HEIC"),
    ):
        found = look(content, name)
        assert found.is_picture
        assert (found.facts(), found.text) == ({}, "")
    assert look(wares.heic()[:-500], "a.heic") is Reason.FILE_BROKEN
    avif = wares.heic().replace(b"heic", b"avif")
    assert look(avif, "a.avif") is Reason.FILE_KIND


@pytest.mark.parametrize("user", ["rahasia", ""])
def test_an_encrypted_pdf_is_refused_as_locked(look: Look, user: str) -> None:
    """Also where no password is asked for: neither a seal nor an archive can do with it."""
    assert look(wares.locked_pdf(user), "a.pdf") is Reason.FILE_LOCKED


def test_an_encrypted_office_document_is_refused_as_locked(look: Look) -> None:
    """Office wraps it into an OLE container; an old document in such a container is another kind."""
    locked = wares.ole("EncryptionInfo", "EncryptedPackage")
    assert look(locked, "rahasia.docx") is Reason.FILE_LOCKED
    assert look(wares.ole("WordDocument"), "lama.doc") is Reason.FILE_KIND
    assert look(wares.ole("WordDocument"), "lama.docx") is Reason.FILE_DISGUISED
    flagged = bytearray(papers.docx("a"))
    at = flagged.find(b"PK\x01\x02")
    flagged[at + 8] |= 1
    assert look(bytes(flagged), "a.docx") is Reason.FILE_LOCKED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/vbaProject.bin", b"x"),
        ("word/VBAPROJECT.BIN", b"x"),
        ("xl/macrosheets/sheet1.xml", b"<a/>"),
        (
            "[Content_Types].xml",
            b'<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        ),
        (
            "word/_rels/settings.xml.rels",
            b'<R><Relationship Type="x/attachedTemplate" Target="https://a.example/t.dotm"/></R>',
        ),
    ],
)
def test_macros_are_found_whatever_the_name_says(look: Look, name: str, content: bytes) -> None:
    """A .docm that was renamed, macros of old Excel, and a template that brings them along."""
    assert look(wares.docx_with(name, content), "surat.docx") is Reason.FILE_MACRO


def test_a_name_for_macros_is_refused_as_such(look: Look) -> None:
    """The sentence says how to mend it; a template on one's own disk is no harm."""
    assert look(papers.docx("a"), "surat.docm") is Reason.FILE_MACRO
    local = (
        b'<R><Relationship Type="x/attachedTemplate" Target="file:///C:/Normal.dotm" '
        b'TargetMode="External"/></R>'
    )
    assert isinstance(look(wares.docx_with("word/_rels/settings.xml.rels", local), "a.docx"), Inspection)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/embeddings/pasang.exe", b"MZ"),
        ("word/embeddings/oleObject1.bin", b"x" * 262_140 + "\x01Ole10Native".encode("utf-16-le")),
        ("word/embeddings/buku.xlsm", b"PK"),
    ],
)
def test_programs_inside_office_documents_are_found(look: Look, name: str, content: bytes) -> None:
    """By their names, and the packager's objects by their mark, also across two pieces."""
    assert look(wares.docx_with(name, content), "a.docx") is Reason.FILE_ACTIVE


@pytest.mark.parametrize(
    "content",
    [
        wares.one_page(ACTION % (b"JavaScript", b"/JS(app.alert(1))")),
        wares.one_page(b"/OpenAction<</S/#4aava#53cript/#4a#53(x)>>"),
        wares.one_page(ACTION % (b"Launch", b"/F(cmd.exe)")),
        wares.one_page(b"/AcroForm<</XFA(x)/Fields[]>>"),
        wares.one_page(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", wares.EMPTY_PAGE, b"<</JS(x)>>"),
        wares.one_page(b"", wares.EMPTY_PAGE[:-2] + b"/AA<</O[<</S/Launch>>]>>>>"),
        wares.attaching("pasang.exe", b"halo"),
        wares.attaching("lampiran.txt", b"MZ\x90\0"),
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(look: Look, content: bytes) -> None:
    """Scripts, also in disguise, starters of programs, XFA forms, attached programs."""
    assert look(content, "a.pdf") is Reason.FILE_ACTIVE


def test_a_pdf_that_only_speaks_of_scripts_is_taken(look: Look) -> None:
    """Words are no actions; links and attached papers are common."""
    speaks = wares.one_page(b"/Lang(/JavaScript /Launch)")
    assert isinstance(look(speaks, "a.pdf"), Inspection)
    link = wares.one_page(b"/OpenAction<</S/URI/URI(https://contoh.go.id)>>")
    assert isinstance(look(link, "a.pdf"), Inspection)
    assert isinstance(look(wares.attaching("data.xml", b"<a/>"), "a.pdf"), Inspection)


def _pages(kids: int, count: int = 1) -> bytes:
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * kids, count)
    return wares.pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", tree, wares.EMPTY_PAGE)


def test_thousands_of_pages_are_refused_however_they_are_written(look: Look) -> None:
    """One after the other, a page many times, a tree that multiplies, a tree that bites its tail."""
    assert look(_pages(5000), "a.pdf") is Reason.FILE_PAGES
    doubling = [b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 9>>" % (n, n) for n in range(3, 60)]
    doubled = wares.pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", *doubling, wares.EMPTY_PAGE)
    circle = wares.pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>")
    # Those that qpdf finds by itself are broken.
    assert {look(doubled, "a.pdf"), look(circle, "a.pdf")} <= {Reason.FILE_PAGES, Reason.FILE_BROKEN}
    assert look(_pages(0), "a.pdf") is Reason.FILE_BROKEN
    # What the file says of itself counts for nothing.
    assert look(_pages(3, count=900_000), "a.pdf").pages == 3


def test_a_page_of_a_size_that_no_page_has_is_refused(look: Look) -> None:
    """Ten metres of paper, or a unit of ten metres."""
    wide = wares.one_page(b"", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999 842]>>")
    assert look(wide, "a.pdf") is Reason.FILE_BOMB
    unit = wares.one_page(b"", wares.EMPTY_PAGE[:-2] + b"/UserUnit 500>>")
    assert look(unit, "a.pdf") is Reason.FILE_BOMB


def test_a_pdf_that_unpacks_to_far_more_is_refused(look: Look) -> None:
    """Deflated once to the thousandfold, many times over, or a picture of a billion pixels."""
    page = wares.EMPTY_PAGE[:-2] + b"/Contents 4 0 R>>"
    once = wares.stream(wares.deflated(pdf_module.MOST_UNPACKED + 2**21), b"/Filter/FlateDecode")
    begun = monotonic()
    assert look(wares.one_page(b"", page, once), "a.pdf") is Reason.FILE_BOMB
    assert monotonic() - begun < 5
    thrice = wares.stream(b"x", b"/Filter[/FlateDecode/FlateDecode/FlateDecode]")
    assert look(wares.one_page(b"", page, thrice), "a.pdf") is Reason.FILE_BOMB
    picture = wares.stream(b"x", b"/Subtype/Image/Width 99999/Height 99999/Filter/DCTDecode")
    assert look(wares.one_page(b"", page, picture), "a.pdf") is Reason.FILE_BOMB


def test_a_package_that_unpacks_to_far_more_is_refused(look: Look) -> None:
    """By the list of its members, before anything is unpacked; entities that multiply are not expanded."""
    assert look(wares.docx_with("word/media/nol.bmp", bytes(40 * 2**20)), "a.docx") is Reason.FILE_BOMB
    laughs = b'<!DOCTYPE a [<!ENTITY b "hahaha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert look(wares.docx_with("word/document.xml", laughs), "a.docx") is Reason.FILE_BOMB


def test_a_picture_that_unpacks_to_far_more_is_refused(look: Look) -> None:
    """Its head is believed, before anything is decoded."""
    assert look(wares.png_claiming(60_000, 60_000), "a.png") is Reason.FILE_BOMB
    assert look(wares.png_claiming(100, 100), "a.png") is Reason.FILE_BROKEN


@pytest.mark.parametrize(
    "content",
    [
        wares.docx_with("word/document.xml", b"<a><b></a>"),
        wares.docx_with("word/../../etc/cron.d/x", b"x"),
        papers.docx("a").replace(b"word/settings.xml", b"word/document.xml"),
    ],
)
def test_a_package_that_programs_would_read_differently_is_broken(look: Look, content: bytes) -> None:
    """Bad XML, ways out of the folder, two parts of one name."""
    assert look(content, "a.docx") is Reason.FILE_BROKEN


def test_a_flipped_bit_anywhere_in_a_package_is_noticed(look: Look) -> None:
    """Every member is unpacked once and compared with its CRC."""
    content = bytearray(wares.docx_with("word/media/a.bin", bytes(range(256)) * 40))
    at = content.find(b"word/media/a.bin") + 100
    content[at] ^= 0x10
    assert look(bytes(content), "a.docx") is Reason.FILE_BROKEN


def test_what_breaks_a_library_is_a_broken_file(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises; only memory that ran out is passed on, to end the child."""

    def breaks(_: Path) -> object:
        raise error

    monkeypatch.setattr(pdf_module, "look", breaks)
    error: BaseException = RecursionError("dalam")
    assert look(papers.pdf("a"), "a.pdf") is Reason.FILE_BROKEN
    error = MemoryError()
    with pytest.raises(MemoryError):
        look(papers.pdf("a"), "a.pdf")


def test_inspect_raises_what_examine_hands_back(tmp_path: Path) -> None:
    """The refusal keeps its facts on the way out of a child process."""
    path = tmp_path / "a"
    path.write_bytes(b"MZ")
    with pytest.raises(Refused) as caught:
        inspect(path, "a.exe")
    back = pickle.loads(pickle.dumps(examine(path, "a.exe")))  # noqa: S301 - made here
    assert (back.reason, back.facts) == (caught.value.reason, caught.value.facts)
    assert isinstance(back.reason, Reason)


def test_words_are_gathered_up_to_a_limit_and_cleaned() -> None:
    """What a database cannot keep is left out, and time runs out as length does."""
    words = Words(most=20)
    words.add("a\0b  c \n\n d\ud800\u00adx" + "y" * 50)
    assert words.full
    assert str(words) == "a b c\nd xyyyyyy"
    assert Words(seconds=-1).full


def test_the_signatures_of_a_pdf_are_found_and_an_altered_one_is_refused(tmp_path: Path) -> None:
    """What was found is kept as plain data; a file that is no longer what was signed is taken nowhere."""
    path = tmp_path / "laporan.pdf"
    path.write_bytes(pki.signed(pki.paper(), pki.authority().pkcs12()))
    found = inspect(path, path.name, Anchors((pki.authority().pem,)), pki.NOW)
    assert [(one.signer, one.trust) for one in found.signatures] == [(pki.SIGNER, Trust.TRUSTED)]
    assert found.facts()["signatures"][0]["signer"] == pki.SIGNER

    data = path.read_bytes()
    path.write_bytes(data.replace(b"/MediaBox", b"/MediaBux"))
    altered = examine(path, path.name)
    assert isinstance(altered, Refused)
    assert altered.reason is Reason.FILE_ALTERED
