"""What an undisturbed run of the whole SOP brings: every message of everyone, every event, every toast."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.support.papers import docx, jpeg, pdf
from tests.support.phones import Message, Phone, text_of
from tests.support.play import TITLE

SOP = "SOP Evaluasi Capaian Kinerja Internal"
WHEN = r"Senin, 23 November 2026 pukul \d\d\.\d\d WIB"
MEETING = "Selasa, 24 November 2026 pukul 09.30\N{EN DASH}11.30 WIB, Ruang Rapat Biro Organisasi"

POSTS = {
    "Andri": ("kepala-biro", None),
    "Rina": ("kasubag-tu", None),
    "Yulia": ("kepala-bagian", "Tata Laksana"),
    "Hendra": ("kepala-bagian", "Kelembagaan"),
    "Dewi": ("kepala-bagian", "Reformasi Birokrasi"),
    "Fajar": ("jf", "Tata Laksana"),
    "Siti": ("jf", "Tata Laksana"),
}
BIRO, TU = "Kepala Biro", "Kasubag TU"
TATA, KELEMBAGAAN, REFORMASI = (f"Kepala Bagian {u}" for _, u in list(POSTS.values())[2:5])
JF = "JF/Pelaksana Tata Laksana"

BASE = pdf("Dokumen Pengukuran Kinerja")
INVITATION = docx("Undangan rapat evaluasi")
MINUTES = jpeg("Notulen rapat")
DRAFTS = {n: docx(f"Laporan versi {n}") for n in (1, 2, 3)}
SIGNED = pdf("Laporan yang ditandatangani")


@dataclass(frozen=True)
class Expected:
    """One message from the bot: its lines in order (text, or a regular expression), and its file."""

    lines: tuple[str | re.Pattern[str], ...]
    file: bytes | None = None
    made: str = ""
    """The name of a PDF, a ZIP or a calendar file that the bot made itself."""

    def differs(self, message: Message, phone: Phone) -> str:
        """Return in what a message is not the expected one, "" where it is."""
        said = [line for line in text_of(message).splitlines() if line]
        if len(said) != len(self.lines):
            return f"{len(self.lines)} lines expected, {len(said)} came"
        for line, wanted in zip(said, self.lines, strict=True):
            same = wanted.fullmatch(line) if isinstance(wanted, re.Pattern) else wanted == line
            if not same:
                return f"expected {wanted!r}, came {line!r}"
        if (bool(self.made) or self.file is not None) != ("document" in message):
            return f"document: {'document' in message}"
        if self.made:
            named = message["document"]["file_name"] == self.made
            made = phone.download(message).startswith((b"%PDF-", b"PK\x03\x04", b"BEGIN:VCALENDAR"))
            return "" if named and made else "another paper"
        # Any other file is byte for byte what was sent.
        if self.file is not None and phone.download(message) != self.file:
            return "another file"
        return ""


CASE = f"Proses 1: {TITLE}"
ARCHIVE_NUMBER = "000.8/001/2026"


def text(*lines: str | re.Pattern[str]) -> Expected:
    """Return a message without a file."""
    return Expected(lines)


def paper(name: str, *lines: str | re.Pattern[str]) -> Expected:
    """Return a message with a paper that the bot made."""
    return Expected(lines, made=name)


def timed(line: str) -> re.Pattern[str]:
    """Return a line in which `{when}` stands for a moment of the run's Monday."""
    return re.compile(WHEN.join(re.escape(part) for part in line.split("{when}")))


def filed(prefix: str, label: str, name: str) -> re.Pattern[str]:
    """Return the line about an attached file, which names its version and its short hash."""
    label += "" if " versi " in label else " versi 1"
    return re.compile(rf"{prefix}: {re.escape(label)} – {name}, \d+ (byte|KB), [0-9a-f]{{8}}")  # noqa: RUF001


def card(
    head: str, step: str, post: str, *middle: str | re.Pattern[str], end: Sequence[str], file: bytes
) -> Expected:
    """Return a task's card as it looks in the end: who, in which capacity, when."""
    lines = (head, CASE, f"{SOP}, langkah {step}", f"Tugas untuk: {post}")
    ends = [timed(line) for line in end]
    return Expected((*lines, *middle, *ends), file, made="Notulen Rapat.pdf" if file is MINUTES else "")


