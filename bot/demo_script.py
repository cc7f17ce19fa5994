"""The SOP of the demo office as steps of a scene: who writes, taps and sends what, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot import demo_papers as papers

SOP = "SOP Evaluasi Capaian Kinerja Internal"
Step = dict[str, Any]
Scene = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """The phones of the demo office, by Telegram user id."""

    biro: int
    tu: int
    tata: int
    kelembagaan: int
    reformasi: int
    fajar: int
    siti: int
    closed: tuple[str, ...] = ()
    """Days on which the office is closed beside weekends, as 2026-12-25: no scene goes there."""

    @property
    def heads_of_units(self) -> tuple[int, int, int]:
        """The three Kepala Bagian."""
        return (self.tata, self.kelembagaan, self.reformasi)


class Script:
    """A scene as it is written: each method adds steps. `case` is the title of the case they belong to."""

    def __init__(self, cast: Cast, case: str) -> None:
        self.cast = cast
        self.case = case
        self.steps: list[Step] = []
        self._always: Step = {}

    @contextmanager
    def quickly(self, shows: str) -> Iterator[None]:
        """Add steps that are played without pauses, under one sentence."""
        self._always = {"hold": 0, "shows": shows}
        yield
        self._always = {}

    def add(self, do: str, **fields: Any) -> None:
        """Add a step; the clock goes to working days of the office."""
        if do == "clock" and fields.get("weekdays"):
            fields["closed"] = list(self.cast.closed)
        self.steps.append({"do": do, **fields} | self._always)

    def say(self, who: int, text: str, **more: Any) -> None:
        """Let somebody write."""
        self.add("say", who=who, text=text, **more)

    def wait(self, who: int, *text: str, **more: Any) -> None:
        """Wait until a phone shows this."""
        self.add("wait", who=who, text=list(text), **more)

    def asked(self, who: int, *text: str) -> None:
        """Wait for the next question of a form, and do not dwell on it."""
        self.add("wait", who=who, text=list(text), fresh=True, hold=0.6)

    def tap(self, who: int, label: str, *on: str, **more: Any) -> None:
        """Let somebody tap a button, beneath a message of this case unless another is named."""
        self.add("tap", who=who, label=label, on=list(on or (self.case,)), **more)

    def pdf(self, who: int, name: str, *lines: str, **more: Any) -> None:
        """Let somebody send a PDF."""
        self.add("file", who=who, name=name, type=papers.PDF, content=papers.pdf(*lines), **more)

    def docx(self, who: int, name: str, *lines: str, **more: Any) -> None:
        """Let somebody send a Word document."""
        self.add("file", who=who, name=name, type=papers.DOCX, content=papers.docx(*lines), **more)

    def morning(self) -> None:
        """Make it the morning of a working day, if it is not."""
        self.add("clock", hour=8, weekdays=True, unless_before=11, shows="Pagi pada hari kerja")

    def open(self) -> None:
        """TU opens the case with its base document."""
        tu = self.cast.tu
        self.say(tu, "/mulai")
        self.asked(tu, "SOP mana")
        self.tap(tu, SOP, "SOP mana")
        self.asked(tu, "judul proses")
        self.say(tu, self.case)
        self.asked(tu, "dokumen dasar untuk", self.case)
        self.pdf(tu, "pengukuran-kinerja.pdf", "Dokumen Pengukuran Kinerja (contoh)", "Triwulan III")
        self.wait(tu, "telah dibuka", self.case, keep=r"Proses (?P<number>\d+) telah dibuka")

    def dispose(self) -> None:
        """Kepala Biro orders the meeting."""
        biro = self.cast.biro
        self.wait(biro, "Perintahkan", self.case)
        self.tap(biro, "Disposisikan")
        self.tap(biro, "Siapkan undangan")
        self.tap(biro, "Segera")
        self.tap(biro, "Disposisikan", toast="Disposisi telah dikirim")

    def invite(self, day: int) -> None:
        """TU invites to a meeting on one of the days offered, by its number; Kepala Biro signs."""
        tu = self.cast.tu
        self.wait(tu, "Buat undangan", self.case)
        self.tap(tu, "Jadwal rapat")
        self.asked(tu, "Hari apa", self.case)
        self.add("tap", who=tu, number=day, on=["Hari apa", self.case])
        self.asked(tu, "Pukul berapa rapat dimulai")
        self.say(tu, "13.30")
        self.asked(tu, "Pukul berapa rapat selesai")
        self.say(tu, "15.30")
        self.asked(tu, "Di mana rapat")
        self.tap(tu, "Ruang Rapat Biro Organisasi", "Di mana rapat")
        self.asked(tu, "Undangan: Kepala Biro", self.case)
        self.tap(tu, "Simpan jadwal", "Undangan: Kepala Biro", self.case)
        self.asked(tu, "Jadwal rapat dicatat")
        self.sign_invitation()

    def sign_invitation(self) -> None:
        """TU sends the invitation; Kepala Biro signs it."""
        tu, biro = self.cast.tu, self.cast.biro
        self.docx(tu, "undangan.docx", "Undangan rapat evaluasi (contoh)", self.case)
        self.wait(tu, "Berkas diterima", "undangan.docx", self.case)
        self.tap(tu, "Selesai", self.case, "undangan.docx")
        self.wait(biro, "Tanda tangani", "undangan.docx", self.case)
        self.tap(biro, "Tanda tangani", toast="Telah ditandatangani")

    def answer(self) -> None:
        """Everyone says whether they come."""
        cast = self.cast
        for who in (cast.biro, cast.tu, *cast.heads_of_units, cast.fajar, cast.siti):
            self.wait(who, "Pimpin rapat" if who == cast.biro else "Hadiri rapat", self.case, hold=0.6)
            self.tap(who, "Berhalangan" if who == cast.reformasi else "Hadir", hold=0.6)

    def minutes(self) -> None:
        """TU photographs the minutes."""
        tu = self.cast.tu
        card = ["Unggah Notulen Rapat", self.case]
        self.wait(tu, *card)
        content = papers.photo()
        photo = {"name": "notulen.jpg", "type": papers.JPEG, "content": content, "as_photo": True}
        self.add("file", who=tu, **photo, reply_to=card)
        self.wait(tu, "1 halaman diterima", self.case)
        self.tap(tu, "Selesai", "1 halaman diterima", self.case)
        self.wait(tu, "Berkas diterima: Notulen Rapat.", self.case)
        self.tap(tu, "Selesai", *card)

    def hand_in(self, who: int, version: int = 1, *, reply: bool = False) -> None:
        """Let a JF who holds the task upload the draft and hand it over; of several tasks, by a reply."""
        name = f"laporan-{version}.docx"
        to = {"reply_to": ["Susun laporan", self.case, "Unggah"]} if reply else {}
        self.docx(who, name, f"Laporan hasil evaluasi (contoh), versi {version}", self.case, **to)
        self.wait(who, "Susun", name, self.case)
        self.tap(who, "Selesai", "Susun", name, self.case)

    def draft(self, version: int = 1) -> None:
        """Let the first JF take the task, if nobody has it yet, and hand the draft over."""
        fajar = self.cast.fajar
        self.wait(fajar, "Susun", self.case, *([f"percobaan ke-{version}"] if version > 1 else []))
        if version == 1:
            self.tap(fajar, "Ambil tugas")
        self.hand_in(fajar, version)

    def examine(self, who: int, version: int = 1) -> None:
        """Let somebody approve the draft."""
        card = ("Periksa laporan", "Setujui", f"laporan-{version}.docx", self.case)
        self.wait(who, *card)
        self.tap(who, "Setujui", *card, toast="Telah disetujui")

    def sign(self, who: int) -> None:
        """Let somebody sign the report by sending the signed file."""
        self.wait(who, "langkah 6 dari 7", "Tanda tangani", self.case)
        self.tap(who, "Tanda tangani", "langkah 6 dari 7", self.case)
        self.asked(who, "Silakan kirim", "ditandatangani", self.case)
        self.pdf(who, "laporan-ttd.pdf", "Laporan Hasil Evaluasi (contoh)", "Ditandatangani")
        self.wait(who, "Dokumen telah Anda tandatangani", self.case)

    def archive(self, room: str = "") -> None:
        """TU archives and distributes; every Kepala Bagian acknowledges receipt, the first in a room."""
        tu = self.cast.tu
        self.wait(tu, "Arsipkan", self.case)
        self.tap(tu, "🗄 Arsipkan", self.case)
        self.wait(tu, "Nomor arsip:", self.case, hold=2, shows="Isian arsip sudah terisi; cukup diperiksa")
        self.tap(tu, "✅ Arsipkan", "Nomor arsip:", self.case)
        for who in self.cast.heads_of_units:
            where = {"chat": room} if room and who == self.cast.tata else {}
            self.wait(who, "Terima Laporan Hasil Evaluasi", self.case, hold=0.6, **where)
            self.tap(who, "Saya terima", hold=0.6, **where)
        self.wait(tu, "telah selesai,", self.case, hold=2)

    def cancel(self, number: str = "{number}") -> None:
        """TU cancels the case, so that the office is left as it was found."""
        tu = self.cast.tu
        self.say(tu, f"/batal {number}")
        self.asked(tu, "Proses mana yang dibatalkan")
        self.tap(tu, "Batalkan", "Proses mana yang dibatalkan")
        self.asked(tu, "alasan pembatalan", self.case)
        self.say(tu, "Akhir adegan")
        self.asked(tu, "telah dibatalkan")

    def up_to_the_draft(self, day: int = 1) -> None:
        """Play the steps 1 to 3 quickly; the meeting is on one of the days offered."""
        with self.quickly("Persiapan: langkah 1 sampai 3 dijalankan cepat"):
            self.open()
            self.dispose()
            self.invite(day)
            self.minutes()

    def go_on_leave(self, who: int, post: str, substitute: str) -> None:
        """Let somebody go on leave for today, with somebody in their place."""
        number = "800/{n}/ORG"
        self.say(who, "/cuti")
        self.asked(who, f"Siapa yang menjadi Plh. {post}")
        self.tap(who, substitute, f"Siapa yang menjadi Plh. {post}")
        self.asked(who, "Mulai kapan?")
        self.tap(who, "Sekarang", "Mulai kapan?")
        self.asked(who, "Sampai dengan tanggal berapa?")
        self.say(who, "hari ini")
        self.asked(who, "Nomor surat perintah?")
        self.say(who, number)
        self.asked(who, "Tanggal surat perintah?")
        self.tap(who, "Hari ini", "Tanggal surat perintah?")
        self.asked(who, "berkas surat perintah")
        self.pdf(who, "surat-perintah.pdf", "Surat Perintah Pelaksana Harian (contoh)", "Nomor 800/ORG")
        self.wait(
            who,
            "Cuti",
            f"Surat perintah: {number}",
            "Periksa, lalu ketuk Tetapkan.",
            hold=3,
            shows="Sebelum ditetapkan: masa, pengganti, dan tugas terbuka yang beralih",
        )
        self.tap(who, "Tetapkan", "Periksa, lalu ketuk Tetapkan.", f"Surat perintah: {number}")
        self.wait(who, "Cuti Anda telah dicatat.")

    def back_tomorrow(self) -> None:
        """Move the clock to the next working morning: today's leave is over then."""
        self.add("clock", days=1, hour=9, weekdays=True, shows="Hari kerja berikutnya pukul 09.00")


def scene(name: str, title: str, about: str, script: Script) -> Scene:
    """Return a scene as the simulator takes it."""
    return {"name": name, "title": title, "about": about, "steps": script.steps}
