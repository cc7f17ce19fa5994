"""Phrases that belong to no card: greetings, help, notices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import card_texts, words
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Task
from sop.decisions import Overtaken
from sop.definition import Sop
from sop.moments import clock, duration, moment
from sop.people import By, Roster
from sop.turn import title

HELP = (
    "<b>Bantuan</b>\n\n"
    "/mulai \N{EN DASH} membuka proses baru\n"
    "/tugas \N{EN DASH} tugas Anda yang menunggu\n"
    "/status \N{EN DASH} kemajuan proses\n"
    "/arsip \N{EN DASH} mencari proses dan berkas\n"
    "/batal \N{EN DASH} membatalkan proses, dengan alasan\n"
    "/orang \N{EN DASH} susunan pejabat kantor\n"
    "/cuti \N{EN DASH} mencatat cuti dan pengganti Anda\n"
    "/plh \N{EN DASH} menetapkan Plh., Plt., atau mandat\n"
    "/kalender \N{EN DASH} hari kerja, hari libur, dan jam kerja\n"
    "/salinan \N{EN DASH} kartu di grup juga ke percakapan ini\n"
    "/ringkasan \N{EN DASH} ringkasan tugas setiap pagi\n"
    "/bantuan \N{EN DASH} petunjuk ini\n\n"
    "Setiap tugas datang sebagai kartu. Ketuk tombolnya, atau kirim berkas dengan membalas kartu itu."
)
ADMIN_HELP = (
    "\n\nUntuk admin:\n"
    "/undang \N{EN DASH} mengundang pejabat\n"
    "/undangan \N{EN DASH} undangan yang belum digunakan\n"
    "/admin \N{EN DASH} admin kantor"
)
COMMANDS = (
    ("tugas", "Tugas Anda yang menunggu"),
    ("mulai", "Membuka proses baru"),
    ("status", "Kemajuan proses"),
    ("arsip", "Mencari proses dan berkas"),
    ("batal", "Membatalkan proses"),
    ("cuti", "Mencatat cuti dan pengganti"),
    ("plh", "Menetapkan Plh., Plt., atau mandat"),
    ("orang", "Susunan pejabat"),
    ("ringkasan", "Ringkasan tugas setiap pagi"),
    ("kalender", "Hari kerja dan hari libur"),
    ("bantuan", "Petunjuk"),
)
ADMIN_COMMANDS = (
    ("undang", "Mengundang pejabat"),
    ("undangan", "Undangan yang belum digunakan"),
    ("admin", "Admin kantor"),
)
STRANGER_COMMANDS = (("start", "Mulai dengan undangan dari admin"), ("daftar", "Mendaftar tanpa undangan"))
CAPTION = 1024
"""What a caption may show (Bot API, sendDocument)."""
JUST_NOW = timedelta(minutes=15)
"""So soon after it a deadline "has come"; later, as after a stop of the bot, it has passed."""
NO_TASKS = "Saat ini tidak ada tugas yang menunggu Anda."
NO_CASES = "Belum ada proses yang melibatkan Anda. Ketuk /mulai untuk membuka proses."
CERTIFICATE_FOLLOWS = "Sertifikat proses sedang disiapkan dan segera dikirim ke percakapan ini."
CERTIFICATE_SENT = "Sertifikat proses telah dikirim."
NOT_UNDERSTOOD = "Pesan ini belum dapat dipahami. Ketuk /bantuan untuk petunjuk."
ONLY_FILES = "Silakan kirim berkas sebagai dokumen atau foto. Ketuk /bantuan untuk petunjuk."
FAILED = "Mohon maaf, terjadi gangguan dan tindakan Anda belum tercatat. Silakan coba beberapa saat lagi."
WAITS_FOR_FILE = "Saat ini berkas yang ditunggu. Silakan kirim sebagai dokumen atau foto."
IN_GROUP = (
    "Perintah ini digunakan di dalam grup: tambahkan bot ke grup, lalu ketik /hubungkan di sana agar kartu "
    "suatu jabatan datang ke grup itu, atau /putuskan untuk mengakhirinya."
)
NO_ROOM = "Grup ini bukan ruang jabatan mana pun."
COPIES = (
    "Salinan pribadi dinyalakan: kartu yang dikirim ke grup juga datang ke percakapan ini. "
    "Ketuk /salinan lagi untuk mematikannya."
)
NO_COPIES = (
    "Salinan pribadi dimatikan: kartu yang dikirim ke grup tidak lagi disalin ke percakapan ini, kecuali "
    "yang Anda ambil, yang Anda jalankan untuk pejabat lain, atau yang rahasia. "
    "Ketuk /salinan lagi untuk menyalakannya."
)
GROUP_COMMANDS = (
    ("hubungkan", "Jadikan grup ini ruang suatu jabatan"),
    ("putuskan", "Akhiri grup ini sebagai ruang jabatan"),
)
IN_PRIVATE = "Silakan gunakan layanan ini melalui percakapan pribadi dengan bot."


PASSED_ON = "Jabatan ini kini dipegang pejabat lain"
"""On the copy of a card whose owner no longer holds the post."""
FOUR_EYES = "Penyusun tidak dapat memeriksa atau menandatangani naskahnya sendiri"


def replaced(by: str) -> str:
    """Say on a holder's copy that the substitute does it for now."""
    return f"Selama Anda tidak di tempat, tugas ini dijalankan {words.esc(by, 120)}"