def done(what: str, by: str, mark: str = "✅") -> tuple[str, ...]:
    """Return how a card ends."""
    return (f"{mark} {what}", f"oleh {by}", "{when}")


def due(label: str) -> re.Pattern[str]:
    """Return a deadline within the run's Monday."""
    return timed(f"Tenggat: {{when}} ({label})")


def _welcome(name: str, post: str) -> Expected:
    return text(
        f"Selamat datang, {name}.",
        f"Anda terdaftar sebagai {post} pada Biro Organisasi (contoh).",
        "Tugas akan datang ke percakapan ini. Ketuk /bantuan untuk petunjuk.",
    )


_INVITED = filed("Lampiran", "Undangan Rapat Evaluasi", "undangan.docx")


def _meeting(post: str, answer: str) -> Expected:
    return card(
        "Pimpin rapat" if post == BIRO else "Hadiri rapat",
        "3 dari 7",
        post,
        f"Rapat: {MEETING}",
        *(() if post == BIRO else (f"Pimpinan rapat: {BIRO}",)),
        _INVITED,
        f"Kehadiran Anda: {answer}",
        end=("🏁 Rapat telah selesai", "Notulen diserahkan {when}"),
        file=INVITATION,
    )


_CALENDAR = paper(
    "rapat.ics",
    f"🗓 {CASE}",
    f"Rapat: {MEETING}.",
    "Ketuk berkas ini untuk menambahkannya ke kalender ponsel Anda.",
)
_TOMORROW = "Tenggat: Selasa, 24 November 2026 pukul 16.00 WIB (1 hari)"
_IN_TWO_DAYS = "Tenggat: Rabu, 25 November 2026 pukul 16.00 WIB (2 Hari)"
_SIGNED = filed("Lampiran", "Laporan Hasil Evaluasi (ditandatangani)", "laporan-ttd.pdf")
_CLOSED = text(
    timed(f"✅ Proses 1: {TITLE} telah selesai, {{when}}."),
    f"{SOP}: semua langkah dan tanda terima lengkap.",
    f"Nomor arsip: {ARCHIVE_NUMBER}",
)
_CERTIFICATE = paper("sertifikat-proses-1.pdf", "📜 Sertifikat Proses", CASE)
_PACKAGE = paper(
    "arsip-proses-1_000-8-001-2026.zip",
    "📦 Paket Arsip",
    CASE,
    f"Nomor arsip: {ARCHIVE_NUMBER}",
    re.compile(r"\d+ KB, SHA-256 [0-9a-f]{64}"),
)


def _draft(n: int) -> str:
    return "Draft Laporan Hasil Evaluasi" + (f" versi {n}" if n > 1 else "")


def _again(attempt: int) -> str:
    return f", percobaan ke-{attempt}" if attempt > 1 else ""


def _drafting(attempt: int, given: re.Pattern[str], file: bytes, news: tuple[str, ...] = ()) -> Expected:
    return card(
        "Susun laporan hasil evaluasi",
        f"4 dari 7{_again(attempt)}",
        JF,
        *news,
        given,
        filed("Berkas diterima", _draft(attempt), f"laporan-{attempt}.docx"),
        due("2 Jam"),
        end=done("Telah diserahkan", f"{JF}, Fajar Ramadhan"),
        file=file,
    )


def _took(n: int) -> Expected:
    return text(CASE, f"Berkas diterima: {_draft(n)}.", "Ketuk Selesai pada kartu bila sudah benar.")


def _examining(attempt: int, end: tuple[str, ...]) -> Expected:
    return card(
        "Periksa laporan hasil evaluasi",
        f"5 dari 7{_again(attempt)}",
        TATA,
        filed("Lampiran", _draft(attempt), f"laporan-{attempt}.docx"),
        _TOMORROW,
        end=end,
        file=DRAFTS[attempt],
    )


def _receipt(post: str, name: str) -> Expected:
    return card(
        "Terima Laporan Hasil Evaluasi",
        "7 dari 7",
        post,
        _SIGNED,
        _IN_TWO_DAYS,
        end=done("Telah diterima", f"{post}, {name}"),
        file=SIGNED,
    )


