"""Builds the Word templates that ship with the product: python tests/tools/word_templates.py.

They are written down as code so that a change to one can be read; an office edits its own copies in Word.
The order of the parts follows Permendagri 1/2023 (tata naskah dinas di lingkungan pemerintah daerah): surat
undangan, notula, laporan; Arial 12 on A4. What the case cannot know stands as a grey hint in square brackets.
"""

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TABLE_ORDER = ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook")
PARAGRAPH_ORDER = ("pStyle", "keepNext", "pBdr", "tabs", "spacing", "ind", "jc", "rPr")
"""Children of tblPr and pPr, those that are used here (ECMA-376, part 1, wml.xsd)."""
HERE = Path(__file__).resolve().parents[2] / "papers" / "templates"
FONT = "Arial"
WIDTH = 16.0
"""Centimetres between the margins."""
HINT = "Petunjuk"
INDENT = Cm(1.27)
SIGN_FROM = 8.5
"""Centimetres from the left margin to the signature's block."""


def blank(title: str) -> Any:
    """Return an empty A4 document in the letter's type."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    fonts = normal.element.rPr.rFonts
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    for kind in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{kind}"), "id-ID")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    hint = document.styles.add_style(HINT, WD_STYLE_TYPE.CHARACTER)
    hint.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.language = "id-ID"
    return document


def text(place: Any, words: str, **look: Any) -> Any:
    """Add a paragraph; what stands in [square brackets] is a hint."""
    return fill(place.add_paragraph(), words, **look)


def fill(
    paragraph: Any,
    words: str,
    *,
    bold: bool = False,
    underline: bool = False,
    size: float = 0,
    align: Any = None,
    first: Any = None,
    left: Any = None,
    hang: Any = None,
    before: float = 0,
    after: float = 0,
    lines: float = 0,
    keep: bool = False,
) -> Any:
    """Write words into a paragraph, hints in grey."""
    style = paragraph.paragraph_format
    if align is not None:
        paragraph.alignment = align
    if first is not None:
        style.first_line_indent = first
    if left is not None:
        style.left_indent = left
    if hang is not None:
        style.left_indent = (left or 0) + hang
        style.first_line_indent = -hang
    style.space_before, style.space_after = Pt(before), Pt(after)
    if lines:
        style.line_spacing = lines
    style.keep_with_next = keep
    rest = words
    while rest:
        start, opened, following = rest.partition("[")
        inner, closed, rest = following.partition("]")
        for piece, hint in ((start, False), (f"[{inner}]" if closed else opened + inner, bool(closed))):
            if not piece:
                continue
            run = paragraph.add_run(piece, HINT if hint else None)
            run.bold, run.underline = bold or None, underline or None
            if size:
                run.font.size = Pt(size)
    return paragraph


def in_order(element: Any, order: tuple[str, ...]) -> None:
    """Put an element's children in the order of the schema, which Word insists on."""
    known = {qn(f"w:{name}"): number for number, name in enumerate(order)}
    for child in sorted(element, key=lambda one: known[one.tag]):
        element.append(child)


def table(place: Any, widths: tuple[float, ...], *, left: float = 0, borders: bool = False) -> Any:
    """Add a table of one row; widths in centimetres."""
    made = place.add_table(1, len(widths))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    if borders:
        made.style = "Table Grid"
    properties = made._tbl.tblPr
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(int(left * 567)))
    indent.set(qn("w:type"), "dxa")
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "85" if borders else "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.extend((indent, margins))
    in_order(properties, TABLE_ORDER)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    size(made.rows[0], widths)
    return made


def size(row: Any, widths: tuple[float, ...]) -> Any:
    """Give a row's cells their widths, and keep it on one page."""
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    return row


def pairs(place: Any, rows: list[tuple[str, str]], label: float, *, left: float = 0) -> None:
    """Add lines of "label : value"."""
    widths = (label, 0.5, WIDTH - label - 0.5 - left)
    made = table(place, widths, left=left)
    for number, (name, value) in enumerate(rows):
        row = made.rows[0] if number == 0 else size(made.add_row(), widths)
        for cell, words in zip(row.cells, (name, ":", value), strict=True):
            fill(cell.paragraphs[0], words, lines=1.08)


