"""Every business "no" as a polite sentence; toasts hold 200 characters (Bot API, answerCallbackQuery)."""

from collections.abc import Mapping

from handlers import calendar_texts, proposal_texts, signature_texts, stepup_texts
from handlers.words import cut
from sop.errors import Reason, Refused

TOAST = 200
_ASK_ANEW = "Silakan minta undangan baru kepada admin kantor Anda."

_SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_MEMBER: (
        "Mohon maaf, layanan ini hanya untuk pejabat yang terdaftar. "
        "Silakan gunakan tautan undangan dari admin kantor Anda, atau ketuk /daftar untuk mendaftar."
    ),
    Reason.NOT_YOURS: "Mohon maaf, tugas ini menunggu {whose}.",
    Reason.TAKEN: "Tugas ini telah diambil oleh {by}.",
    Reason.ENDED: "Tugas ini telah diselesaikan oleh {by}.",
    Reason.RETURNED: "Tugas ini telah dikembalikan oleh {by}.",
    Reason.SUPERSEDED: "Berkas telah diganti. Gunakan kartu yang terbaru.",
    Reason.STALE: "Kartu ini telah berubah dan sedang diperbarui. Silakan periksa lalu ketuk kembali.",
    Reason.CASE_CLOSED: "Proses ini telah berakhir.",
    Reason.NOT_YOUR_RECORD: (
        "Catatan proses tersebut hanya dapat dibuka oleh pejabat yang terlibat di dalamnya beserta atasannya."
    ),
    Reason.NO_SUCH_TASK: "Tugas atau proses tersebut tidak ditemukan.",
    Reason.NOT_THIS_KIND: "Tindakan ini tidak berlaku untuk tugas tersebut.",
    Reason.NEEDS_FILE: "Berkas belum ada. Silakan kirim {label} terlebih dahulu.",
    Reason.NEEDS_MEETING: "Jadwal rapat belum diisi. Silakan isi terlebih dahulu.",
    Reason.NEEDS_INSTRUCTION: "Pilih paling sedikit satu petunjuk, atau tulis catatan.",
    Reason.NEEDS_REASON: "Alasan perlu diisi.",
    Reason.NEEDS_ANSWER: "Jawaban belum berisi. Silakan tulis kembali.",
    Reason.NEEDS_TITLE: "Judul proses perlu diisi.",
    Reason.TOO_LONG: "Isian terlalu panjang, paling banyak {limit} karakter. Silakan kirim kembali.",
    Reason.NO_SUCH_RETURN: "Tugas ini tidak dapat dikembalikan ke langkah tersebut.",
    Reason.NO_SUCH_UNIT: "Bagian tersebut tidak terdaftar.",
    Reason.NO_UNIT: "Belum ada Bagian yang terdaftar. Mohon admin kantor mengundang Kepala Bagian dahulu.",
    Reason.MEETING_PAST: "Waktu rapat sudah lewat. {mend}",
    Reason.MEETING_FAR: "Tanggal rapat lebih dari satu tahun lagi. Silakan periksa tahunnya.",
    Reason.MEETING_REVERSED: "Waktu selesai harus sesudah waktu mulai.",
    Reason.MEETING_WEEKDAY: (
        "Hari dan tanggal tersebut tidak sesuai: tanggalnya jatuh pada {day}. Silakan tulis kembali."
    ),
    Reason.NOT_INVITED: "Pejabat tersebut tidak diundang pada rapat ini.",
    Reason.NOT_CLAIMED: "Tugas ini belum diambil.",
    Reason.MAY_NOT_OPEN: "Mohon maaf, jabatan Anda tidak tercantum dalam SOP ini.",
    Reason.MAY_NOT_CANCEL: "Proses hanya dapat dibatalkan oleh pembuka proses, pimpinan, atau admin.",
    Reason.SAME_FILE: "Berkas ini sama dengan yang sudah diterima.",
    Reason.NOT_WAITING: (
        "Saat ini tidak ada tugas Anda yang menunggu berkas. Ketuk /tugas untuk melihat tugas Anda."
    ),
    Reason.FILE_EMPTY: "Berkas kosong (0 byte). Silakan kirim berkas yang berisi.",
    Reason.FILE_TOO_BIG: (
        "Berkas terlalu besar, paling besar {limit} MB. Simpan sebagai PDF ukuran minimum, pindai dengan "
        "150 dpi, atau kirim halamannya sebagai foto, lalu kirim kembali."
    ),
    Reason.FILE_KIND: "Jenis berkas ini tidak diterima. Silakan kirim {kinds}.",
    Reason.FILE_DISGUISED: "Isi berkas tidak sesuai dengan namanya. Silakan kirim berkas {kinds} yang asli.",
    Reason.FILE_BROKEN: "Berkas rusak atau tidak lengkap. Silakan kirim kembali.",
    **signature_texts.REFUSALS,
    Reason.FILE_LOCKED: (
        "Berkas terkunci (kata sandi atau pembatasan). Silakan simpan salinan tanpa kunci, lalu kirim "
        "kembali."
    ),
    Reason.FILE_MACRO: (
        "Berkas memuat makro dan tidak dapat diterima. Silakan simpan sebagai DOCX, XLSX, atau PPTX tanpa "
        "makro, atau sebagai PDF, lalu kirim kembali."
    ),
    Reason.FILE_ACTIVE: (
        "Berkas memuat skrip atau program dan tidak dapat diterima. Silakan cetak ke PDF, lalu kirim "
        "hasilnya."
    ),
    Reason.FILE_BOMB: (
        "Isi berkas jauh lebih besar daripada ukurannya dan tidak dapat dibuka dengan aman. "
        "Silakan simpan ulang sebagai PDF biasa, lalu kirim kembali."
    ),
    Reason.FILE_PAGES: (
        "Halaman berkas terlalu banyak, paling banyak {limit}. Silakan bagi menjadi beberapa berkas."
    ),
    Reason.FILE_UNREADABLE: (
        "Berkas tidak dapat dibaca. Silakan simpan ulang, misalnya dengan mencetaknya ke PDF, lalu kirim "
        "kembali."
    ),
    Reason.FILE_INFECTED: (
        "Pemeriksaan menemukan perangkat lunak berbahaya, sehingga berkas tidak diterima. Admin telah diberi "
        "tahu; silakan kirim dari perangkat lain."
    ),
    Reason.SCANNER_AWAY: (
        "Berkas belum dapat diperiksa, sehingga belum diterima. Admin telah diberi tahu; silakan kirim "
        "kembali nanti."
    ),
    Reason.ALBUM: (
        "Hanya foto yang dapat dikirim beberapa sekaligus (album). "
        "Satukan berkas lain menjadi satu PDF, atau kirim satu berkas."
    ),
    Reason.TOO_MANY_PHOTOS: (
        "Paling banyak {limit} halaman dalam satu PDF. Ketuk Selesai untuk menyusunnya, atau hapus halaman."
    ),
    Reason.NO_PHOTOS: "Belum ada halaman. Silakan kirim fotonya terlebih dahulu.",
    **stepup_texts.REFUSALS,
    Reason.FORGED: "Tombol ini tidak dikenal.",
    Reason.FORM_PASSED: "Isian ini sudah tidak berlaku.",
    Reason.INVITATION_UNKNOWN: f"Undangan ini tidak dikenal. {_ASK_ANEW}",
    Reason.INVITATION_USED: f"Undangan ini telah digunakan; setiap undangan berlaku satu kali. {_ASK_ANEW}",
    Reason.INVITATION_USED_BY_SELF: "Undangan ini telah Anda gunakan; Anda terdaftar sebagai {posts}.",
    Reason.INVITATION_WITHDRAWN: f"Undangan ini telah ditarik oleh admin kantor. {_ASK_ANEW}",
    Reason.INVITATION_EXPIRED: f"Masa berlaku undangan ini telah berakhir. {_ASK_ANEW}",
    Reason.INVITATION_GONE: "Undangan tersebut sudah digunakan, ditarik, atau berakhir.",
    Reason.NIP_DIGITS: "NIP terdiri atas 18 angka. Silakan periksa lalu tulis kembali.",
    Reason.NIP_FORM: "NIP belum sesuai susunannya pada {part}. Silakan periksa lalu tulis kembali.",
    Reason.NAME_FORM: "Nama ditulis dengan huruf, 3 sampai 80 karakter. Silakan tulis kembali.",
    Reason.CONTACT_NOT_OWN: (
        "Kontak tersebut bukan milik akun Anda dan tidak disimpan. "
        "Silakan gunakan tombol Bagikan nomor telepon, atau Lewati."
    ),
    Reason.CONTACT_TYPED: (
        "Nomor telepon hanya diterima melalui tombol Bagikan nomor telepon. Silakan gunakan tombol itu, "
        "atau Lewati."
    ),
    Reason.POST_YOURS: "Anda sudah terdaftar pada jabatan tersebut.",
    Reason.REGISTRATION_LIMIT: (
        "Pendaftaran dapat dikirim paling banyak tiga kali dalam sehari. Silakan coba kembali besok, "
        "atau hubungi admin kantor Anda."
    ),
    Reason.REGISTRATION_DECIDED: "Pendaftaran ini sudah diputuskan atau diganti.",
    Reason.NO_SUCH_REGISTRATION: "Pendaftaran tersebut tidak ditemukan.",
    Reason.TOO_MANY_MESSAGES: "Pesan Anda terlalu banyak. Silakan lanjutkan satu jam lagi.",
    Reason.ALREADY_ADMIN: "Yang bersangkutan sudah menjadi admin kantor.",
    Reason.NO_SUCH_ADMIN: "Yang bersangkutan bukan admin kantor.",
    Reason.LAST_ADMIN: (
        "Kantor memerlukan paling sedikit satu admin yang dapat dihubungi. "
        "Silakan tambahkan admin lain terlebih dahulu."
    ),
    Reason.FOUR_EYES: "Penyusun tidak dapat memeriksa atau menandatangani naskahnya sendiri.",
    Reason.REPLACED: "Selama Anda tidak di tempat, tugas ini dijalankan {whose}.",
    Reason.NOT_ABOVE: "Tindakan ini hanya untuk atasan jabatan tersebut atau admin.",
    Reason.NOT_YOUR_POST: "Cuti hanya dicatat untuk jabatan yang Anda pegang sendiri.",
    Reason.NO_REDELEGATION: (
        "Jabatan yang dijalankan sebagai Plt., Plh., atau atas mandat tidak dapat dialihkan lagi. "
        "Mohon hubungi atasan atau admin."
    ),
    Reason.TERM_REVERSED: "Tanggal selesai paling awal sama dengan tanggal mulai.",
    Reason.TERM_PAST: "Tanggal tersebut sudah lewat. Silakan pilih hari ini atau sesudahnya.",
    Reason.TERM_TOO_LONG: (
        "Masa {what} paling lama tiga bulan menurut SE Kepala BKN 1/SE/I/2021, yaitu sampai {latest}. "
        "Silakan pilih tanggal yang lebih awal."
    ),
    Reason.TERM_OVERLAPS: "Pada masa itu jabatan tersebut sudah dijalankan {who}. Silakan pilih masa lain.",
    Reason.SAME_PERSON: "Pengganti harus pejabat lain.",
    Reason.ALREADY_AWAY: "Cuti Anda sudah tercatat. Ketuk /cuti bila ingin mengakhirinya lebih awal.",
    Reason.NOT_A_POST: "Tugas jabatan ini dilanjutkan rekan sejabatan, tanpa Plh., Plt., atau mandat.",
    Reason.SUBSTITUTE_AWAY: "Pada masa itu {who} juga tidak di tempat. Silakan pilih pejabat lain.",
    Reason.POST_VACANT: "Jabatan tersebut belum terisi; tetapkan Plt., bukan Plh. atau mandat.",
    Reason.POST_HELD: "Jabatan tersebut ada pejabatnya; tetapkan Plh., bukan Plt.",
    Reason.NO_SUCH_TERM: "Penugasan tersebut tidak ditemukan atau sudah berakhir.",
    Reason.CLOCK_STANDS: "Waktu tugas ini sudah dijeda.",
    Reason.CLOCK_RUNS: "Waktu tugas ini sedang berjalan.",
    Reason.NO_CLOCK: "Tugas ini tidak memiliki tenggat.",
    Reason.MAY_NOT_PAUSE: "Menurut SOP, waktu langkah ini dijeda dan dilanjutkan oleh pejabat lain.",
    Reason.TIME_ASKED: "Permohonan perpanjangan sebelumnya masih menunggu keputusan.",
    Reason.TIME_FORM: (
        "Tulis lama perpanjangan dengan menit, jam, atau hari, misalnya 2 jam atau 1 hari, "
        "paling lama 40 jam atau 30 hari."
    ),
    Reason.NO_SUCH_REQUEST: "Permohonan perpanjangan ini sudah diputuskan.",
    Reason.OWN_REQUEST: "Permohonan perpanjangan diputuskan oleh atasan atau admin lain.",
    Reason.NOBODY_DECIDES: (
        "Saat ini tidak ada atasan atau admin lain yang dapat memutuskan perpanjangan. "
        "Mohon hubungi admin kantor."
    ),
    Reason.OWN_TASK: "Tugas ini menunggu Anda sendiri.",
    Reason.MAY_NOT_NUDGE: "Pengingat dikirim oleh pembuka proses, atasan, admin, dan pelaku langkahnya.",
    Reason.NUDGED_LATELY: "Pelaksana baru saja diingatkan. Pengingat berikutnya dapat dikirim {at}.",
    Reason.TOO_EARLY: "Kehadiran dicatat mulai 30 menit sebelum rapat.",
    Reason.THERE_ALREADY: "Kehadiran tersebut sudah tercatat.",
    Reason.NEEDS_DELEGATE: "Silakan pilih pejabat lain yang mewakili.",
    **proposal_texts.REFUSALS,
    **calendar_texts.REFUSALS,
    Reason.ARCHIVE_INCOMPLETE: "Isian arsip belum lengkap. Silakan periksa nomor, kode, dan lokasinya.",
    Reason.ARCHIVE_NUMBER_USED: (
        "Nomor arsip {number} sudah digunakan pada proses {case}. Silakan gunakan nomor lain."
    ),
    Reason.ARCHIVE_CODE: (
        "Kode klasifikasi ditulis dengan angka atau huruf dan titik, misalnya 000.8.6.3. "
        "Silakan tulis kembali."
    ),
    Reason.ARCHIVE_YEARS: (
        "Tulis dua bilangan tahun dari 0 sampai 100, misalnya 2/3 untuk aktif 2 tahun dan inaktif 3 tahun."
    ),
    Reason.NO_PACKAGE: "Paket arsip belum tersedia. Paket dibuat setelah proses selesai.",
    Reason.NOT_ADMIN: "Tindakan ini hanya untuk admin kantor.",
    Reason.NO_SUCH_PERSON: "Pejabat tersebut tidak ditemukan.",
    Reason.NOT_FOR_PERSON: "Tugas ini tidak dapat dialihkan kepada pejabat tersebut.",
    Reason.NOT_ASKED: "Pilihan ini menunggu admin yang mengetik perintahnya.",
    Reason.ANONYMOUS: (
        "Pengirim anonim tidak dapat dikenali. Silakan matikan “Tetap anonim” pada hak admin grup, lalu "
        "ulangi."
    ),
    Reason.NO_TEMPLATE: "Templat naskah ini tidak ditemukan. Mohon hubungi admin kantor.",
    Reason.TEMPLATE_BROKEN: "Templat naskah ini belum dapat dipakai. Mohon hubungi admin kantor.",
    Reason.ONLY_PRIVATE: (
        "Proses ini bersifat rahasia. Silakan gunakan kartunya di percakapan pribadi dengan bot."
    ),
}


def sentence(refused: Refused) -> str:
    """Return the refusal as one plain sentence or two, at most 200 characters."""
    return cut(_SENTENCES[refused.reason].format_map(_Known(refused.facts)), TOAST)


_UNKNOWN = {
    "by": "pejabat lain",
    "label": "berkas",
    "whose": "pejabat lain",
    "number": "tersebut",
    "case": "lain",
    "mend": "Silakan pilih waktu yang akan datang.",
    "who": "pejabat lain",
    "day": "hari lain",
    "what": "Plt. atau Plh.",
    "at": "empat jam kerja lagi",
    "latest": "tiga bulan sejak mulai",
}


class _Known(dict[str, str]):
    """Facts of a refusal; one that was not given is said in general words."""

    def __missing__(self, key: str) -> str:
        return _UNKNOWN.get(key, "")
