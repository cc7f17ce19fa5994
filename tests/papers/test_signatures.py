"""What is found of the electronic signatures of a PDF."""

import pickle
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError

from papers.signature_reading import clean, read_signatures
from papers.signatures import Anchors, Integrity, Kind, Signature, Trust, as_facts, from_facts, spoiled
from tests.support.pki import NOW, OFFICE, SIGNER, Authority, authority, paper, signed, stamped, stamper
from tests.support.poppler import pdfsig

CA = authority()
ROOTS = Anchors(roots=(CA.pem,))


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return CA.pkcs12()


@pytest.fixture(scope="module")
def once(bundle: bytes) -> bytes:
    """Give a paper signed by some other program."""
    return signed(paper(), bundle)


class Read:
    """Reads bytes as a file."""

    def __init__(self, home: Path) -> None:
        self.path = home / "berkas.pdf"

    def __call__(self, data: bytes, anchors: Anchors = ROOTS, days: int = 0) -> tuple[Signature, ...]:
        """Return what is found some days after signing."""
        self.path.write_bytes(data)
        return read_signatures(self.path, anchors, NOW + timedelta(days=days))

    def one(self, data: bytes, anchors: Anchors = ROOTS, days: int = 0) -> Signature:
        """Return the only one."""
        (found,) = self(data, anchors, days)
        return found


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return Read(tmp_path)


def test_a_plain_pdf_bears_no_signature(read: Read) -> None:
    """Nothing signed, nothing found."""
    assert read(paper()) == ()


def test_a_signature_under_a_configured_root_is_known(read: Read, once: bytes) -> None:
    """Who signed, for which institution, by whose certificate, when; and poppler agrees that it is whole."""
    found = read.one(once)

    assert (found.integrity, found.trust, found.kind) == (Integrity.INTACT, Trust.TRUSTED, Kind.SIGNATURE)
    assert (found.signer, found.organisation, found.issuer) == (SIGNER, OFFICE, "Contoh Induk")
    assert (found.at, found.stamped, found.extended) == (NOW, False, False)
    assert "Signature is Valid" in pdfsig(read.path)


def test_without_the_root_nothing_is_known_of_the_signer(read: Read, once: bytes) -> None:
    """The file is whole all the same."""
    found = read.one(once, Anchors())
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.UNKNOWN)


def test_another_root_vouches_for_nothing(read: Read, once: bytes) -> None:
    """Of the same name, but another key."""
    other = Authority("Induk Lain")
    assert read.one(once, Anchors(roots=(other.pem,))).trust is Trust.UNKNOWN


def test_one_flipped_byte_is_found_wherever_it_is(read: Read, once: bytes) -> None:
    """In the page, in the signature, and in what fills its place up; poppler sees what it looks at."""
    start = once.index(b"/Contents <") + len(b"/Contents <")
    end = once.index(b">", start)
    value = start + len(once[start:end].rstrip(b"0")) - 40
    certificate = once.lower().index(_certificate(once).hex().encode(), start) + 800
    filling = end - 20
    for place in (once.index(b"stream\n") + 12, 20, certificate, value, filling, end + 30, len(once) - 8):
        changed = bytearray(once)
        hexadecimal = start <= place < end
        changed[place] = ord(f"{int(chr(once[place]), 16) ^ 1:x}") if hexadecimal else once[place] ^ 1
        assert spoiled(read(bytes(changed))), place
        if place not in (certificate, filling):  # which poppler leaves out
            assert "Signature is Valid" not in pdfsig(read.path), place


def test_what_is_added_after_signing_is_found(read: Read, once: bytes) -> None:
    """An incremental update that changes the page leaves every signed byte, and is an alteration."""
    writer = IncrementalPdfFileWriter(BytesIO(once))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)

    assert out.getvalue().startswith(once)
    assert read.one(out.getvalue()).integrity is Integrity.ALTERED


def test_a_further_signature_does_not_spoil_the_first(read: Read, once: bytes) -> None:
    """Two people sign one after the other."""
    twice = signed(once, CA.pkcs12("Rina Marlina"), field="Kedua", when=NOW + timedelta(hours=1))
    first, second = read(twice)

    assert [one.signer for one in (first, second)] == [SIGNER, "Rina Marlina"]
    assert (first.integrity, second.integrity) == (Integrity.INTACT, Integrity.INTACT)
    assert (first.extended, second.extended) == (True, False)


def test_a_certified_document_that_forbids_all_change_is_altered_by_one_more_signature(
    read: Read, bundle: bytes
) -> None:
    """The first signature permits nothing (DocMDP 1)."""
    certified = signed(paper(), bundle, certify=1)
    assert read.one(certified).kind is Kind.CERTIFICATION
    with pytest.raises(SigningError):
        signed(certified, bundle, field="Kedua")

    open_ = signed(paper(), bundle, certify=2)
    both = signed(open_, CA.pkcs12("Rina Marlina"), field="Kedua", when=NOW + timedelta(hours=1))
    assert [one.integrity for one in read(both)] == [Integrity.INTACT, Integrity.INTACT]
    # The same file, its permission made tighter by another: the signed bytes are no longer the same.
    assert spoiled(read(both.replace(b"/P 2", b"/P 1")))