def letterhead(document: Any) -> None:
    """Add the kop: logo, lines, address, and the double line below."""
    widths = (2.4, WIDTH - 4.8, 2.4)
    made = table(document, widths)
    logo, middle, _ = made.rows[0].cells
    fill(logo.paragraphs[0], "{{ logo }}", align=ALIGN.CENTER)
    fill(middle.paragraphs[0], "{%p for baris in kop %}")
    text(middle, "{%p if loop.last %}")
    text(middle, "{{ baris }}", bold=True, size=16, align=ALIGN.CENTER)
    text(middle, "{%p else %}")
    text(middle, "{{ baris }}", size=14, align=ALIGN.CENTER)
    text(middle, "{%p endif %}")
    text(middle, "{%p endfor %}")
    text(middle, "{{ alamat }}", size=9.5, align=ALIGN.CENTER, before=2)
    line = text(document, "", size=4)
    line.paragraph_format.line_spacing = Pt(4)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{key}"), value)
    border.append(bottom)
    line._p.get_or_add_pPr().append(border)
    line.paragraph_format.space_after = Pt(10)
    in_order(line._p.pPr, PARAGRAPH_ORDER)


def signature(place: Any, who: str, *, above: tuple[str, ...] = (), left: float = SIGN_FROM) -> None:
    """Add a signature's block: capacity, room to sign, name, rank, NIP."""
    at = Cm(left)
    for words in above:
        text(place, words, left=at, keep=True)
    text(place, f"{{{{ {who}.jabatan }}}},", left=at, keep=True)
    for _ in range(4):
        text(place, "", left=at, keep=True)
    text(place, f"{{{{ {who}.nama }}}}", left=at, bold=True, underline=True, keep=True)
    text(place, "[Pangkat, golongan/ruang]", left=at, keep=True)
    text(place, f"NIP {{{{ {who}.nip }}}}", left=at)


def numbered(place: Any, loop: str, words: str, *, left: float = 0) -> None:
    """Add a numbered line for each of a list."""
    text(place, f"{{%p for {loop} %}}")
    text(place, words, left=Cm(left), hang=Cm(0.75), lines=1.15)
    text(place, "{%p endfor %}")