_BY_BIRO, _BY_TU, _BY_TATA = f"{BIRO}, Andri Saputra", f"{TU}, Rina Marlina", f"{TATA}, Yulia Fitri"
_OVERTAKEN = "Berkas telah diganti versi 3; keputusan ini berlaku untuk versi lama saja."
_BACK = "↩ Telah dikembalikan", "Telah dikembalikan. Pihak yang bersangkutan sudah diberi tahu."
_NOTES = filed("Lampiran", "Notulen Rapat", r"Notulen Rapat\.pdf")

TRANSCRIPT: dict[str, tuple[Expected, ...]] = {
    "Andri Saputra": (
        _welcome("Andri Saputra", BIRO),
        card(
            "Perintahkan rapat evaluasi kinerja internal",
            "1 dari 7",
            BIRO,
            filed("Lampiran", "Dokumen dasar", "pengukuran-kinerja.pdf"),
            due("60 menit"),
            end=done("Telah didisposisikan", _BY_BIRO),
            file=BASE,
        ),
        card(
            "Tanda tangani Undangan Rapat Evaluasi",
            "2 dari 7",
            BIRO,
            f"Rapat: {MEETING}",
            _INVITED,
            due("1 jam"),
            end=done("Telah ditandatangani", _BY_BIRO),
            file=INVITATION,
        ),
        _meeting(BIRO, "hadir"),
        _CALENDAR,
        card(
            "Tanda tangani laporan hasil evaluasi",
            "6 dari 7",
            BIRO,
            filed("Lampiran", _draft(2), "laporan-2.docx"),
            due("2 Jam"),
            end=done("Telah dikembalikan", _BY_BIRO, "↩"),
            file=DRAFTS[2],
        ),
        text(CASE, "Apa alasan pengembalian ke langkah 4? Balas pesan ini."),
        text(_BACK[1]),
        card(
            "Tanda tangani laporan hasil evaluasi",
            "6 dari 7, percobaan ke-2",
            BIRO,
            filed("Lampiran", _draft(3), "laporan-3.docx"),
            filed("Berkas diterima", "Laporan Hasil Evaluasi (ditandatangani)", "laporan-ttd.pdf"),
            due("2 Jam"),
            end=done("Telah ditandatangani", _BY_BIRO),
            file=DRAFTS[3],
        ),
        text(
            CASE,
            "Silakan kirim Laporan Hasil Evaluasi (ditandatangani).",
            "Begitu berkas diterima, dokumen dicatat telah Anda tandatangani.",
        ),
        text(
            CASE,
            "Berkas diterima. Dokumen telah Anda tandatangani.",
            "Pada berkas ini tidak ditemukan tanda tangan elektronik.",
        ),
        _CLOSED,
        _CERTIFICATE,
    ),
    "Rina Marlina": (
        _welcome("Rina Marlina", TU),
        text(f"SOP: {SOP}"),
        text("Apa judul proses ini? Misalnya Evaluasi kinerja triwulan III."),
        text(f"Silakan kirim dokumen dasar untuk {TITLE} sebagai berkas atau foto."),
        text(
            f"Proses 1 telah dibuka: {TITLE}.",
            "Menunggu Kepala Biro: Perintahkan rapat evaluasi kinerja internal.",
        ),
        card(
            "Buat undangan rapat evaluasi",
            "2 dari 7",
            TU,
            "Disposisi (Segera): Agendakan rapat evaluasi; Siapkan undangan",
            f"Rapat: {MEETING}",
            filed("Lampiran", "Dokumen dasar", "pengukuran-kinerja.pdf"),
            filed("Berkas diterima", "Undangan Rapat Evaluasi", "undangan.docx"),
            due("1 jam"),
            end=(*done("Telah ditandatangani", _BY_BIRO), "Telah disampaikan kepada para penerima"),
            file=BASE,
        ),
        paper("lembar-disposisi-1.pdf", "📄 Lembar disposisi, nomor agenda 001/2026", CASE),
        text(CASE, f"Jadwal rapat dicatat: {MEETING}.", "Selanjutnya kirim Undangan Rapat Evaluasi."),
        text(CASE, "Berkas diterima: Undangan Rapat Evaluasi.", "Ketuk Selesai pada kartu bila sudah benar."),
        _meeting(TU, "hadir"),
        card(
            "Unggah Notulen Rapat",
            "3 dari 7",
            TU,
            f"Rapat: {MEETING}",
            "Daftar hadir: 6 hadir, 1 berhalangan",
            _INVITED,
            filed("Berkas diterima", "Notulen Rapat", r"Notulen Rapat\.pdf"),
            "Tenggat: Selasa, 24 November 2026 pukul 13.30 WIB (3 jam, dihitung sejak rapat dimulai)",
            end=done("Telah diunggah", _BY_TU),
            file=INVITATION,
        ),
        _CALENDAR,
        text("✅ 1 halaman telah disusun menjadi satu PDF."),
        text(CASE, "Berkas diterima: Notulen Rapat.", "Ketuk Selesai pada kartu bila sudah benar."),
        card(
            "Arsipkan dan sampaikan laporan",
            "7 dari 7",
            TU,
            f"Nomor arsip: {ARCHIVE_NUMBER}",
            _SIGNED,
            _IN_TWO_DAYS,
            end=done("Telah diarsipkan dan disampaikan", _BY_TU),
            file=SIGNED,
        ),
        _CLOSED,
        _CERTIFICATE,
        _PACKAGE,
    ),
    "Yulia Fitri": (
        _welcome("Yulia Fitri", TATA),
        _meeting(TATA, "hadir"),
        _CALENDAR,
        text(
            f"\N{INFORMATION SOURCE} {CASE}",
            f"Susun laporan hasil evaluasi telah diambil oleh {JF}, Fajar Ramadhan.",
        ),
        _examining(1, done("Telah dikembalikan", _BY_TATA, "↩")),
        text(CASE, "Apa alasan pengembalian? Balas pesan ini."),
        text(_BACK[1]),
        _examining(2, (*done("Telah disetujui", _BY_TATA), _OVERTAKEN)),
        text(
            f"\N{INFORMATION SOURCE} {CASE}",
            timed(
                "Berkas yang telah Anda setujui pada {when} telah diganti; "
                "keputusan Anda tidak berlaku untuk versi baru."
            ),
            filed("Semula", _draft(2), "laporan-2.docx"),
            re.compile(filed("Kini", _draft(3), "laporan-3.docx").pattern + f", oleh {JF}, Fajar Ramadhan"),
        ),
        _examining(3, done("Telah disetujui", _BY_TATA)),
        _receipt(TATA, "Yulia Fitri"),
        _CLOSED,
    ),
    "Hendra Wijaya": (
        _welcome("Hendra Wijaya", KELEMBAGAAN),
        _meeting(KELEMBAGAAN, "hadir"),
        _CALENDAR,
        _receipt(KELEMBAGAAN, "Hendra Wijaya"),
    ),
    "Dewi Anggraini": (
        _welcome("Dewi Anggraini", REFORMASI),
        _meeting(REFORMASI, "berhalangan"),
        _CALENDAR,
        _receipt(REFORMASI, "Dewi Anggraini"),
    ),
    "Fajar Ramadhan": (
        _welcome("Fajar Ramadhan", JF),
        _meeting(JF, "hadir"),
        _CALENDAR,
        _drafting(1, _NOTES, MINUTES),
        _took(1),
        _drafting(
            2,
            filed("Lampiran", _draft(1), "laporan-1.docx"),
            DRAFTS[1],
            (f"Dikembalikan oleh {TATA}: “Lengkapi tabel capaian”",),
        ),
        _took(2),
        _drafting(
            3,
            filed("Lampiran", _draft(2), "laporan-2.docx"),
            DRAFTS[2],
            (f"Dikembalikan oleh {BIRO}: “Simpulan belum sesuai”",),
        ),
        _took(3),
        _CLOSED,
    ),
    "Siti Rahmah": (
        _welcome("Siti Rahmah", JF),
        _meeting(JF, "hadir"),
        _CALENDAR,
        _drafting(1, _NOTES, MINUTES),
    ),
}
"""Every message that each official has got from the bot, as it reads at the end, in order."""

