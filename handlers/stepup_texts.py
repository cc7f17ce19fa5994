"""What is said about codes before signatures."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.words import case_line, esc
from sop.case import Case
from sop.errors import Reason
from sop.moments import moment

COMMAND = ("autentikator", "Mendaftarkan aplikasi autentikator")
HELP = "\n\n/autentikator \N{EN DASH} mendaftarkan aplikasi autentikator untuk tanda tangan"
HINT = "6 angka"
RETURN_IT = "Mohon kembalikan undangan ini agar dijadwalkan ulang."
ASKED = "Silakan kirim kode autentikator Anda."
ENROLLED = (
    "Autentikator Anda telah aktif.\n"
    "Bila ponsel atau aplikasinya berganti, mohon admin kantor meresetnya, lalu ketuk /autentikator kembali."
)
ACTIVE = (
    "Autentikator telah aktif. Pesan berisi kode QR dihapus dari percakapan ini.\n"
    "Untuk tanda tangan berikutnya, tunggu kode yang baru di aplikasi."
)
WITH_CODE = " dengan kode autentikator"


def offer(key: str) -> str:
    """Caption the QR code: how to enrol, and the same key for typing, hidden until it is touched."""
    return (
        "<b>Pendaftaran autentikator</b>\n"
        "1. Pasang aplikasi autentikator (TOTP) di ponsel Anda.\n"
        "2. Pindai kode QR ini, atau ketuk lalu salin kunci ini ke aplikasi: "
        f"<tg-spoiler>{esc(key)}</tg-spoiler>\n"
        "3. Balas pesan ini dengan 6 angka yang tampil di aplikasi, paling lambat dalam satu jam.\n\n"
        "Mohon tidak meneruskan pesan ini. Pesan ini dihapus setelah kode pertama diterima."
    )


def ask(case: Case, label: str) -> str:
    """Ask for the code of one signature."""
    return (
        f"{case_line(case)}\n"
        f"Untuk menandatangani <b>{esc(label, 90)}</b>, balas pesan ini dengan 6 angka dari aplikasi "
        "autentikator Anda. Pesan berisi kode langsung dihapus."
    )


def signed(case: Case) -> str:
    """Say that the code was right and the signature is given."""
    return f"{case_line(case)}\nDokumen telah Anda tandatangani{WITH_CODE}."


def sealing(case: Case) -> str:
    """Say that the code was right and the seal is being put on."""
    return f"{case_line(case)}\nKode diterima. Dokumen sedang dibubuhi segel; hasilnya segera dikirim."


def locked(who: str, until: str, zone: ZoneInfo) -> str:
    """Tell an admin of five wrong codes in a row."""
    return (
        f"\N{WARNING SIGN} Lima kode autentikator berturut-turut belum sesuai atas nama {esc(who, 160)}. "
        f"Tanda tangan dengan kode dikunci sampai {moment(datetime.fromisoformat(until), zone)}. "
        "Mohon pastikan bahwa yang bersangkutan sendiri yang mencoba."
    )


RESET = (
    "\N{INFORMATION SOURCE} Autentikator Anda telah direset oleh admin. "
    "Ketuk /autentikator untuk mendaftarkan kembali sebelum tanda tangan berikutnya. "
    "Bila Anda tidak memintanya, mohon segera hubungi admin."
)
REFUSALS: Mapping[Reason, str] = {
    Reason.NEEDS_CODE: "Tanda tangan ini memerlukan kode autentikator. Ketuk Tanda tangani pada kartunya.",
    Reason.NO_AUTHENTICATOR: (
        "Tanda tangan ini memerlukan kode autentikator. Ketuk /autentikator dalam percakapan pribadi dengan "
        "bot untuk mendaftar, lalu ketuk Tanda tangani kembali."
    ),
    Reason.WRONG_CODE: "Kode belum sesuai. Sisa percobaan: {left}.",
    Reason.CODE_FORM: (
        "Kode autentikator terdiri dari 6 angka. Pesan tadi dihapus; "
        "silakan kirim kode yang tampil di aplikasi."
    ),
    Reason.CODE_USED: "Kode ini sudah dipakai. Silakan tunggu kode berikutnya di aplikasi, lalu kirim.",
    Reason.CODE_LOCKED: (
        "Kode belum sesuai sebanyak lima kali. Tanda tangan dengan kode dikunci sampai pukul {until}."
    ),
    Reason.CODE_LATE: (
        "Kode ini datang setelah waktunya dan telah dihapus. "
        "Silakan ketuk Tanda tangani pada kartunya kembali."
    ),
    Reason.CODE_ASTRAY: (
        "Kode hanya dikirim di percakapan pribadi dengan bot. Silakan hapus pesan tadi, lalu kirim kode "
        "berikutnya di sana."
    ),
    Reason.CODES_OFF: "Kode autentikator belum disiapkan di kantor ini. Silakan hubungi admin.",
    Reason.AUTHENTICATOR_LOST: (
        "Autentikator Anda tidak dapat dibaca lagi. Mohon admin kantor meresetnya, lalu ketuk /autentikator "
        "untuk mendaftar kembali."
    ),
    Reason.ENROLMENT_OVER: "Kode QR ini sudah tidak berlaku. Ketuk /autentikator untuk memulai kembali.",
    Reason.FIRST_CODE_WRONG: (
        "Kode belum sesuai. Pastikan jam ponsel diatur otomatis, lalu kirim kode yang sedang tampil."
    ),
    Reason.NOT_OWN_RESET: "Autentikator milik sendiri direset oleh admin lain.",
}
"""Why a code, or a signature without one, was refused; see `handlers.refusals`."""
