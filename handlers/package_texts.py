"""What is said of archive packages."""

from handlers import words
from sop.case import Case
from sop.moments import size
from storage.documents import Document

BUTTON = "📦 Paket arsip"
FOLLOWS = "Paket arsip sedang dibuat dan segera dikirim."
SENT = "Paket arsip dikirim."


def caption(case: Case, document: Document) -> str:
    """Caption the package: what it is, of which case, and its hash."""
    return "\n".join(
        [
            "\N{PACKAGE} Paket Arsip",
            words.case_line(case),
            *_number(case),
            f"{size(document.size)}, SHA-256 <code>{document.sha256}</code>",
        ]
    )


def too_large(case: Case, document: Document) -> str:
    """Say where a package is that is too large for Telegram."""
    lines = [
        "\N{PACKAGE} Paket Arsip telah dibuat",
        words.case_line(case),
        *_number(case),
        f"Ukurannya {size(document.size)}, terlalu besar untuk dikirim melalui Telegram.",
        f"Paket tersimpan pada server kantor; admin menyalinnya dengan <code>sopbot export {case.id}</code>.",
        f"SHA-256 <code>{document.sha256}</code>",
    ]
    return "\n".join(lines)


def _number(case: Case) -> list[str]:
    return [f"Nomor arsip: {words.esc(case.archive.number, 90)}"] if case.archive else []