_ROUND = "file_attached handed_over task_ended step_done task_opened"
_EVENTS: tuple[tuple[str, str], ...] = (
    ("Rina", "case_opened task_opened"),
    ("Andri", "disposed task_ended step_done task_opened"),
    ("Rina", "meeting_set file_attached submitted task_opened"),
    ("Andri", "signed task_ended task_ended step_done" + 7 * " task_opened"),
    *((name, "attended") for name in POSTS),
    ("Rina", "file_attached concluded" + 7 * " task_ended" + " step_done task_opened"),
    ("Fajar", "claimed"),
    ("Fajar", _ROUND),
    ("Yulia", "returned task_ended task_opened"),
    ("Fajar", _ROUND),
    ("Yulia", "approved task_ended step_done task_opened"),
    ("Andri", "returned task_ended task_opened"),
    ("Fajar", _ROUND),
    ("Yulia", "approved task_ended step_done task_opened"),
    ("Andri", "file_attached signed task_ended step_done task_opened"),
    ("Rina", "archived task_ended task_opened task_opened task_opened"),
    ("Yulia", "received task_ended"),
    ("Hendra", "received task_ended"),
    ("Dewi", "received task_ended step_done case_closed"),
)
STORY = [(kind, who) for who, kinds in _EVENTS for kind in kinds.split()]
"""Every event in order: (kind, first name)."""

