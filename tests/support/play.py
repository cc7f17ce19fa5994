"""The SOP played on phones, step by step; what each step expects is asserted as it goes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.cast import Cast
from tests.support.papers import DOCX, JPEG, PDF, docx, jpeg, pdf
from tests.support.phones import Message, Phone, Wanted, showing, text_of

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
    number: int = 0
    """The number of the case, once it is open."""

    def __post_init__(self) -> None:
        """Remember when this run began: what was said before belongs to another."""
        self._drafted = 0
        self._since = self.cast.andri.phones.seq()

    def wait(self, phone: Phone, wanted: Wanted) -> Message:
        """Return the latest message like this that came in this run."""
        return phone.wait_for(wanted, after=self._since)

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
        self.wait(rina, "judul proses")
        self.say(rina, self.title)
        self.wait(rina, "dokumen dasar untuk")
        self.send(rina, "pengukuran-kinerja.pdf", pdf("Dokumen Pengukuran Kinerja"), PDF)
        said = self.wait(rina, lambda m: "telah dibuka" in text_of(m) and self.title in text_of(m))
        self.number = int(text_of(said).split()[1])

    def dispose(self) -> None:
        """Kepala Biro ticks one more instruction, chooses the urgency and sends."""
        andri = self.cast.andri
        self.wait(andri, "Perintahkan")
        self.tap(andri, "Disposisikan")
        self.tap(andri, "Siapkan undangan")
        self.tap(andri, "Segera")
        assert "Disposisi telah dikirim" in self.tap(andri, "📨 Disposisikan")
        self.wait(self.cast.rina, "Lembar disposisi")

    def invite(self) -> None:
        """TU sets the meeting and uploads the invitation; Kepala Biro returns it once, then signs."""
        rina, andri = self.cast.rina, self.cast.andri
        self.wait(rina, "undangan")
        self.tap(rina, "Jadwal rapat")
        self.wait(rina, "Hari apa")
        self.tap(rina, "Selasa, 24 Nov")
        self.wait(rina, "Pukul berapa rapat dimulai")
        self.say(rina, "09.30")
        self.wait(rina, "Pukul berapa rapat selesai")
        self.tap(rina, "11.30")
        self.wait(rina, "Di mana")
        self.tap(rina, "Ruang Rapat Biro Organisasi")
        self.wait(rina, showing("Simpan jadwal", "Undangan: Kepala Biro"))
        self.tap(rina, "Simpan jadwal")
        self.wait(rina, "Jadwal rapat dicatat")
        self.send(rina, "undangan.docx", docx("Undangan rapat evaluasi"), DOCX)
        self.wait(rina, "Berkas diterima")
        self.tap(rina, "Selesai")
        self.wait(andri, showing("Tanda tangani", "undangan.docx"))
        assert "Telah ditandatangani" in self.tap(andri, "Tanda tangani")

    def meet(self) -> None:
        """Everyone answers; after the meeting TU photographs the minutes."""
        for phone in self.cast.officials:
            self.wait(phone, "Pimpin rapat" if phone == self.cast.andri else "Hadiri rapat")
            answer = "Berhalangan" if phone == self.cast.dewi else "Hadir"
            self.tap(phone, answer)
        rina = self.cast.rina
        card = self.wait(rina, "Unggah Notulen Rapat")
        self.send(rina, "notulen.jpg", jpeg("Notulen rapat"), JPEG, as_photo=True, reply_to=card)
        self.tap(rina, "Selesai", self.wait(rina, "1 halaman diterima"))
        self.wait(rina, "Berkas diterima: Notulen Rapat.")
        self.tap(rina, "Selesai")

    def draft(self, version: int = 1) -> None:
        """Let a JF take the task, upload the draft and hand it over."""
        fajar = self.cast.fajar
        self._drafted = version
        self.wait(fajar, "Susun")
        if version == 1:
            self.tap(fajar, "Ambil tugas")
        self.send(fajar, f"laporan-{version}.docx", docx(f"Laporan versi {version}"), DOCX)
        self.wait(fajar, f"laporan-{version}.docx")
        self.tap(fajar, "Selesai")

    def validate(self) -> None:
        """Let the responsible Kepala Bagian approve."""
        draft = f"laporan-{self._drafted}.docx"
        self.tap(self.cast.yulia, "Setujui", self.wait(self.cast.yulia, showing("Periksa", "Setujui", draft)))

    def return_draft(self, reason: str) -> None:
        """Let the responsible Kepala Bagian return the draft, with a reason."""
        yulia = self.cast.yulia
        self.wait(yulia, "Periksa")
        self.tap(yulia, "Kembalikan")
        self.wait(yulia, "alasan pengembalian")
        self.say(yulia, reason)
        self.wait(yulia, "Telah dikembalikan")

    def return_report(self, reason: str) -> None:
        """Kepala Biro returns the report to step 4, with a reason."""
        andri = self.cast.andri
        self.wait(andri, showing("langkah 6 dari 7", "Kembalikan"))
        self.tap(andri, "Kembalikan")
        self.tap(andri, "Langkah 4")
        self.wait(andri, "alasan pengembalian ke langkah 4")
        self.say(andri, reason)
        self.wait(andri, "Telah dikembalikan")

    def sign(self) -> None:
        """Kepala Biro signs by sending the signed file."""
        andri = self.cast.andri
        self.tap(andri, "Tanda tangani")
        self.wait(andri, "ditandatangani")
        self.send(andri, "laporan-ttd.pdf", pdf("Laporan yang ditandatangani"), PDF)
        self.wait(andri, "telah Anda tandatangani")

    def archive(self) -> None:
        """TU archives; every Kepala Bagian acknowledges receipt."""
        rina = self.cast.rina
        self.tap(rina, "🗄 Arsipkan")
        self.tap(rina, "✅ Arsipkan", self.wait(rina, "Nomor arsip: 000.8/"))
        for phone in self.cast.heads_of_units:
            self.wait(phone, "Terima Laporan Hasil Evaluasi")
            self.tap(phone, "Saya terima")
        self.wait(self.cast.rina, "telah selesai,")

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
