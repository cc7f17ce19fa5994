"""The placeholders of Word templates: what each stands for, and an example of each.

One list for everybody: the table in docs/panduan-admin.md, the trial of an office's template and the tests
are made from it, and `office.drafts` fills exactly these.
"""

import re
from dataclasses import dataclass

from papers.fill import Value

DOTS = "…………………………"
"""What stands where the paper is still filled in by hand."""
FEW_DOTS = DOTS[:7]
"""The same, where a word goes."""
_HINT = re.compile(r"\[(?:[Tt]uliskan|Pangkat, golongan)[^\[\]]{0,200}\]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that may stand between braces, its meaning in Indonesian, and an example."""

    name: str
    meaning: str
    example: Value


def person(post: str, name: str, *, nip: str = "", line: str = "") -> dict[str, Value]:
    """Return somebody as a template names them; `line` is the capacity on one line where it has several."""
    return {"jabatan": post, "jabatan_sebaris": line or post, "nama": name, "nip": nip or DOTS}


_NIP = "19800101 200501 2 001"
_TU = person("Kasubag TU", "Rina Marlina", nip=_NIP)
_HEAD = person("Kepala Bagian Tata Laksana", "Yulia Fitri", nip="19820101 200601 2 002")
_CHIEF = person("Kepala Biro", "Andri Saputra", nip="19750101 200003 1 003")
_SUBSTITUTE = person(
    "Plh. Kepala Biro\nKepala Bagian Tata Laksana",
    "Yulia Fitri",
    nip="19820101 200601 2 002",
    line="Plh. Kepala Biro (Kepala Bagian Tata Laksana)",
)
PERSON = {
    "jabatan": "jabatan beserta kapasitasnya, baris demi baris, untuk blok tanda tangan",
    "jabatan_sebaris": "jabatan beserta kapasitasnya dalam satu baris, untuk kalimat",
    "nama": "nama",
    "nip": "NIP; titik-titik bila belum diketahui",
}
"""What may follow a person's placeholder after a dot."""
GUEST = {
    "jabatan": "jabatan; dalam `peserta` seorang wakil: jabatan yang diwakilinya",
    "nama": "nama",
    "kehadiran": '"Hadir", "Diwakili oleh …", dengan jamnya bila tercatat, "Berhalangan", atau kosong',
}
"""What may follow the name a loop gives to one of `peserta` or `daftar_hadir`."""
ORDER = {
    "dari": "jabatan yang memberi disposisi",
    "tanggal": "tanggal disposisi",
    "derajat": "derajat (urgensi)",
    "petunjuk": "daftar petunjuk",
    "catatan": "catatan",
}
"""What may follow `disposisi` after a dot; all empty before there is one."""


def _guest(post: str, name: str, answer: str = "Hadir") -> Value:
    return {"jabatan": post, "nama": name, "kehadiran": answer}


PLACEHOLDERS = (
    Placeholder(
        "kop",
        "daftar baris kop naskah dinas",
        ["PEMERINTAH PROVINSI CONTOH", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"],
    ),
    Placeholder("alamat", "alamat di bawah kop; boleh kosong", "Jalan Contoh Nomor 1, Kota Contoh 10000"),
    Placeholder("logo", "logo dari konfigurasi; boleh kosong", ""),
    Placeholder("unit_kerja", "nama unit kerja", "Biro Organisasi"),
    Placeholder("kota", "tempat surat dibuat", "Kota Contoh"),
    Placeholder("tanggal", "tanggal naskah dibuat", "23 November 2026"),
    Placeholder("tahun", "tahun naskah dibuat", "2026"),
    Placeholder("nomor", "nomor naskah: titik-titik, diisi oleh TU", DOTS),
    Placeholder("sifat", "sifat proses, misalnya Biasa atau Rahasia", "Biasa"),
    Placeholder("derajat", "derajat disposisi, misalnya Segera; boleh kosong", "Segera"),
    Placeholder("lampiran", 'banyaknya lampiran, "-" bila tidak ada', "-"),
    Placeholder("hal", "nama naskah langkah ini", "Undangan Rapat Evaluasi"),
    Placeholder("judul", "judul proses", "Evaluasi Capaian Kinerja Triwulan III"),
    Placeholder("nomor_proses", "nomor proses di bot", "12"),
    Placeholder("sop", "nama SOP", "SOP Evaluasi Capaian Kinerja Internal"),
    Placeholder("kegiatan", 'nama SOP tanpa kata "SOP"', "Evaluasi Capaian Kinerja Internal"),
    Placeholder("nomor_sop", "nomor SOP sebagaimana tertulis; boleh kosong", "065/ /ORG-2023"),
    Placeholder("bagian", "Bagian penanggung jawab; boleh kosong", "Tata Laksana"),
    Placeholder("dokumen_dasar", "nama berkas dokumen dasar", "pengukuran-kinerja.pdf"),
    Placeholder(
        "penerima", "daftar jabatan yang diundang atau dituju", ["Kasubag TU", "Kepala Bagian Tata Laksana"]
    ),
    Placeholder("penerima_terlampir", "benar bila penerima terlalu banyak untuk halaman pertama", False),
    Placeholder("hari_tanggal", "hari dan tanggal rapat", "Senin, 30 November 2026"),
    Placeholder("pukul", "waktu rapat, mulai dan selesai", "09.00 s.d. 12.00 WIB"),
    Placeholder("pukul_mulai", "waktu rapat dimulai", "09.00 WIB"),
    Placeholder("pukul_selesai", "waktu rapat selesai", "12.00 WIB"),
    Placeholder("tempat", "tempat rapat", "Ruang Rapat Biro Organisasi"),
    Placeholder("ketua", "pimpinan rapat", _CHIEF),
    Placeholder("notulis", "notulis rapat", _TU),
    Placeholder("penandatangan", "penanda tangan naskah", _SUBSTITUTE),
    Placeholder("penyusun", "yang meminta naskah ini dibuat", _TU),
    Placeholder(
        "peserta",
        "daftar yang hadir",
        [_guest("Kasubag TU", "Rina Marlina"), _guest("Kepala Bagian Tata Laksana", "Yulia Fitri")],
    ),
    Placeholder("jumlah_hadir", "banyaknya yang hadir", "2"),
    Placeholder(
        "daftar_hadir",
        "daftar yang diundang, dengan kehadirannya",
        [
            _guest("Kasubag TU", "Rina Marlina"),
            _guest("Kepala Bagian Kelembagaan", "Hendra Wijaya", "Berhalangan"),
        ],
    ),
    Placeholder(
        "disposisi",
        "disposisi proses ini",
        {
            "dari": "Kepala Biro",
            "tanggal": "23 November 2026",
            "derajat": "Segera",
            "petunjuk": ["Agendakan rapat evaluasi", "Siapkan undangan"],
            "catatan": "Mohon disiapkan.",
        },
    ),
    Placeholder(
        "dasar_hukum",
        "daftar dasar hukum dari SOP",
        ["Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan"],
    ),
    Placeholder(
        "dasar",
        "daftar dasar: dasar hukum, SOP, disposisi, dan rapatnya",
        ["Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan", "Disposisi Kepala Biro"],
    ),
)


def hints_left(text: str) -> int:
    """Return how many of a template's hints ("[Tuliskan …]") a text still has."""
    return len(_HINT.findall(text))


def example() -> dict[str, Value]:
    """Return every placeholder with its example, as a case that knows everything fills them."""
    return {one.name: one.example for one in PLACEHOLDERS}


def sparse() -> dict[str, Value]:
    """Return every placeholder as a case fills it that knows next to nothing."""
    return {name: _emptied(name, value) for name, value in example().items()}


_NEVER_EMPTY = ("tanggal", "tahun", "hal", "judul", "nomor_proses", "sop", "unit_kerja", "sifat", "lampiran")


def _emptied(name: str, value: Value) -> Value:
    if name in _NEVER_EMPTY:
        return value
    if isinstance(value, dict):
        return {key: _emptied("", each) for key, each in value.items()}
    if isinstance(value, list):
        return []
    return value if isinstance(value, bool) else ""