def welcome(name: str, post: str, office: str) -> str:
    """Greet a new holder of a position."""
    return (
        f"Selamat datang, {words.esc(name, 80).rstrip('.')}.\n"
        f"Anda terdaftar sebagai <b>{words.esc(post, 100)}</b> pada {words.esc(office, 100)}.\n"
        "Tugas akan datang ke percakapan ini. Ketuk /bantuan untuk petunjuk."
    )


def known(name: str, posts: str) -> str:
    """Greet somebody who is known."""
    as_ = f" sebagai <b>{words.esc(posts, 160)}</b>" if posts else ""
    return f"Selamat datang kembali, {words.esc(name, 80)}. Anda terdaftar{as_}. Ketuk /tugas atau /bantuan."


ELSEWHERE = "Tugas ini tidak lagi menunggu jabatan yang dilayani di grup ini"
"""On a group's card whose task waits for other posts now."""


def superseded(card: str, *, left: bool = False) -> str:
    """Say on a copy of a card that it rests: a newer one follows, or it is served elsewhere (`left`).

    What no longer fits is left as it was.
    """
    why = "Kartu ini tidak lagi dilayani di grup ini." if left else "Kartu yang terbaru ada di bawah."
    text = f"{card}\n\n{why}"
    return text if words.shown(text) <= CAPTION else card


def room_lost(title: str, posts: Sequence[str], why: str) -> str:
    """Tell an admin that a room cannot be written to, and what to do."""
    what = "bot tidak dapat menulis di sana" if why == "chat" else "topiknya dihapus atau ditutup"
    mend = "setelah bot dimasukkan lagi beserta hak mengirim pesan dan berkas, atau " if why == "chat" else ""
    return (
        f"\N{WARNING SIGN} Ruang <b>{words.esc(', '.join(posts), 200)}</b> pada grup "
        f"“{words.esc(title, 100)}” terputus karena {what}; kartunya kini dikirim langsung kepada "
        f"pejabatnya, dan kembali {mend}setelah /hubungkan diketik di sana."
    )


def room_found(title: str, posts: Sequence[str]) -> str:
    """Tell an admin that a room can be written to again."""
    return (
        f"Ruang <b>{words.esc(', '.join(posts), 200)}</b> pada grup “{words.esc(title, 100)}” tersambung "
        "kembali; kartu dikirim lagi ke sana."
    )


