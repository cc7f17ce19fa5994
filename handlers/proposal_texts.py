"""Phrases about cases that the calendar proposes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.words import esc
from sop.case import Case, Status
from sop.errors import Reason
from sop.moments import day, moment
from sop.recurring import Delay, Period

START, LATER, SKIP, BACK = "▶️ Mulai sekarang", "⏳ Tunda", "⏭ Lewati", "Kembali"
SKIP_PLAIN, SKIP_WITH = "⏭ Ya, lewati", "✍️ Lewati dengan alasan"
DELAYS = {Delay.ONE_DAY: "1 hari kerja", Delay.THREE_DAYS: "3 hari kerja", Delay.A_WEEK: "1 minggu"}
WHEN = "Ditunda berapa lama? Usulan ini datang kembali pada jam buka kantor."
SURE = "Lewati usulan ini? Proses periode ini tidak diusulkan lagi."
HINT = "Alasan"
AGAIN = "Telah diusulkan kembali pada kartu yang lebih baru."
GONE = "Usulan ini tidak berlaku lagi."

REFUSALS: Mapping[Reason, str] = {
    Reason.NOT_YOUR_PROPOSAL: "Mohon maaf, usulan ini menunggu {whose}.",
    Reason.PROPOSAL_GONE: GONE,
    Reason.PROPOSAL_STARTED: "Usulan ini telah dimulai sebagai proses {case} oleh {by}.",
    Reason.PROPOSAL_SKIPPED: "Usulan ini telah dilewati oleh {by}.",
    Reason.PROPOSAL_POSTPONED: "Usulan ini telah ditunda oleh {by}.",
    Reason.PROPOSAL_RUNNING: "Proses {number} dengan judul ini sudah Anda buka dan masih berjalan.",
}


def heading(title: str, sop: str, period: Period) -> list[str]:
    """Say what it is time for; `sop` comes escaped."""
    return [
        f"\N{SPIRAL CALENDAR PAD} Waktunya memulai <b>{esc(title, 200)}</b>.",
        sop,
        f"{esc(period.name)} berakhir {day(period.last)}.",
    ]


def missed(periods: Sequence[Period]) -> str:
    """Name the periods that were not proposed."""
    names = ", ".join(period.name for period in periods)
    return f"Tidak sempat diusulkan selama bot tidak berjalan: {names}."


def opened(case: Case, zone: ZoneInfo) -> str:
    """Say that a case under this very title is there already."""
    stand = {Status.OPEN: "sedang berjalan", Status.CLOSED: "telah selesai"}.get(
        case.status, "telah dibatalkan"
    )
    return (
        f"\N{INFORMATION SOURCE} Proses {case.id} dengan judul ini telah dibuka "
        f"{moment(case.opened, zone)} dan {stand}."
    )


def nobody(post: str) -> str:
    """Tell an admin why it comes to them."""
    return (
        f"\N{WARNING SIGN} {esc(post, 120)} belum terisi atau tidak dapat dihubungi, sehingga usulan ini "
        "disampaikan kepada admin."
    )


def with_others(post: str) -> str:
    """Tell whoever held the post that it is another's now."""
    return f"Menunggu {esc(post, 120)}."


def started(case: int, by: str, at: datetime, zone: ZoneInfo) -> str:
    """Say who began it."""
    return f"Telah dimulai sebagai proses {case} oleh {esc(by, 200)}, {moment(at, zone)}."


def skipped(by: str, reason: str, at: datetime, zone: ZoneInfo) -> str:
    """Say who passed it over, and why."""
    text = f"Telah dilewati oleh {esc(by, 200)}, {moment(at, zone)}."
    return f"{text}\nAlasan: {esc(reason)}" if reason else text


def postponed(by: str, again: datetime, zone: ZoneInfo) -> str:
    """Say who put it off, and until when."""
    return f"Telah ditunda oleh {esc(by, 200)} sampai {moment(again, zone)}."


def put_off(again: datetime, zone: ZoneInfo) -> str:
    """Confirm, in a toast."""
    return f"Usulan ini datang kembali {moment(again, zone)}."


def why(title: str) -> str:
    """Ask for the reason."""
    return f"Apa alasan <b>{esc(title, 200)}</b> dilewati? Balas pesan ini."
