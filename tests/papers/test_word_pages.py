"""The shipped Word templates as pages: filled, opened by a word processor, and looked at."""

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from papers.fill import Value, fill
from papers.placeholders import DOTS, FEW_DOTS, example, person
from papers.template_shelf import shipped

MARGINS = (85.0, 538.6)
"""The left and right edge of the text in points: 3 cm and 2 cm of an A4 page."""
SLACK = 2.0
POSTS = [f"Kepala Bagian {name}" for name in ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi")]
GUESTS: list[Value] = [
    {"jabatan": post, "nama": name, "kehadiran": answer}
    for post, name, answer in (
        ("Kasubag TU", "Rina Marlina", "Hadir"),
        (POSTS[0], "Yulia Fitri", "Hadir"),
        (POSTS[1], "Hendra Wijaya", "Berhalangan"),
        (POSTS[2], "Dewi Anggraini", "Hadir"),
        ("JF/Pelaksana Tata Laksana", "Fajar Ramadhan", ""),
    )
]
USUAL: dict[str, Value] = example() | {
    "kop": ["PEMERINTAH PROVINSI SUMATERA BARAT", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"],
    "alamat": "Jalan Contoh Nomor 1, Kota Contoh 10000\nTelepon (000) 000000, laman organisasi.example",
    "penerima": ["Kasubag TU", *POSTS, "JF/Pelaksana"],
    "peserta": GUESTS[:4],
    "daftar_hadir": GUESTS,
}
NOBODY = person(DOTS, DOTS)
EARLY = USUAL | {
    **dict.fromkeys(("hari_tanggal", "pukul", "pukul_mulai", "tempat", "jumlah_hadir"), DOTS),
    "kota": FEW_DOTS,
    **dict.fromkeys(("ketua", "notulis", "penandatangan"), NOBODY),
    "peserta": [],
}
LONG = USUAL | {
    "judul": 'Evaluasi capaian kinerja <triwulan> & "tahunan" {{ nomor }} ' * 9,
    "tempat": "Ruang Rapat " + "x" * 90,
    "penerima": [f"Kepala Bagian Nomor {n} dengan Nama yang Panjang Sekali" for n in range(1, 31)],
    "penerima_terlampir": True,
    "penandatangan": person(
        "a.n. Kepala Biro\nKepala Bagian Tata Laksana\nu.b. Kasubag Tata Usaha",
        "Nama yang Sangat Panjang, S.Sos., M.A.P.",
    ),
    "daftar_hadir": GUESTS * 12,
    "peserta": GUESTS * 6,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the PDF of every template with each of these values; one word processor makes them all."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("soffice is not installed; .ci/run installs it")
        pytest.skip("soffice (LibreOffice Writer) is not installed")
    folder = tmp_path_factory.mktemp("word")
    made = []
    for kind, values in (("usual", USUAL), ("early", EARLY), ("long", LONG)):
        for name, template in shipped().items():
            made.append(folder / f"{name}-{kind}.docx")
            fill(made[-1], template, values)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own files
    return {path.stem: path.with_suffix(".pdf") for path in made}


def said(path: Path) -> list[str]:
    """Return the text of each page, lines as the reader sees them."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def outside(path: Path) -> list[str]:
    """Return what stands beyond the margins."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            for box in (text.get_rect(i) for i in range(text.count_rects())):
                left, bottom, right, _ = box
                if left < MARGINS[0] - SLACK or right > MARGINS[1] + SLACK or bottom < 0:
                    found.append(f"page {number}: {text.get_text_bounded(*box)!r} at {box}")
    return found


@pytest.mark.parametrize(
    ("paper", "count"),
    [
        ("undangan-rapat-usual", 1),
        ("notulen-usual", 2),
        ("laporan-usual", 2),
        ("undangan-rapat-early", 1),
        ("notulen-early", 2),
        ("laporan-early", 2),
        ("undangan-rapat-long", 4),
        ("notulen-long", 5),
        ("laporan-long", 3),
    ],
)
def test_a_paper_opens_with_the_right_number_of_pages_and_nothing_beyond_its_margins(
    pages: dict[str, Path], paper: str, count: int
) -> None:
    """No placeholder is left, and nothing runs over the edge, however long what people wrote is."""
    text = said(pages[paper])
    assert len(text) == count
    whole = "\n".join(text)
    assert not [sign for sign in ("{%", "None", "False") if sign in whole]
    assert ("{{" in whole) == paper.endswith("long")  # a title that looks like a placeholder stays one
    assert outside(pages[paper]) == []


def test_the_invitation_reads_like_a_letter(pages: dict[str, Path]) -> None:
    """Head, recipients, the meeting, the signature with its capacity, in the order of an official letter."""
    (text,) = said(pages["undangan-rapat-usual"])
    order = [  # the date stands at the right, where a reader of files sees it later
        "PEMERINTAH PROVINSI SUMATERA BARAT",
        "BIRO ORGANISASI",
        "Jalan Contoh Nomor 1",
        "Sifat",
        "Lampiran",
        "Hal",
        "Yth.",
        "Kasubag TU",
        "Kepala Bagian Reformasi Birokrasi",
        "Senin, 30 November 2026",
        "09.00 s.d. 12.00 WIB",
        "Ruang Rapat Biro Organisasi",
        "Plh. Kepala Biro",
        "Yulia Fitri",
        "NIP 19820101 200601 2 002",
        "Tembusan:",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Kota Contoh, 23 November 2026" in text


def test_many_recipients_stand_on_a_page_of_their_own(pages: dict[str, Path]) -> None:
    """The letter says so, and the list names its letter."""
    first, *_, last = said(pages["undangan-rapat-long"])
    assert "Yth. Daftar Terlampir" in first
    assert "Kepala Bagian Nomor 30" in last
    assert "Lampiran Surat" in "".join(said(pages["undangan-rapat-long"]))


def test_the_minutes_have_every_part_and_a_list_of_those_present(pages: dict[str, Path]) -> None:
    """What the SOP asks for is there to be written; who came is there already."""
    first, second = said(pages["notulen-usual"])
    for part in (
        "Pembukaan",
        "Capaian target kinerja",
        "Hambatan",
        "Upaya yang telah dilakukan",
        "Solusi percepatan",
        "Keputusan",
        "Penutup",
        "Notulis,",
        "Ketua rapat,",
    ):
        assert part in first
    assert "DAFTAR HADIR" in second
    for words in ("Rina Marlina", "Hadir", "Hendra Wijaya", "Berhalangan"):
        assert words in second


@pytest.mark.parametrize("kind", ["usual", "early", "long"])
def test_no_signature_stands_alone_on_a_page(pages: dict[str, Path], kind: str) -> None:
    """A page that carries nothing else could be put under any paper."""
    for name, last_words in (
        ("undangan-rapat", "Demikian disampaikan"),
        ("notulen", "Demikian notulen"),
        ("laporan", "Demikian laporan"),
    ):
        signed = next(page for page in said(pages[f"{name}-{kind}"]) if "[Pangkat" in page)
        assert last_words in " ".join(signed.split())


def test_the_report_has_every_part(pages: dict[str, Path]) -> None:
    """The sections of an official report, each with a hint of what to write."""
    text = "\n".join(said(pages["laporan-usual"]))
    for part in (
        "A. Pendahuluan",
        "Umum",
        "Maksud dan tujuan",
        "Ruang lingkup",
        "Dasar",
        "B. Kegiatan yang Dilaksanakan",
        "C. Hasil yang Dicapai",
        "D. Simpulan dan Saran",
        "E. Penutup",
    ):
        assert part in " ".join(text.split())