def page_break(document: Any) -> None:
    """Let what follows begin a new page."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def invitation() -> Any:
    """Return the form of an invitation to a meeting (surat undangan)."""
    document = blank("Undangan rapat")
    letterhead(document)
    text(document, "{{ kota }}, {{ tanggal }}", left=Cm(SIGN_FROM), after=8)
    pairs(
        document,
        [
            ("Nomor", "{{ nomor }}"),
            ("Sifat", "{{ sifat }}"),
            ("Lampiran", "{{ lampiran }}"),
            ("Hal", "{{ hal }}"),
        ],
        2.4,
    )
    text(document, "", size=8)
    text(document, "{%p if penerima_terlampir %}")
    text(document, "Yth. Daftar Terlampir")
    text(document, "{%p else %}")
    text(document, "Yth.")
    text(document, "{%p for jabatan in penerima %}")
    text(document, "{{ loop.index }}.\t{{ jabatan }}", hang=Cm(0.75))
    text(document, "{%p endfor %}")
    text(document, "{%p endif %}")
    text(document, "di")
    text(document, "tempat", left=Cm(0.75), after=10)
    text(
        document,
        "Dalam rangka pelaksanaan {{ kegiatan }}, dengan hormat kami mengundang Saudara untuk hadir pada "
        "rapat yang akan dilaksanakan pada:",
        align=ALIGN.JUSTIFY,
        first=INDENT,
        after=6,
        lines=1.15,
    )
    pairs(
        document,
        [
            ("hari/tanggal", "{{ hari_tanggal }}"),
            ("pukul", "{{ pukul }}"),
            ("tempat", "{{ tempat }}"),
            ("acara", "{{ judul }}"),
            ("pimpinan rapat", "{{ ketua.jabatan_sebaris }}"),
        ],
        3.4,
        left=1.27,
    )
    text(
        document,
        "Mengingat pentingnya rapat tersebut, Saudara diharapkan hadir tepat waktu dengan membawa bahan yang "
        "diperlukan.",
        align=ALIGN.JUSTIFY,
        first=INDENT,
        before=6,
        after=6,
        lines=1.15,
    )
    text(
        document,
        "Demikian disampaikan, atas perhatian dan kehadiran Saudara diucapkan terima kasih.",
        align=ALIGN.JUSTIFY,
        first=INDENT,
        keep=True,
        after=14,
        lines=1.15,
    )
    signature(document, "penandatangan")
    text(document, "Tembusan:", before=14, keep=True, size=11)
    text(document, "1.\t[Tuliskan penerima tembusan, atau hapus bagian ini]", hang=Cm(0.75), size=11)
    text(document, "{%p if penerima_terlampir %}")
    page_break(document)
    at = Cm(SIGN_FROM - 1)
    text(document, "Lampiran Surat {{ penandatangan.jabatan_sebaris }}", left=at, size=11)
    text(document, "Nomor\t: {{ nomor }}", left=at, size=11)
    text(document, "Tanggal\t: {{ tanggal }}", left=at, size=11, after=16)
    text(document, "DAFTAR PEJABAT YANG DIUNDANG", bold=True, align=ALIGN.CENTER, after=10)
    text(document, "{%p for jabatan in penerima %}")
    text(document, "{{ loop.index }}.\t{{ jabatan }}", hang=Cm(1), lines=1.3, keep=True)
    text(document, "{%p endfor %}")
    text(document, "", after=14, keep=True)
    signature(document, "penandatangan")
    text(document, "{%p endif %}")
    return document


def heading(document: Any, words: str) -> None:
    """Add the title of a part."""
    text(document, words, bold=True, before=10, after=3, keep=True)


def body(document: Any, words: str, *, left: float = 0, keep: bool = False) -> None:
    """Add a paragraph of running text; with `keep` it stays on the page of what follows."""
    text(document, words, align=ALIGN.JUSTIFY, left=Cm(left), lines=1.15, after=3, keep=keep)


def minutes() -> Any:
    """Return the form of the minutes of a meeting (notula)."""
    document = blank("Notulen rapat")
    letterhead(document)
    text(document, "NOTULEN RAPAT", bold=True, size=13, align=ALIGN.CENTER, after=10)
    pairs(
        document,
        [
            ("Topik", "{{ judul }}"),
            ("Hari/tanggal", "{{ hari_tanggal }}"),
            ("Waktu", "Pukul {{ pukul }}"),
            ("Tempat", "{{ tempat }}"),
            ("Ketua", "{{ ketua.jabatan_sebaris }}, {{ ketua.nama }}"),
            ("Notulis", "{{ notulis.jabatan_sebaris }}, {{ notulis.nama }}"),
            ("Peserta", "{{ jumlah_hadir }} orang, sebagaimana daftar hadir terlampir"),
        ],
        3.2,
    )
    heading(document, "A.  Pembukaan")
    body(
        document,
        "Rapat dibuka oleh {{ ketua.jabatan_sebaris }} pada pukul {{ pukul_mulai }}. "
        "[Tuliskan pokok-pokok arahan pimpinan rapat.]",
        left=0.75,
    )
    heading(document, "B.  Pembahasan")
    for number, (title, hint) in enumerate(
        (
            ("Capaian target kinerja", "Tuliskan target, realisasi, dan persentase capaian tiap Bagian."),
            ("Hambatan", "Tuliskan hambatan yang dihadapi dalam pencapaian target."),
            ("Upaya yang telah dilakukan", "Tuliskan upaya yang telah dilakukan untuk mengatasi hambatan."),
            ("Solusi percepatan", "Tuliskan solusi untuk percepatan dan pencapaian ke depan."),
        ),
        1,
    ):
        text(document, f"{number}.\t{title}", left=Cm(0.75), hang=Cm(0.75), before=3, keep=True)
        body(document, f"[{hint}]", left=1.5)
    heading(document, "C.  Keputusan")
    text(
        document,
        "1.\t[Tuliskan keputusan rapat, penanggung jawab, dan batas waktunya.]",
        left=Cm(0.75),
        hang=Cm(0.75),
        lines=1.15,
    )
    heading(document, "D.  Penutup")
    body(
        document,
        "Rapat ditutup oleh {{ ketua.jabatan_sebaris }} pada pukul [tuliskan jam penutupan]. Demikian "
        "notulen ini dibuat untuk dipergunakan sebagaimana mestinya.",
        keep=True,
        left=0.75,
    )
    text(document, "", size=8, keep=True)
    half = (SIGN_FROM, WIDTH - SIGN_FROM)
    both = table(document, half)
    for cell, label, who in (
        (both.rows[0].cells[0], "Notulis,", "notulis"),
        (both.rows[0].cells[1], "Ketua rapat,", "ketua"),
    ):
        fill(cell.paragraphs[0], label, keep=True)
        signature(cell, who, left=0)
    page_break(document)
    text(document, "DAFTAR HADIR", bold=True, size=13, align=ALIGN.CENTER, after=8)
    pairs(
        document,
        [
            ("Rapat", "{{ judul }}"),
            ("Hari/tanggal", "{{ hari_tanggal }}"),
            ("Waktu", "Pukul {{ pukul }}"),
            ("Tempat", "{{ tempat }}"),
        ],
        3.2,
    )
    text(document, "", size=8)
    attendance(document)
    text(document, "", size=4)  # Word wants a paragraph behind a table
    return document


def attendance(document: Any) -> None:
    """Add the list of those present."""
    widths = (1.0, 4.1, 5.2, 2.6, 3.1)
    made = table(document, widths, borders=True)
    for cell, words in zip(
        made.rows[0].cells, ("No.", "Nama", "Jabatan", "Kehadiran", "Tanda tangan"), strict=True
    ):
        fill(cell.paragraphs[0], words, bold=True, size=11, align=ALIGN.CENTER, before=3, after=3)
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for words in (
        ("{%tr for orang in daftar_hadir %}", "", "", "", ""),
        ("{{ loop.index }}.", "{{ orang.nama }}", "{{ orang.jabatan }}", "{{ orang.kehadiran }}", ""),
        ("{%tr endfor %}", "", "", "", ""),
    ):
        row = size(made.add_row(), widths)
        for number, (cell, word) in enumerate(zip(row.cells, words, strict=True)):
            align = ALIGN.CENTER if number in (0, 3) else None
            fill(cell.paragraphs[0], word, size=11, align=align, before=5, after=5)


def report() -> Any:
    """Return the form of a report (laporan)."""
    document = blank("Laporan hasil evaluasi")
    letterhead(document)
    text(document, "LAPORAN HASIL EVALUASI", bold=True, size=13, align=ALIGN.CENTER)
    text(document, "TENTANG", bold=True, align=ALIGN.CENTER, before=3, after=3)
    text(document, "{{ judul | upper }}", bold=True, align=ALIGN.CENTER, after=8)
    heading(document, "A.  Pendahuluan")

    def part(words: str) -> None:
        text(document, words, left=Cm(0.75), hang=Cm(0.75), before=3, keep=True)

    part("1.\tUmum")
    body(
        document,
        "{{ unit_kerja }} melaksanakan {{ judul }} sesuai dengan {{ sop }}. "
        "[Tuliskan gambaran umum dan latar belakang.]",
        left=1.5,
    )
    part("2.\tMaksud dan tujuan")
    body(document, "[Tuliskan maksud dan tujuan evaluasi.]", left=1.5)
    part("3.\tRuang lingkup")
    body(document, "[Tuliskan ruang lingkup dan periode yang dievaluasi.]", left=1.5)
    part("4.\tDasar")
    numbered(document, "alasan in dasar", "{{ loop.index }})\t{{ alasan }}", left=1.5)
    heading(document, "B.  Kegiatan yang Dilaksanakan")
    body(
        document,
        "Rapat evaluasi dilaksanakan pada {{ hari_tanggal }} pukul {{ pukul }}, bertempat di {{ tempat }}, "
        "dipimpin oleh {{ ketua.jabatan_sebaris }}, dan dihadiri oleh:",
        left=0.75,
    )
    numbered(
        document, "orang in peserta", "{{ loop.index }})\t{{ orang.jabatan }}, {{ orang.nama }}", left=0.75
    )
    body(document, "[Tuliskan kegiatan lain yang dilaksanakan.]", left=0.75)
    heading(document, "C.  Hasil yang Dicapai")
    for number, (title, hint) in enumerate(
        (
            ("Capaian target kinerja", "Tuliskan target, realisasi, dan persentase capaian."),
            ("Hambatan dan upaya", "Tuliskan hambatan serta upaya yang telah dilakukan."),
            ("Solusi percepatan", "Tuliskan solusi untuk percepatan dan pencapaian ke depan."),
        ),
        1,
    ):
        part(f"{number}.\t{title}")
        body(document, f"[{hint}]", left=1.5)
    heading(document, "D.  Simpulan dan Saran")
    part("1.\tSimpulan")
    body(document, "[Tuliskan simpulan hasil evaluasi.]", left=1.5)
    part("2.\tSaran")
    body(document, "[Tuliskan saran tindak lanjut.]", left=1.5)
    heading(document, "E.  Penutup")
    body(
        document,
        "Demikian laporan ini disusun sebagai bahan pertimbangan lebih lanjut.",
        left=0.75,
        keep=True,
    )
    text(document, "", size=8, keep=True)
    signature(
        document,
        "penandatangan",
        above=("Dibuat di {{ kota }}", "pada tanggal {{ tanggal }}"),
    )
    return document


TEMPLATES = {"undangan-rapat": invitation, "notulen": minutes, "laporan": report}


def main() -> None:
    """Write the templates into a folder, the package's own unless another is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, make in TEMPLATES.items():
        make().save(folder / f"{name}.docx")


if __name__ == "__main__":
    main()
