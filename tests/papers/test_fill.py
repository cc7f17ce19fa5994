"""Filling Word templates: what a case knows stands in them as text, and nothing in them runs."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from papers.fill import LONGEST, MOST_BYTES, TemplateError, Value, Wrong, clean, fill
from papers.placeholders import example, hints_left, sparse
from papers.template_shelf import (
    Broken,
    candidates,
    export,
    make,
    misnamed,
    names,
    own,
    shipped,
    trial,
)
from sop.errors import Reason, Refused

HOSTILE = {
    "XML": "<w:p>&amp; \"kutip\" & 'lain'</w:p>",
    "a placeholder": "{{ nomor }} {% for a in b %} {# c #}",
    "braces docxtpl knows": "{_{ nomor }_} {_% if %_}",
    "a tab and a bell": "satu\tdua\atiga\fempat",
    "control characters": "a\x00b\x0bc\x1fd\ud800e\ufffe",
    "turned writing": "laporan\u202efdp.exe",
    "right to left": "تقرير الأداء",
    "emoji": "Evaluasi 🏛️ kinerja",
    "very long": "Evaluasi " * 56,
    "one long word": "a" * 500,
}


def written(folder: Path, *paragraphs: str, name: str = "surat.docx") -> Path:
    """Write a template of these paragraphs, each in one run, and return it."""
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(str(folder / name))
    return folder / name


def read(path: Path) -> str:
    """Return what stands in a Word file: its paragraphs and tables in order, a line for each."""
    document = Document(str(path))
    lines: list[str] = []

    def take(place: Any) -> None:
        for each in place.iter_inner_content():
            if hasattr(each, "rows"):
                for row in each.rows:
                    for cell in row.cells:
                        take(cell)
            else:
                lines.append(each.text)

    take(document)
    return "\n".join(lines)


def filled(folder: Path, values: dict[str, Value], *paragraphs: str) -> str:
    """Fill a template of these paragraphs and return what it says."""
    target = folder / "hasil.docx"
    fill(target, written(folder, *paragraphs), values)
    return read(target)


@pytest.mark.parametrize("name", ["undangan-rapat", "notulen", "laporan"])
@pytest.mark.parametrize("values", [example(), sparse()], ids=["all known", "next to nothing known"])
def test_every_shipped_template_is_filled(name: str, values: dict[str, Value], tmp_path: Path) -> None:
    """No brace is left and nothing reads as of a program, whatever the case knows."""
    target = tmp_path / "hasil.docx"
    fill(target, shipped()[name], values)
    said = read(target)
    assert not [sign for sign in ("{{", "}}", "{%", "None", "True", "[]") if sign in said]
    assert "Evaluasi Capaian Kinerja Triwulan III".upper() in said.upper()


ORDERS = {
    "tblPr": "tblStyle tblpPr tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs spacing ind contextualSpacing jc rPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing sz szCs highlight u lang",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
}
"""The order of children that Word insists on (ECMA-376, part 1, wml.xsd), of what the templates use."""


@pytest.mark.parametrize("name", ["undangan-rapat", "notulen", "laporan"])
def test_a_filled_template_keeps_to_the_order_of_the_schema(name: str, tmp_path: Path) -> None:
    """LibreOffice forgives what Word calls unreadable: order, empty cells, a table at the very end."""
    target = tmp_path / "hasil.docx"
    fill(target, shipped()[name], example())
    body = Document(str(target)).element.body
    names = {tag: order.split() for tag, order in ORDERS.items()}
    for element in body.iter(*(qn(f"w:{tag}") for tag in ORDERS)):
        order = names[element.tag.partition("}")[2]]
        children = [child.tag.partition("}")[2] for child in element]
        assert children == sorted(children, key=order.index)
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
    assert [child.tag for child in body][-2:] == [qn("w:p"), qn("w:sectPr")]


def test_a_shipped_template_says_what_the_case_knows(tmp_path: Path) -> None:
    """Of an invitation: to whom, when from and to, where, and who signs in which capacity."""
    target = tmp_path / "hasil.docx"
    fill(target, shipped()["undangan-rapat"], example())
    said = read(target)
    for words in (
        "Kota Contoh, 23 November 2026",
        "1.\tKasubag TU",
        "Senin, 30 November 2026",
        "09.00 s.d. 12.00 WIB",
        "Ruang Rapat Biro Organisasi",
        "Plh. Kepala Biro\nKepala Bagian Tata Laksana,",
        "NIP 19820101 200601 2 002",
        "Tembusan:",
    ):
        assert words in said


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_stays_text(title: str, tmp_path: Path) -> None:
    """Whatever somebody calls a case, the file opens and shows it, and nothing of it is carried out."""
    values = example() | {"judul": title}
    said = filled(tmp_path, values, "Judul: {{ judul }}.", "Nomor: {{ nomor }}.")
    shown = str(clean(title)).replace("{_", "{").replace("_}", "}") if "_}" in title else str(clean(title))
    assert f"Judul: {shown}." in said
    assert "\u202e" not in said


def test_lines_of_a_value_are_lines_of_the_paper(tmp_path: Path) -> None:
    """A capacity of two lines, or an address, keeps them."""
    said = filled(tmp_path, example() | {"alamat": "Jalan Contoh 1\r\nTelepon 0"}, "{{ alamat }}")
    assert said == "Jalan Contoh 1\nTelepon 0"


def test_a_value_has_an_end(tmp_path: Path) -> None:
    """A text without end does not make a paper without end."""
    assert len(filled(tmp_path, example() | {"judul": "x" * 10**6}, "{{ judul }}")) == LONGEST


BROKEN = {
    "{{ nomer }}": (Wrong.UNKNOWN, "nomer"),
    "{{ ketua.nma }}": (Wrong.UNKNOWN, "ketua.nma"),
    "{% for orang in peserta %}{{ orang.nip }}{% endfor %}": (Wrong.UNKNOWN, "orang.nip"),
    "{% if sudah %}ya{% endif %}": (Wrong.UNKNOWN, "sudah"),
    "{{ nomor }": (Wrong.SYNTAX, "{{ without its other half"),
    "{{ nomor": (Wrong.SYNTAX, "{{ without its other half"),
    "nomor }}": (Wrong.SYNTAX, "}} without its other half"),
    "{% for orang in peserta %}": (Wrong.SYNTAX, "endfor"),
    "{{ nomor | besar }}": (Wrong.SYNTAX, "No filter named 'besar'"),
    "{{ nomor + 1 }}": (Wrong.SYNTAX, "concatenate"),
    "{{ 1 / 0 }}": (Wrong.SYNTAX, "division"),
    "{{ ketua }}": (Wrong.SYNTAX, "jabatan, jabatan_sebaris, nama, nip"),
    "{{ peserta }}": (Wrong.SYNTAX, "stands for a list"),
    "{{ ''.__class__.__mro__ }}": (Wrong.UNSAFE, "no functions"),
    "{{ nomor.upper() }}": (Wrong.UNSAFE, "no functions"),
    "{{ peserta.append(1) }}": (Wrong.UNSAFE, "no functions"),
    "{{ self.__init__.__globals__ }}": (Wrong.UNSAFE, "no functions"),
    "{{ lipsum }}": (Wrong.UNKNOWN, "lipsum"),
    "{{ cycler }}": (Wrong.UNKNOWN, "cycler"),
    "{{ cycler.__init__ }}": (Wrong.UNSAFE, "no functions"),
    "{% for i in range(9) %}{% endfor %}": (Wrong.UNSAFE, "no functions"),
    "{% include '/etc/passwd' %}": (Wrong.UNSAFE, "other files"),
    "{% import 'os' as os %}": (Wrong.UNSAFE, "other files"),
    "{% autoescape false %}{{ judul }}{% endautoescape %}": (Wrong.UNSAFE, "no functions"),
    "{% macro lagi() %}{{ lagi() }}{% endmacro %}": (Wrong.UNSAFE, "no functions"),
    "{{ 9 ** 9 ** 9 ** 9 }}": (Wrong.UNSAFE, "no functions"),
    "{{ 'a' * 9999999999 }}": (Wrong.UNSAFE, "no functions"),
    "{{ judul | safe }}": (Wrong.SYNTAX, "No filter named 'safe'"),
}


@pytest.mark.parametrize(("words", "fault"), BROKEN.items(), ids=BROKEN.keys())
def test_a_broken_template_names_the_placeholder_and_its_place(
    words: str, fault: tuple[Wrong, str], tmp_path: Path
) -> None:
    """Whoever edited it finds the spot; nothing that could reach beyond the values is carried out."""
    template = written(tmp_path, "Dengan hormat,", f"Nomor : {words} akhir", "Demikian.")
    with pytest.raises(TemplateError) as caught:
        trial(tmp_path / "hasil.docx", template)
    wrong, what = fault
    assert caught.value.wrong is wrong
    assert what in caught.value.what
    assert caught.value.where.startswith(f"Nomor : {words} akhir"[:79])
    assert str(caught.value).startswith("surat.docx: ")


def test_a_fault_comes_out_of_another_process_whole() -> None:
    """The press hands it over as it was raised."""
    fault = TemplateError("surat.docx", Wrong.UNKNOWN, "nomer", "Nomor: {{ nomer }}")
    copy = pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own
    assert str(copy) == str(fault)
    assert str(fault) == 'surat.docx: there is no placeholder {{ nomer }} (in "Nomor: {{ nomer }}")'


def test_a_fault_in_the_foot_of_a_page_is_found(tmp_path: Path) -> None:
    """Heads and feet are filled, and named, like the rest."""
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "Halaman {{ halaman }}"
    document.save(str(tmp_path / "surat.docx"))
    with pytest.raises(TemplateError) as caught:
        trial(tmp_path / "hasil.docx", tmp_path / "surat.docx")
    assert (caught.value.what, caught.value.where) == ("halaman", "Halaman {{ halaman }}")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 bukan", b"\xd0\xcf\x11\xe0 Word 97"])
def test_what_is_no_docx_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    """An old .doc with a new name, or half a download."""
    (tmp_path / "surat.docx").write_bytes(content)
    with pytest.raises(TemplateError) as caught:
        trial(tmp_path / "hasil.docx", tmp_path / "surat.docx")
    assert caught.value.wrong is Wrong.FILE


def test_a_package_that_is_damaged_or_too_large_is_refused(tmp_path: Path) -> None:
    """A ZIP with the right name in it is not yet a Word file, and none may unpack without end."""
    path = tmp_path / "surat.docx"
    for content in ("<w:document>", " " * 60_000_000):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/document.xml", content)
        with pytest.raises(TemplateError) as caught:
            trial(tmp_path / "hasil.docx", path)
        assert caught.value.wrong is Wrong.FILE
    path.write_bytes(b"\0" * (MOST_BYTES + 1))
    with pytest.raises(TemplateError, match="larger than 5 MB"):
        trial(tmp_path / "hasil.docx", path)


def test_a_logo_stands_in_the_letterhead(tmp_path: Path) -> None:
    """PNG as it is, SVG as a picture that every Word shows; what is no picture is named."""
    svg = tmp_path / "logo.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 12"><circle cx="4" cy="6" r="4"/></svg>'
    )
    target = tmp_path / "hasil.docx"
    trial(target, shipped()["notulen"], str(svg))
    fill(target, shipped()["notulen"], example() | {"logo": str(svg)})
    with zipfile.ZipFile(target) as package:
        assert [name for name in package.namelist() if name.startswith("word/media/")]
    svg.write_text("bukan gambar")
    with pytest.raises(TemplateError, match=r"logo\.svg: the logo cannot be read"):
        trial(target, shipped()["notulen"], str(svg))
    assert make(target, (shipped()["notulen"],), example() | {"logo": str(svg)}) is not None
    assert "NOTULEN RAPAT" in read(target)


def test_the_shipped_template_serves_while_the_offices_own_is_broken(tmp_path: Path) -> None:
    """A typing mistake in Word stops nobody's work, and is told."""
    written(tmp_path, "{{ nomer }}", name="notulen.docx")
    templates = tuple(candidates(tmp_path, "notulen"))
    assert [path.parent for path in templates] == [tmp_path, shipped()["notulen"].parent]
    fault = make(tmp_path / "hasil.docx", templates, example())
    assert fault is not None
    assert fault.what == "nomer"
    assert "NOTULEN RAPAT" in read(tmp_path / "hasil.docx")
    for given, what in ((templates[:1], "nomer"), ((), "there is no template of this name")):
        with pytest.raises(Refused) as caught:
            make(tmp_path / "hasil.docx", given, example())
        assert caught.value.reason is Reason.TEMPLATE_BROKEN
        assert Broken(**caught.value.facts).what == what