TOASTS: tuple[tuple[str, str, str], ...] = (
    ("Rina", "SOP Evaluasi Capaian Kinerja Internal", ""),
    ("Andri", "Disposisikan", ""),
    ("Andri", "Siapkan undangan", ""),
    ("Andri", "Segera", ""),
    ("Andri", "📨 Disposisikan", "Disposisi telah dikirim."),
    ("Rina", "Jadwal rapat", ""),
    ("Rina", "Selasa, 24 Nov", ""),
    ("Rina", "11.30", ""),
    ("Rina", "Ruang Rapat Biro Organisasi", ""),
    ("Rina", "Simpan jadwal", ""),
    ("Rina", "Selesai", "Telah diserahkan."),
    ("Andri", "Tanda tangani", "Telah ditandatangani."),
    *(
        (name, "Berhalangan", "Anda dicatat berhalangan.")
        if name == "Dewi"
        else (name, "Hadir", "Kehadiran Anda telah dicatat.")
        for name in POSTS
    ),
    ("Rina", "Selesai", "Menyusun PDF, mohon tunggu sebentar."),
    ("Rina", "Selesai", "Telah diserahkan."),
    ("Fajar", "Ambil tugas", "Tugas telah Anda ambil."),
    ("Fajar", "Selesai", "Telah diserahkan."),
    ("Yulia", "Kembalikan", ""),
    ("Fajar", "Selesai", "Telah diserahkan."),
    ("Yulia", "Setujui", "Telah disetujui."),
    ("Andri", "Kembalikan", ""),
    ("Andri", "Langkah 4", ""),
    ("Fajar", "Selesai", "Telah diserahkan."),
    ("Yulia", "Setujui", "Telah disetujui."),
    ("Andri", "Tanda tangani", "Silakan kirim berkas yang telah ditandatangani."),
    ("Rina", "🗄 Arsipkan", ""),
    ("Rina", "✅ Arsipkan", "Telah diarsipkan dan disampaikan."),
    *((name, "Saya terima", "Terima kasih, penerimaan Anda telah dicatat.") for name in list(POSTS)[2:5]),
)
"""Every tap with what answered it: (first name, button, toast)."""

OUTPUTS: dict[int, bytes | None] = {2: INVITATION, 4: DRAFTS[3], 5: DRAFTS[3], 6: SIGNED, 7: SIGNED}
"""What each step brought out. Step 3's is the PDF made of the photo, as Telegram shrank it."""


def assert_transcript(phone: Phone, expected: Iterable[Expected], shown: Sequence[Message]) -> None:
    """Assert that these messages are exactly the expected ones, and that none has a button left."""
    wanted = list(expected)
    for index, (message, one) in enumerate(zip(shown, wanted, strict=False), 1):
        wrong = one.differs(message, phone)
        assert not wrong, f"{phone.name}, message {index}: {wrong}\n{text_of(message)}"
    assert len(shown) == len(wanted), f"{phone.name}: {[text_of(m)[:60] for m in shown[len(wanted) :]]}"
