"""The office's seal: an approval page behind the document, and the whole sealed."""

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, pdf_string

from papers.approval import Approval
from papers.letterhead import Letterhead
from papers.seal import Seal, SealError, seal_certificate, with_seal
from papers.sealing import sealed
from papers.signature_reading import read_signatures
from papers.signatures import Anchors, Integrity, Kind, Trust, spoiled
from sop.errors import Reason, Refused
from tests.papers.test_signature_traces import add_field, changed
from tests.sop.office_2026 import WIB
from tests.support.pki import NOW, OFFICE, SIGNER, authority, paper, signed
from tests.support.poppler import pdfsig

CA = authority()
SEAL = Seal(CA.pkcs12("Segel Contoh Instansi"), "rahasia", OFFICE, location="Padang")
ANCHORS = with_seal(Anchors(), SEAL)
APPROVAL = Approval(
    letterhead=Letterhead(("CONTOH INSTANSI", "BIRO ORGANISASI")),
    case=12,
    title="Evaluasi triwulan III",
    label="Laporan hasil evaluasi",
    file="laporan.pdf",
    sha256="ab" * 32,
    capacity=("Kepala Biro",),
    name=SIGNER,
    at=NOW,
    zone=WIB,
    link="https://t.me/contoh_bot?start=p12",
)


def odd_form(writer: Any) -> None:
    """Put a text where the list of the form's fields belongs."""
    writer.root[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): pdf_string("x")})
    writer.update_root()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("segel")


@pytest.fixture(scope="module")
def whole(home: Path) -> Path:
    """Give a paper of two pages as it is sealed."""
    (home / "laporan.pdf").write_bytes(paper(pages=2))
    sealed(home / "segel.pdf", home / "laporan.pdf", APPROVAL, SEAL, ANCHORS)
    return home / "segel.pdf"


def test_a_sealed_document_is_whole_by_our_reading_and_by_pdfsig(whole: Path) -> None:
    """One seal by the office, over the whole document, as of the moment of the approval."""
    (found,) = read_signatures(whole, ANCHORS, NOW)
    assert (found.kind, found.integrity, found.trust) == (Kind.SEAL, Integrity.INTACT, Trust.TRUSTED)
    assert (found.at, found.signer, found.field) == (NOW, "Segel Contoh Instansi", "SegelElektronik1")
    said = pdfsig(whole)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_the_approval_page_stands_behind_the_document(whole: Path) -> None:
    """Who, which capacity, the hash of what was approved; and the stamp says what a seal is not."""
    pages = pypdfium2.PdfDocument(whole)
    assert len(pages) == 3
    last = pages[2]
    pages.init_forms()
    text = last.get_textpage().get_text_range()
    for words in ("Kepala Biro", SIGNER, "abababab", "10.30 WIB"):
        assert words in text, words
    assert "Laporan hasil evaluasi capaian" in pages[0].get_textpage().get_text_range()


def test_the_stamp_is_visible_in_its_place(whole: Path) -> None:
    """The seal's box on the last page has ink, and a QR code that is no smaller than it can be read."""
    document = pypdfium2.PdfDocument(whole)
    document.init_forms()
    picture = document[2].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    height = picture.height
    box = picture.crop((2 * 57, height - 2 * 147, 2 * 140, height - 2 * 57))
    dark = sum(1 for value in box.tobytes() if value < 90)
    assert dark > box.width * box.height / 10