def test_the_offices_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    """It is read when it is used: what was saved in Word a moment ago serves."""
    for words in ("Satu {{ judul }}", "Dua {{ judul }}"):
        written(tmp_path, words, name="notulen.docx")
        assert make(tmp_path / "hasil.docx", tuple(candidates(tmp_path, "notulen")), example()) is None
        assert read(tmp_path / "hasil.docx").startswith(words[:4])


def test_the_folder_knows_its_templates(tmp_path: Path) -> None:
    """An office may have names of its own; Word's lock files are none, and a wrong name is said."""
    for name in ("nota-dinas.docx", "~$nota-dinas.docx", "Surat Tugas.docx", "lama.doc", "catatan.txt"):
        (tmp_path / name).write_bytes(b"")
    assert list(own(tmp_path)) == ["nota-dinas"]
    assert names(tmp_path) == {"nota-dinas", "undangan-rapat", "notulen", "laporan"}
    assert [path.name for path in misnamed(tmp_path)] == ["Surat Tugas.docx", "lama.doc"]
    assert own(None) == own(tmp_path / "tidak-ada") == {}
    assert misnamed(None) == misnamed(tmp_path / "tidak-ada") == []
    assert list(candidates(tmp_path, "../nota-dinas")) == []


def test_export_leaves_an_edited_copy_alone(tmp_path: Path) -> None:
    """What the office wrote is overwritten only where that is asked for."""
    folder = tmp_path / "templates"
    assert [copy.told for copy in export(folder)] == ["written"] * 3
    edited = written(folder, "Milik kantor", name="notulen.docx").read_bytes()
    assert {copy.path.stem: copy.told for copy in export(folder)} == {
        "laporan": "is there already",
        "notulen": "left alone: it was edited",
        "undangan-rapat": "is there already",
    }
    assert (folder / "notulen.docx").read_bytes() == edited
    assert [copy.written for copy in export(folder, force=True)] == [False, True, False]
    assert (folder / "notulen.docx").read_bytes() == shipped()["notulen"].read_bytes()


@pytest.mark.parametrize(("name", "hints"), [("undangan-rapat", 2), ("notulen", 9), ("laporan", 10)])
def test_hints_that_were_not_replaced_are_counted(name: str, hints: int, tmp_path: Path) -> None:
    """Whoever sends the file back unfinished is told so; brackets of other sorts are the author's own."""
    target = tmp_path / "hasil.docx"
    fill(target, shipped()[name], example())
    assert hints_left(read(target)) == hints
    assert hints_left("[1] dan [lihat lampiran] serta [Tuliskan") == 0
