"""The SOP played on phones, step by step; what each step expects is asserted as it goes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.cast import Cast
from tests.support.papers import DOCX, JPEG, PDF, docx, jpeg, pdf
from tests.support.phones import Message, Phone, text_of

TITLE = "Evaluasi kinerja triwulan III"


def nothing() -> None:
    """Between two actions of officials: nothing happens."""


@dataclass
class Play:
    """One run of the seed's SOP. `between` is called after every single action of an official."""

    cast: Cast
    between: Callable[[], None] = nothing
    title: str = TITLE
    toasts: list[tuple[str, str, str]] = field(default_factory=list)
    """Every tap so far: first name, button, what answered it."""

    def tap(self, phone: Phone, label: str, card: Message | None = None) -> str:
        """Tap, and let the interlude happen."""
        toast = phone.tap(label, card)
        self.toasts.append((phone.name.split()[0], label, str(toast)))
        self.between()
        return toast

    def say(self, phone: Phone, text: str) -> None:
        """Write, and let the interlude happen."""
        phone.say(text)
        self.between()

    def send(self, phone: Phone, name: str, content: bytes, mime: str, **how: object) -> None:
        """Send a file, and let the interlude happen."""
        phone.send_file(name, content, mime, **how)  # type: ignore[arg-type]
        self.between()

    def open(self) -> None:
        """TU opens the case with a PDF."""
        rina = self.cast.rina
        self.say(rina, "/mulai")
        self.tap(rina, "SOP Evaluasi Capaian Kinerja Internal")
        rina.wait_for("judul proses")
        self.say(rina, self.title)
        rina.wait_for("dokumen dasar untuk")
        self.send(rina, "pengukuran-kinerja.pdf", pdf("Dokumen Pengukuran Kinerja"), PDF)
        rina.wait_for("telah dibuka")

    def dispose(self) -> None:
        """Kepala Biro ticks one more instruction, chooses the urgency and sends."""
        andri = self.cast.andri
        andri.wait_for("Perintahkan")
        self.tap(andri, "Disposisikan")
        self.tap(andri, "Siapkan undangan")
        self.tap(andri, "Segera")
        assert "Disposisi telah dikirim" in self.tap(andri, "📨 Disposisikan")

    def invite(self) -> None:
        """TU sets the meeting and uploads the invitation; Kepala Biro returns it once, then signs."""
        rina, andri = self.cast.rina, self.cast.andri
        rina.wait_for("undangan")
        self.tap(rina, "Jadwal rapat")
        rina.wait_for("Hari apa")
        self.tap(rina, "Selasa, 24 Nov")
        rina.wait_for("Pukul berapa rapat dimulai")
        self.say(rina, "09.30")
        rina.wait_for("Pukul berapa rapat selesai")
        self.tap(rina, "11.30")
        rina.wait_for("Di mana")
        self.tap(rina, "Ruang Rapat Biro Organisasi")
        rina.wait_for("Jadwal rapat dicatat")
        self.send(rina, "undangan.docx", docx("Undangan rapat evaluasi"), DOCX)
        rina.wait_for("Berkas diterima")
        self.tap(rina, "Selesai")
        andri.wait_for(_card("Tanda tangani", "undangan.docx"))
        assert "Telah ditandatangani" in self.tap(andri, "Tanda tangani")

    def meet(self) -> None:
        """Everyone answers; after the meeting TU photographs the minutes."""
        for phone in self.cast.officials:
            phone.wait_for("Hadiri rapat")
            answer = "Berhalangan" if phone == self.cast.dewi else "Hadir"
            self.tap(phone, answer)
        rina = self.cast.rina
        card = rina.wait_for("Unggah Notulen Rapat")
        self.send(rina, "notulen.jpg", jpeg("Notulen rapat"), JPEG, as_photo=True, reply_to=card)
        rina.wait_for("Berkas diterima: Notulen Rapat.")
        self.tap(rina, "Selesai")

    def draft(self, version: int = 1) -> None:
        """Let a JF take the task, upload the draft and hand it over."""
        fajar = self.cast.fajar
        fajar.wait_for("Susun")
        if version == 1:
            self.tap(fajar, "Ambil tugas")
        self.send(fajar, f"laporan-{version}.docx", docx(f"Laporan versi {version}"), DOCX)
        fajar.wait_for(f"laporan-{version}.docx")
        self.tap(fajar, "Selesai")

    def validate(self) -> None:
        """Let the responsible Kepala Bagian approve."""
        self.tap(self.cast.yulia, "Setujui")

    def return_draft(self, reason: str) -> None:
        """Let the responsible Kepala Bagian return the draft, with a reason."""
        yulia = self.cast.yulia
        yulia.wait_for("Periksa")
        self.tap(yulia, "Kembalikan")
        yulia.wait_for("alasan pengembalian")
        self.say(yulia, reason)
        yulia.wait_for("Telah dikembalikan")

    def return_report(self, reason: str) -> None:
        """Kepala Biro returns the report to step 4, with a reason."""
        andri = self.cast.andri
        andri.wait_for(_card("langkah 6 dari 7", "Kembalikan"))
        self.tap(andri, "Kembalikan")
        self.tap(andri, "Langkah 4")
        andri.wait_for("alasan pengembalian ke langkah 4")
        self.say(andri, reason)
        andri.wait_for("Telah dikembalikan")

    def sign(self) -> None:
        """Kepala Biro signs by sending the signed file."""
        andri = self.cast.andri
        self.tap(andri, "Tanda tangani")
        andri.wait_for("ditandatangani")
        self.send(andri, "laporan-ttd.pdf", pdf("Laporan yang ditandatangani"), PDF)
        andri.wait_for("telah Anda tandatangani")

    def archive(self) -> None:
        """TU archives; every Kepala Bagian acknowledges receipt."""
        self.tap(self.cast.rina, "Arsipkan")
        for phone in self.cast.heads_of_units:
            phone.wait_for("Terima Laporan Hasil Evaluasi")
            self.tap(phone, "Saya terima")
        self.cast.rina.wait_for("telah selesai")

    def whole(self) -> None:
        """Play every step, with one return 5 to 4 and one 6 to 4."""
        self.open()
        self.dispose()
        self.invite()
        self.meet()
        self.draft()
        self.return_draft("Lengkapi tabel capaian")
        self.draft(2)
        self.validate()
        self.return_report("Simpulan belum sesuai")
        self.draft(3)
        self.validate()
        self.sign()
        self.archive()


def _card(*parts: str) -> Callable[[Message], bool]:
    """Match a card with all these words in its text, its buttons or its file."""
    return lambda message: all(part in text_of(message) or part in str(message) for part in parts)