def test_one_flipped_byte_is_found_by_both(whole: Path, home: Path) -> None:
    """In the document as in what was put behind it."""
    data = whole.read_bytes()
    changed = home / "ubah.pdf"
    for place in (20, len(data) // 3, len(data) // 2, len(data) - 9):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert spoiled(read_signatures(changed, ANCHORS, NOW)), place
        assert "Signature is Valid" not in pdfsig(changed), place


def test_a_document_that_is_signed_already_is_sealed_without_a_page(home: Path) -> None:
    """A further page would break the signature, so the seal is added invisibly; both stay whole."""
    source, target = home / "bertanda.pdf", home / "bertanda-segel.pdf"
    source.write_bytes(signed(paper(), CA.pkcs12()))
    later = replace(APPROVAL, at=NOW + timedelta(hours=1))

    found = sealed(target, source, later, SEAL, ANCHORS)

    assert target.read_bytes().startswith(source.read_bytes())
    assert [(one.kind, one.integrity) for one in found] == [
        (Kind.SIGNATURE, Integrity.INTACT),
        (Kind.SEAL, Integrity.INTACT),
    ]
    assert len(pypdfium2.PdfDocument(target)) == 1
    assert pdfsig(target).count("Signature is Valid") == 2
    again = sealed(home / "dua.pdf", target, replace(later, at=NOW + timedelta(hours=2)), SEAL, ANCHORS)
    assert [one.field for one in again] == ["Signature1", "SegelElektronik1", "SegelElektronik2"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (signed(paper(), CA.pkcs12(), certify=1), Reason.NOT_SEALABLE),
        (signed(paper(), CA.pkcs12()).replace(b"/MediaBox", b"/MediaBux"), Reason.FILE_ALTERED),
        (b"%PDF-1.7\nnothing", Reason.NOT_SEALABLE),
        (changed(paper(), odd_form), Reason.NOT_SEALABLE),
    ],
    ids=["certified against all change", "altered", "no PDF", "a form that is none"],
)
def test_what_cannot_be_sealed_is_refused(home: Path, source: bytes, why: Reason) -> None:
    """A sentence tells to sign it by other means; nothing is made."""
    (home / "salah.pdf").write_bytes(source)
    with pytest.raises(Refused) as refused:
        sealed(home / "tidak.pdf", home / "salah.pdf", APPROVAL, SEAL, ANCHORS)
    assert refused.value.reason is why


def test_a_seal_does_not_outlive_its_certificate(home: Path) -> None:
    """What would be sealed is for the admin to see to; nothing is sealed with it."""
    (home / "laporan.pdf").write_bytes(paper(pages=2))
    over = replace(SEAL, pkcs12=CA.pkcs12("Segel Contoh Instansi", last=NOW - timedelta(days=1)))
    with pytest.raises(SealError, match=r"valid from .* to 2026-11-22 only"):
        sealed(home / "tidak.pdf", home / "laporan.pdf", APPROVAL, over, with_seal(Anchors(), over))


@pytest.mark.parametrize("name", ["SegelElektronik1", "nilai"])
def test_a_form_of_ones_own_is_no_hindrance(home: Path, name: str) -> None:
    """Whatever its fields are called."""
    (home / "formulir.pdf").write_bytes(changed(paper(), lambda writer: add_field(writer, name=name)))
    (found,) = sealed(home / "formulir-segel.pdf", home / "formulir.pdf", APPROVAL, SEAL, ANCHORS)
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.TRUSTED)
    assert found.field != name


def test_a_seal_of_no_use_is_told_apart_and_says_no_secret(home: Path) -> None:
    """A wrong password, or no PKCS#12 at all: that is for the admin, not for the official."""
    (home / "laporan.pdf").write_bytes(paper(pages=2))
    for wrong in (replace(SEAL, password="salah-sekali"), replace(SEAL, pkcs12=b"bukan")):
        with pytest.raises(SealError) as error:
            seal_certificate(wrong)
        assert "salah-sekali" not in str(error.value) + repr(wrong)
        with pytest.raises(SealError):
            sealed(home / "tidak.pdf", home / "laporan.pdf", APPROVAL, wrong, ANCHORS)


def test_the_same_approval_is_dated_by_its_own_moment(home: Path) -> None:
    """The seal's time is that of the approval, in the office's zone."""
    (home / "laporan.pdf").write_bytes(paper(pages=2))
    then = replace(APPROVAL, at=NOW - timedelta(days=3))
    (found,) = sealed(home / "lalu.pdf", home / "laporan.pdf", then, SEAL, ANCHORS)
    assert found.at == (NOW - timedelta(days=3)).astimezone(UTC)
