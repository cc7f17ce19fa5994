"""Phrases about invitations and admin rights."""

from collections.abc import Sequence

from handlers.words import esc

NO_INVITATIONS = "Tidak ada undangan yang belum digunakan. Ketuk /undang untuk membuat undangan."
WHICH_ROLE = "Undangan untuk jabatan apa?"
NO_USERNAME = "Nama bot belum diketahui dari Telegram. Silakan coba beberapa saat lagi."
NO_UNITS = (
    "Belum ada Bagian yang terdaftar. Mohon daftar Bagian diisi pada konfigurasi (office.units) dahulu."
)
NOBODY_LEFT = "Semua yang terdaftar sudah menjadi admin. Ketuk /undang untuk mengundang admin lain."
WHO_ADMIN = "Siapa yang ditetapkan menjadi admin?"


def which_unit(role: str) -> str:
    """Ask for the unit of an invitation."""
    return f"Undangan untuk <b>{esc(role, 100)}</b> pada Bagian mana?"


def invited(post: str, holders: Sequence[str]) -> str:
    """Confirm an invitation, and say from whom the post will pass."""
    text = f"Undangan untuk <b>{esc(post, 100)}</b> telah dibuat."
    if holders:
        text += f"\nJabatan ini kini dipegang {esc(', '.join(holders), 200)} dan akan berpindah."
    return text


def invitation(post: str, link: str, until: str) -> str:
    """Give the link of an invitation."""
    return (
        f"Undangan sebagai <b>{esc(post, 100)}</b>:\n{esc(link)}\n\n"
        f"Berlaku satu kali, sampai {until}. Sampaikan langsung kepada orangnya: siapa pun yang "
        "membukanya lebih dahulu tercatat. Untuk menariknya ketuk /undangan."
    )


def invitations(lines: Sequence[str], total: int) -> str:
    """List the open invitations."""
    return "\n".join([f"Undangan yang belum digunakan ({total}):", "", *lines])


def open_invitation(number: int, post: str, made: str, until: str) -> str:
    """Describe one open invitation, without its link."""
    return f"{number}. <b>{esc(post, 100)}</b>\n    Dibuat {made}\n    Berlaku sampai {until}"


def withdrawn(post: str) -> str:
    """Confirm that an invitation was withdrawn, in a toast."""
    return f"Undangan sebagai {post} telah ditarik."


def admins(lines: Sequence[str]) -> str:
    """List the admins."""
    return "\n".join([f"Admin kantor ({len(lines)}):", "", *lines])


def admin_line(number: int, name: str, *, here: bool, reachable: bool) -> str:
    """Describe one admin."""
    if not here:
        return f"{number}. Nomor pengguna {esc(name)} (belum menekan Start)"
    return f"{number}. {esc(name, 120)}" + ("" if reachable else " (tidak dapat dihubungi)")


def sure_to_grant(name: str) -> str:
    """Ask before somebody becomes an admin."""
    return (
        f"Tetapkan <b>{esc(name, 120)}</b> sebagai admin kantor? Admin dapat mengundang pejabat, "
        "menetapkan Plt./Plh., mengalihkan tugas, dan mengatur admin lain."
    )


def sure_to_revoke(name: str) -> str:
    """Ask before somebody's right is taken back."""
    return f"Cabut hak admin <b>{esc(name, 120)}</b>?"


def granted(name: str) -> str:
    """Confirm to whoever gave the right."""
    return f"<b>{esc(name, 120)}</b> telah ditetapkan sebagai admin kantor."


def revoked(name: str) -> str:
    """Confirm to whoever took the right back."""
    return f"Hak admin <b>{esc(name, 120)}</b> telah dicabut."


def admin_given(who: str, by: str, own: bool, office: str) -> str:
    """Tell somebody that they are an admin now, or another admin of it."""
    giver = f" oleh {esc(by, 160)}" if by else ""
    if own:
        return (
            f"\N{INFORMATION SOURCE} Anda telah ditetapkan{giver} sebagai admin {esc(office, 100)}. "
            "Ketuk /bantuan untuk petunjuk."
        )
    return f"\N{INFORMATION SOURCE} <b>{esc(who, 120)}</b> telah ditetapkan{giver} sebagai admin kantor."


def admin_taken(who: str, by: str, own: bool, office: str) -> str:
    """Tell somebody that they are no admin any more, or another admin of it."""
    taker = f" oleh {esc(by, 160)}" if by else ""
    if own:
        return f"\N{INFORMATION SOURCE} Hak admin Anda pada {esc(office, 100)} telah dicabut{taker}."
    return f"\N{INFORMATION SOURCE} Hak admin <b>{esc(who, 120)}</b> telah dicabut{taker}."


def welcome_admin(name: str, office: str) -> str:
    """Greet an admin who has come in without a post."""
    return (
        f"Selamat datang, {esc(name, 80)}.\n"
        f"Anda terdaftar sebagai <b>Admin</b> pada {esc(office, 100)}. Ketuk /bantuan untuk petunjuk."
    )
