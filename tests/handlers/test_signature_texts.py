"""What is said of the signatures of a file."""

from dataclasses import replace

from handlers.signature_texts import line, sentences
from papers.signatures import Integrity, Kind, Signature, Trust
from tests.sop.office_2026 import WIB
from tests.support.pki import NOW

ONE = Signature(
    "Signature1",
    Kind.SIGNATURE,
    Integrity.INTACT,
    Trust.TRUSTED,
    "Andri <b>Saputra",
    "Contoh Instansi",
    "Contoh Induk",
    NOW,
)


def test_the_line_of_a_card_is_short() -> None:
    """How many, whether whole, whether known; nothing where there is none."""
    seal = replace(ONE, kind=Kind.SEAL)
    stamp = replace(ONE, kind=Kind.TIMESTAMP, trust=Trust.UNKNOWN)
    assert line(()) == line([stamp]) == ""
    assert line([ONE, stamp]) == "🔏 1 tanda tangan elektronik, utuh, penerbit dikenal"
    assert line([ONE, seal]) == "🔏 1 tanda tangan elektronik dan 1 segel elektronik, utuh, penerbit dikenal"
    assert line([ONE, replace(ONE, trust=Trust.EXPIRED)]).endswith("utuh, sertifikat di luar masa berlaku")
    assert line([replace(ONE, integrity=Integrity.ALTERED)]).endswith("tidak utuh")
    assert line([replace(ONE, integrity=Integrity.UNSUPPORTED)]).endswith("belum dapat diperiksa")


def test_the_confirmation_says_who_when_and_whether_it_is_whole() -> None:
    """What stands in the certificate is escaped."""
    (said,) = sentences([ONE], WIB)
    assert said == (
        "🔏 Ditandatangani secara elektronik oleh <b>Andri &lt;b&gt;Saputra</b> (Contoh Instansi) "
        "pada Senin, 23 November 2026 pukul 10.30 WIB; tidak berubah sejak ditandatangani; "
        "penerbit sertifikat dikenal."
    )
    (altered,) = sentences([replace(ONE, integrity=Integrity.ALTERED, trust=Trust.UNKNOWN, at=None)], WIB)
    assert altered.endswith("berkas telah berubah sesudahnya; penerbit sertifikat belum dikenal.")
    assert "isian formulir yang diizinkan" in sentences([replace(ONE, filled=True)], WIB)[0]
    assert "rusak" in sentences([replace(ONE, integrity=Integrity.BROKEN)], WIB)[0]
    assert "belum dapat diperiksa" in sentences([replace(ONE, integrity=Integrity.UNSUPPORTED)], WIB)[0]
    assert sentences([ONE] * 6, WIB)[-1] == "🔏 Dan 2 tanda tangan lainnya."