def test_the_own_seal_is_told_apart(read: Read, once: bytes) -> None:
    """A signature by the office's own certificate is a seal, and needs no root."""
    certificate = _certificate(once)
    found = read.one(once, Anchors(seals=(certificate,)))
    assert (found.kind, found.trust) == (Kind.SEAL, Trust.TRUSTED)


def _certificate(data: bytes) -> bytes:
    """Return the signer's certificate, DER."""
    reader = PdfFileReader(BytesIO(data))
    return bytes(reader.embedded_signatures[0].signer_cert.dump())


def test_an_expired_certificate_is_told(read: Read, once: bytes) -> None:
    """Unless a time stamp that is itself trusted shows that it was used in time."""
    assert read.one(once, days=3000).trust is Trust.EXPIRED

    brief = CA.pkcs12(first=NOW - timedelta(days=2), last=NOW + timedelta(days=2))
    shown = signed(paper(), brief, stamper=stamper(CA, NOW))
    found = read.one(shown, days=30)
    assert (found.trust, found.stamped, found.at) == (Trust.TRUSTED, True, NOW)
    assert read.one(signed(paper(), brief), days=30).trust is Trust.EXPIRED


def test_a_revoked_certificate_is_told_where_the_file_carries_the_list(read: Read, bundle: bytes) -> None:
    """Nothing is fetched; what is in the file's own store counts."""
    certificate = x509.load_der_x509_certificate(_certificate(signed(paper(), bundle)))
    revoked = CA.revoked(certificate, NOW - timedelta(days=1))
    assert read.one(signed(paper(), bundle, crls=(revoked,))).trust is Trust.REVOKED

    later = CA.revoked(certificate, NOW + timedelta(days=1))
    shown = signed(paper(), bundle, stamper=stamper(CA, NOW), crls=(later,))
    assert read.one(shown, days=2).trust is Trust.TRUSTED


def test_weak_algorithms_and_certificates_for_other_uses_are_not_trusted(read: Read) -> None:
    """SHA-1, and a certificate that is made for encryption only."""
    old = read.one(signed(paper(), CA.pkcs12(), digest="sha1"))
    assert (old.integrity, old.trust, old.algorithm) == (Integrity.INTACT, Trust.UNFIT, "sha1")
    other = read.one(signed(paper(), CA.pkcs12(signs=False)))
    assert (other.integrity, other.trust) == (Integrity.INTACT, Trust.UNFIT)


def test_a_time_stamp_on_the_document_is_told_apart(read: Read, once: bytes) -> None:
    """Its moment is vouched for only where its authority is known."""
    later = NOW + timedelta(hours=2)
    signature, stamp = read(stamped(once, stamper(CA, later)))
    assert (signature.kind, stamp.kind) == (Kind.SIGNATURE, Kind.TIMESTAMP)
    assert (stamp.at, stamp.stamped, stamp.trust) == (later, True, Trust.TRUSTED)
    assert signature.integrity is Integrity.INTACT


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 9 9 9]"),
        (rb"/ByteRange \[[^\]]*\]", b"/ByteRange (x)"),
        (rb"/ByteRange", b"/ByteRangy"),
        (rb"/Contents <[0-9a-fA-F]{8}", b"/Contents <00000000"),
        (rb"/Contents <", b"/Contentz <"),
        (rb"/SubFilter /ETSI.CAdES.detached", b"/SubFilter null               "),
        (rb"/V \d+ 0 R", b"/V 9999 0 R"),
        (rb"%PDF-1.\d", b"%PDX-9.9"),
        (rb"startxref\n\d+", b"startxref\n7"),
    ],
)
def test_malformed_signatures_never_raise(read: Read, once: bytes, part: bytes, instead: bytes) -> None:
    """Whatever is wrong with it, the answer is that it is broken, or that nothing is known of it."""

    def padded(match: re.Match[bytes]) -> bytes:
        return instead.ljust(len(match[0])) if len(instead) < len(match[0]) else instead

    found = read(re.sub(part, padded, once))
    assert all(one.integrity is not Integrity.INTACT for one in found)


def test_every_truncation_is_answered(read: Read, once: bytes) -> None:
    """A file that stops anywhere is no intact signed file."""
    for length in range(0, len(once), 997):
        assert all(one.integrity is not Integrity.INTACT for one in read(once[:length])), length


def test_what_was_found_survives_the_facts_and_the_press(read: Read, once: bytes) -> None:
    """It is kept as JSON, and comes out of a child process."""
    found = read(once)
    assert from_facts(as_facts(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


def test_names_cannot_disguise_themselves() -> None:
    """Line breaks, control signs and signs that turn the direction of writing are taken out."""
    assert clean("Andri\n\u202esaputra\x00 <b>") == "Andri saputra <b>"
    assert len(clean("x" * 500)) == 120
