"""Phrases about coming in without an invitation."""

from collections.abc import Sequence

from handlers.words import esc
from office.nip import spaced

NAME = (
    "<b>Pendaftaran</b>\nPendaftaran diperiksa oleh admin kantor. Ketuk /batal untuk berhenti.\n\n"
    "Siapa nama lengkap Anda, dengan gelar bila ada?"
)
NIP = "Berapa NIP Anda (18 angka)?"
ROLE = "Jabatan apa yang Anda daftarkan?"
PHONE = (
    "Bila berkenan, bagikan nomor telepon Anda kepada admin kantor dengan tombol di bawah. "
    "Bila tidak, ketuk Lewati."
)
SHARE, SKIP, SEND, STOP = "Bagikan nomor telepon", "Lewati", "Kirim", "Batal"
PHONE_TAKEN = "Nomor telepon telah diterima."
PHONE_SKIPPED = "Baik, tanpa nomor telepon."
SENT = "Pendaftaran Anda telah dikirim kepada admin kantor. Anda akan diberi tahu di percakapan ini."
NO_ADMIN = "\nSaat ini belum ada admin yang dapat dihubungi; pendaftaran Anda menunggu."
STOPPED = "Pendaftaran dibatalkan. Tidak ada yang dikirim."
TAP_A_BUTTON = "Silakan pilih dengan mengetuk salah satu tombol."
NO_ROLES = "Belum ada jabatan yang dapat didaftarkan. Silakan hubungi admin kantor Anda."


def which_unit(role: str) -> str:
    """Ask for the unit of a post."""
    return f"<b>{esc(role, 100)}</b> pada Bagian mana?"


def post_chosen(post: str) -> str:
    """Say which post was chosen."""
    return f"Jabatan: {esc(post, 120)}"


def summary(name: str, nip: str, post: str, phone: str | None) -> str:
    """Show somebody what will be sent."""
    return (
        "<b>Periksa pendaftaran Anda</b>\n"
        f"{_particulars(name, nip, post, phone)}\n\nBila sudah benar, ketuk Kirim."
    )


def card(
    name: str,
    nip: str,
    post: str,
    phone: str | None,
    *,
    posts: str = "",
    holders: Sequence[str] = (),
    same: str | None = None,
) -> str:
    """Show an admin who asks to come in, and what approval would do."""
    head = "Permohonan jabatan tambahan" if posts else "Pendaftaran baru"
    lines = [f"\N{BUST IN SILHOUETTE} <b>{head}</b>", _particulars(name, nip, post, phone)]
    if posts:
        lines.append(f"Kini terdaftar sebagai: {esc(posts, 200)}")
    if holders:
        lines.append(
            f"\nJabatan ini kini dipegang {esc(', '.join(holders), 200)} dan akan berpindah bila disetujui."
        )
    if same:
        lines.append(
            f"\n\N{WARNING SIGN} NIP ini tercatat pula pada akun lain: {esc(same, 120).rstrip('.')}."
        )
    return "\n".join(lines)


def _particulars(name: str, nip: str, post: str, phone: str | None) -> str:
    return (
        f"Nama: {esc(name, 120)}\nNIP: <code>{spaced(nip)}</code>\nJabatan: {esc(post, 120)}\n"
        f"Telepon: {esc(phone, 40) if phone else 'tidak diberikan'}"
    )


def approved(card_: str, by: str, when: str) -> str:
    """Show who approved, and when."""
    return f"{card_}\n\nTelah disetujui oleh {esc(by, 160)}, {when}."


def declined(name: str, post: str, by: str, when: str) -> str:
    """Show who declined, and when; what somebody told of themselves is gone."""
    return f"{_ended(name, post)}\n\nTelah ditolak oleh {esc(by, 160)}, {when}."


def replaced(name: str, post: str) -> str:
    """Show that a newer registration came in place of this one."""
    return f"{_ended(name, post)}\n\nTelah diganti oleh pendaftaran yang lebih baru."


def _ended(name: str, post: str) -> str:
    return f"\N{BUST IN SILHOUETTE} Pendaftaran\nNama: {esc(name, 120)}\nJabatan: {esc(post, 120)}"


def not_registered(post: str) -> str:
    """Tell somebody politely that they were not let in."""
    return (
        f"Mohon maaf, pendaftaran Anda sebagai {esc(post, 120)} belum dapat disetujui. "
        "Silakan hubungi admin kantor Anda."
    )
