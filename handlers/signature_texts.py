"""What is said of the signatures of a PDF: in the confirmation, on a card, in the list of files."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from handlers.stepup_texts import WITH_CODE
from handlers.words import esc
from papers.signatures import Integrity, Kind, Signature, Trust, from_facts
from sop import facts
from sop.errors import Reason
from sop.moments import moment
from storage.documents import Document

SHOWN = 4
"""Signatures that are described one by one; the rest are counted."""
SEALED = (
    "Dokumen telah dibubuhi segel elektronik dan dicatat telah Anda tandatangani. "
    "Segel ini bukan tanda tangan elektronik tersertifikasi."
)
CERTIFIED = (
    "Dokumen telah dibubuhi tanda tangan elektronik tersertifikasi Anda dan dicatat telah Anda tandatangani."
)
UNSIGNED = "Pada berkas ini tidak ditemukan tanda tangan elektronik."
UNSEALED = "Dokumen belum ditandatangani dan segel tidak dibubuhkan."
_TRUST = {
    Trust.TRUSTED: "penerbit sertifikat dikenal",
    Trust.UNKNOWN: "penerbit sertifikat belum dikenal",
    Trust.EXPIRED: "sertifikat di luar masa berlakunya",
    Trust.REVOKED: "sertifikat telah dicabut",
    Trust.UNFIT: "sertifikat atau algoritmanya tidak memadai untuk tanda tangan",
}
_WORST = (Trust.REVOKED, Trust.UNFIT, Trust.EXPIRED, Trust.UNKNOWN, Trust.TRUSTED)
_TRUST_BRIEFLY = {
    Trust.TRUSTED: "penerbit dikenal",
    Trust.UNKNOWN: "penerbit belum dikenal",
    Trust.EXPIRED: "sertifikat di luar masa berlaku",
    Trust.REVOKED: "sertifikat dicabut",
    Trust.UNFIT: "sertifikat tidak memadai",
}
_DONE = {
    Kind.SIGNATURE: "Ditandatangani secara elektronik oleh",
    Kind.CERTIFICATION: "Ditandatangani secara elektronik (sertifikasi) oleh",
    Kind.SEAL: "Disegel secara elektronik oleh",
    Kind.TIMESTAMP: "Diberi penanda waktu oleh",
}
_MEANS = {
    facts.SEAL: " dengan segel elektronik",
    facts.CERTIFIED: " dengan tanda tangan elektronik tersertifikasi",
}


def means(verified: str, how: str) -> str:
    """Return by what a document was signed, and how the signer was verified; "" for the tap alone."""
    code = WITH_CODE if verified == facts.TOTP else ""
    by = _MEANS.get(how, "")
    return f"{by} dan{code.removeprefix(' dengan')}" if by and code else by or code


def of_document(document: Document) -> tuple[Signature, ...]:
    """Return the signatures that were found in a document when it came."""
    return from_facts(document.found.get("signatures", ()))


def of_facts(facts_: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    """Return the sentences about the signatures that inspection found in a file."""
    return sentences(from_facts(facts_.get("signatures", ())), zone)


def line(signatures: Sequence[Signature]) -> str:
    """Return them in one short line, "" for none: "🔏 1 tanda tangan elektronik, utuh, penerbit dikenal"."""
    made = [one for one in signatures if one.kind is not Kind.TIMESTAMP]
    if not made:
        return ""
    seals = sum(one.kind is Kind.SEAL for one in made)
    counts = [f"{len(made) - seals} tanda tangan elektronik"] if len(made) > seals else []
    counts += [f"{seals} segel elektronik"] if seals else []
    head = f"🔏 {' dan '.join(counts)}"
    if any(one.spoiled for one in made):
        return f"{head}, tidak utuh"
    if any(one.integrity is Integrity.UNSUPPORTED for one in made):
        return f"{head}, belum dapat diperiksa"
    worst = min((one.trust for one in made), key=_WORST.index)
    return f"{head}, utuh, {_TRUST_BRIEFLY[worst]}"


def sentences(signatures: Sequence[Signature], zone: ZoneInfo) -> list[str]:
    """Return what was found, a sentence for each signature; HTML."""
    found = [_sentence(one, zone) for one in signatures[:SHOWN]]
    rest = len(signatures) - SHOWN
    return [*found, f"🔏 Dan {rest} tanda tangan lainnya."] if rest > 0 else found


def _sentence(one: Signature, zone: ZoneInfo) -> str:
    if one.integrity is Integrity.BROKEN:
        return "🔏 Tanda tangan elektronik pada berkas ini rusak dan tidak dapat dibaca."
    if one.integrity is Integrity.UNSUPPORTED:
        return "🔏 Tanda tangan elektronik pada berkas ini berbentuk lama dan belum dapat diperiksa."
    name = esc(one.signer or "penanda tangan tanpa nama", 80)
    office = f" ({esc(one.organisation, 80)})" if one.organisation not in ("", one.signer) else ""
    when = f" pada {moment(one.at, zone)}" if one.at is not None else ""
    if one.integrity is Integrity.ALTERED:
        state = "berkas telah berubah sesudahnya"
    elif one.filled:
        state = "sesudahnya hanya isian formulir yang diizinkan penanda tangan yang berubah"
    elif one.kind is Kind.TIMESTAMP:
        state = "tidak berubah sejak itu"
    else:
        state = (
            "tidak berubah sejak disegel" if one.kind is Kind.SEAL else "tidak berubah sejak ditandatangani"
        )
    return f"🔏 {_DONE[one.kind]} <b>{name}</b>{office}{when}; {state}; {_TRUST[one.trust]}."


REFUSALS: Mapping[Reason, str] = {
    Reason.FILE_ALTERED: (
        "Berkas ini tidak lagi sama dengan saat ditandatangani secara elektronik, atau tanda tangannya "
        "rusak. Silakan kirim berkas asli yang ditandatangani."
    ),
    Reason.NOT_SEALABLE: (
        "Berkas ini tidak dapat ditandatangani di sini. Silakan unduh, tanda tangani, lalu kirim berkas yang "
        "telah ditandatangani."
    ),
    Reason.BEING_SIGNED: "Dokumen ini sedang diproses. Mohon tunggu sebentar.",
    Reason.NIK_FORM: "NIK terdiri atas 16 angka, dan frasa sandi perlu diisi. Silakan periksa.",
    Reason.NIK_UNKNOWN: (
        "NIK ini tidak terdaftar pada layanan tanda tangan elektronik. Silakan periksa, atau hubungi "
        "pengelola TTE instansi Anda. Sisa percobaan: {left}."
    ),
    Reason.TTE_WRONG: "Frasa sandi belum sesuai. Sisa percobaan: {left}.",
    Reason.TTE_LOCKED: (
        "Isian belum sesuai sebanyak lima kali. Tanda tangan elektronik dikunci sampai pukul {until}."
    ),
    Reason.GATEWAY_AWAY: (
        "Layanan tanda tangan elektronik sedang tidak dapat dihubungi. Dokumen belum ditandatangani; silakan "
        "coba kembali nanti."
    ),
    Reason.GATEWAY_REFUSED: (
        "Layanan tanda tangan elektronik menolak dokumen ini (kode {code}). Dokumen belum ditandatangani."
    ),
    Reason.NOT_WHAT_WAS_SENT: (
        "Berkas dari layanan tanda tangan elektronik tidak sama dengan berkas yang disetujui, sehingga tidak "
        "diterima. Silakan hubungi admin."
    ),
}
"""Why a file with signatures, or a signature made here, was refused; see `handlers.refusals`."""