def reminder(kind: str, sop: Sop, task: Task, case: Case, zone: ZoneInfo, now: datetime, by: str = "") -> str:
    """Remind of a deadline, without blame; `by` is the post that reminds by hand."""
    due = moment(task.due, zone) if task.due and not task.paused else ""
    what = f"{card_texts.what(sop, task)} (proses {case.id})"
    if by:
        until = f" Tenggat: {due}." if due else ""
        return f"\N{BELL} {words.esc(by, 120)} mengingatkan: {what} ditunggu.{until}"
    if kind == "before":
        return f"\N{BELL} Pengingat: {what} ditunggu sebelum {due}."
    if kind == "due" and task.due is not None and now < task.due:
        return f"\N{BELL} Tenggat pukul {clock(task.due, zone)}: {what}."
    if kind == "due" and task.due is not None and now - task.due < JUST_NOW:
        return f"\N{BELL} Tenggat telah tiba: {what}, {due}."
    return f"\N{BELL} {what} masih ditunggu. Tenggat: {due}."


def late(
    sop: Sop,
    task: Task,
    case: Case,
    zone: ZoneInfo,
    calendar: WorkCalendar,
    now: datetime,
    roster: Roster,
) -> str:
    """Tell a superior that a task is late."""
    due = moment(task.due, zone) if task.due else ""
    passed = duration(calendar.between(task.due, now)) if task.due else ""
    return (
        f"\N{INFORMATION SOURCE} Untuk diketahui: {card_texts.what(sop, task)} "
        f"pada {words.case_line(case, public=True)} masih menunggu {words.whose(sop, case, task, roster)}.\n"
        f"Tenggat: {due}, lewat {passed} kerja."
    )


def stalled(sop: Sop, case: Case, task: Task, why: str, whose: str, who: str) -> str:
    """Tell the superior and the admins that nobody can do a task, why, and what would help."""
    post = f"<b>{words.esc(whose, 100)}</b>"
    head = f"\N{WARNING SIGN} {words.case_line(case)} menunggu {post} untuk {card_texts.what(sop, task)}"
    if why == "vacant":
        return (
            f"{head}, tetapi jabatan itu belum terisi. Kirim undangan atau tetapkan Plt./Plh. agar tugas "
            "dapat berjalan."
        )
    if why == "four_eyes":
        return (
            f"{head}. Penyusun tidak dapat memeriksa atau menandatangani naskahnya sendiri, dan tidak ada "
            "atasan yang dapat menggantikan. Mohon tetapkan Plh. atau alihkan tugas ini."
        )
    name = f", {words.esc(who, 80)}," if who else ""
    return (
        f"{head}, tetapi pejabatnya{name} tidak dapat dihubungi: bot diblokir atau belum dimulai di "
        "Telegram. Mohon yang bersangkutan diminta menekan Start, atau tetapkan Plh."
    )


def assigned(sop: Sop, case: Case, task: Task, to: By | None, by: By | None, reason: str) -> str:
    """Tell who was given a task (`to` None), or that a task went from here to somebody else."""
    giver = f" oleh {words.post(sop, by)}" if by else ""
    why = f"\nAlasan: “{words.esc(reason, 300)}”" if reason else ""
    what = f"{card_texts.what(sop, task)} pada {words.case_line(case)}"
    if to is None:
        return f"\N{INFORMATION SOURCE} Anda ditugaskan{giver}: {what}.{why}"
    return f"\N{INFORMATION SOURCE} Tugas {what} telah dialihkan{giver} kepada {words.person(sop, to)}.{why}"


def overtaken(sop: Sop, case: Case, found: Overtaken, zone: ZoneInfo) -> str:
    """Tell who approved or signed a version that another has taken its place."""
    did = "setujui" if found.task.part is Part.EXAMINE else "tanda tangani"
    when = f" pada {moment(found.task.ended.at, zone)}" if found.task.ended else ""
    by = f"{title(sop, found.brought.positions)}, {found.new.by}" if found.new.by else ""
    return (
        f"\N{INFORMATION SOURCE} {words.case_line(case)}\n"
        f"Berkas yang telah Anda {did}{when} telah diganti; keputusan Anda tidak berlaku untuk versi baru.\n"
        f"Semula: {words.file(found.old)}\n"
        f"Kini: {words.file(found.new)}" + (f", oleh {words.esc(by, 160)}" if by else "")
    )


def blocked(who: str) -> str:
    """Tell an admin that somebody cannot be reached."""
    return (
        f"\N{WARNING SIGN} {words.esc(who, 80)} tidak dapat dihubungi: bot diblokir atau belum dimulai di "
        "Telegram. Mohon yang bersangkutan diminta menekan Start."
    )


def failed(update: int) -> str:
    """Tell an admin that an update could not be applied."""
    return (
        f"\N{WARNING SIGN} Satu pesan (nomor {update}) gagal diproses dan belum tercatat. "
        "Rinciannya ada pada log bot."
    )


_PAPERS = {
    "sheet": "Lembar disposisi",
    "draft": "Naskah dari templat",
    "sealed": "Berkas bersegel",
    "certificate": "Sertifikat proses",
    "package": "Paket arsip",
}


def unmade(kind: str, case: int | None, *, asked: bool = False) -> str:
    """Tell an admin, or with `asked` whoever waits for it, that a paper could not be made."""
    what = _PAPERS.get(kind, "Satu naskah") + (f" untuk proses {case}" if case is not None else "")
    if asked:
        unsigned = " Dokumen belum ditandatangani." if kind == "sealed" else ""
        return (
            f"\N{INFORMATION SOURCE} Mohon maaf, {what[0].lower()}{what[1:]} belum dapat dibuat.{unsigned} "
            "Admin telah diberi tahu."
        )
    return f"\N{WARNING SIGN} {what} gagal dibuat setelah beberapa kali dicoba. Rinciannya ada pada log bot."


def infected(who: str, file: str, found: str) -> str:
    """Tell an admin what the virus scanner found."""
    return (
        f"\N{WARNING SIGN} Pemeriksaan virus menemukan <b>{words.esc(found, 80)}</b> dalam berkas "
        f"{words.esc(file, 80)} dari {words.esc(who, 80)}. Berkas tidak disimpan. Mohon perangkat "
        "pengirimnya diperiksa."
    )


def scanner_away(why: str) -> str:
    """Tell an admin that no file can be scanned."""
    return (
        f"\N{WARNING SIGN} Pemeriksa virus tidak melayani ({words.esc(why, 80)}). Selama itu tidak ada "
        "berkas yang diterima. Periksa dengan <code>sopbot check</code>."
    )


def succeeded(post: str, by: str) -> str:
    """Tell a former holder and the admins that a position passed on."""
    return f"Jabatan <b>{words.esc(post, 100)}</b> kini dipegang oleh {words.esc(by, 80)}."


def closed(sop: Sop, case: Case, zone: ZoneInfo) -> str:
    """Tell that every step is done."""
    when = moment(case.ended, zone) if case.ended else ""
    number = f"\nNomor arsip: {words.esc(case.archive.number, 90)}" if case.archive else ""
    return (
        f"\N{WHITE HEAVY CHECK MARK} {words.case_line(case)} telah selesai, {when}.\n"
        f"{words.sop_name(sop)}: semua langkah dan tanda terima lengkap.{number}"
    )


def cancelled(case: Case) -> str:
    """Tell that a case was ended early."""
    return f"{words.case_line(case)} telah dibatalkan.\nAlasan: “{words.esc(case.reason, 300)}”"


def delivered(sop: Sop, case: Case, label: str) -> str:
    """Caption a file that is delivered for information."""
    return f"Disampaikan: <b>{words.esc(label, 80)}</b>\n{words.case_line(case)}\n{words.sop_name(sop)}"
