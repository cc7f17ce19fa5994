"""What was done to a file after it was signed, beyond what its signature fields say of themselves."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from papers.seal import Seal, with_seal
from papers.signature_reading import read_signatures
from papers.signature_traces import bears
from papers.signatures import Anchors, Integrity, Trust, spoiled
from tests.support.pki import NOW, authority, paper, signed
from tests.support.poppler import pdfsig

CA = authority()
ROOTS = Anchors(roots=(CA.pem,))
Change = Callable[[Any], None]


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return CA.pkcs12()


@pytest.fixture(scope="module")
def once(bundle: bytes) -> bytes:
    """Give a signed paper."""
    return signed(paper(), bundle)


def changed(data: bytes, change: Change) -> bytes:
    """Return a PDF with a change written behind it, which leaves every byte before it."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def add_field(writer: Any, kind: str = "/Tx", name: str = "nilai") -> None:
    """Put a form field on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    field = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Widget"), NameObject("/V"): pdf_string("1")}
    )
    field |= {NameObject("/FT"): NameObject(kind), NameObject("/T"): pdf_string(name)}
    field[NameObject("/Rect")] = ArrayObject(map(NumberObject, (10, 10, 200, 50)))
    there = writer.add_object(field)
    page[NameObject("/Annots")] = ArrayObject([there])
    writer.update_container(page)
    writer.root[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([there])})
    writer.update_root()


def fill_in(writer: Any) -> None:
    """Write something else into the form's first field."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[NameObject("/V")] = pdf_string("999")
    writer.update_container(field)


def empty_form(writer: Any) -> None:
    """Take every field out of the form; they stay on their pages."""
    writer.root["/AcroForm"][NameObject("/Fields")] = ArrayObject()
    writer.update_container(writer.root["/AcroForm"])


def drop_form(writer: Any) -> None:
    """Take the form away; its fields stay on their pages."""
    del writer.root["/AcroForm"]
    writer.update_root()


@pytest.mark.parametrize("change", [empty_form, drop_form])
def test_a_signature_whose_field_was_taken_out_of_the_form_is_no_unsigned_file(
    once: bytes, change: Change, tmp_path: Path
) -> None:
    """Other programs still show it, and the file was changed since."""
    path = tmp_path / "berkas.pdf"
    path.write_bytes(changed(once, change))
    assert spoiled(read_signatures(path, ROOTS, NOW))
    said = pdfsig(path)
    assert "Signature is Valid" in said
    assert "Not total document signed" in said


def test_what_is_filled_into_a_form_after_signing_is_a_change(bundle: bytes, tmp_path: Path) -> None:
    """Unless the signer permitted it (DocMDP 2), and then it is said."""
    path = tmp_path / "berkas.pdf"
    form = changed(paper(), add_field)

    def found(certify: int | None) -> tuple[Integrity, bool]:
        path.write_bytes(changed(signed(form, bundle, certify=certify), fill_in))
        (one,) = read_signatures(path, ROOTS, NOW)
        return one.integrity, one.filled

    assert found(None) == (Integrity.ALTERED, True)
    assert found(2) == (Integrity.INTACT, True)
    assert found(1)[0] is Integrity.ALTERED


def test_further_signatures_fill_nothing_in(bundle: bytes, tmp_path: Path) -> None:
    """Two people sign a form one after the other, the second in a field that waited for them."""
    path = tmp_path / "berkas.pdf"
    waiting = SigFieldSpec("Kedua", on_page=0, box=(10, 60, 200, 90))
    form = changed(changed(paper(), add_field), lambda writer: append_signature_field(writer, waiting))
    later = NOW + timedelta(hours=1)
    path.write_bytes(signed(signed(form, bundle), CA.pkcs12("Rina Marlina"), field="Kedua", when=later))
    assert [(one.integrity, one.filled) for one in read_signatures(path, ROOTS, later)] == [
        (Integrity.INTACT, False),
        (Integrity.INTACT, False),
    ]


def test_a_field_that_waits_for_a_signature_is_none(tmp_path: Path) -> None:
    """An empty signature field says nothing."""
    path = tmp_path / "berkas.pdf"
    waiting = SigFieldSpec("Kosong", on_page=0, box=(10, 10, 200, 50))
    path.write_bytes(changed(paper(), lambda writer: append_signature_field(writer, waiting)))
    assert read_signatures(path, ROOTS, NOW) == ()


@pytest.mark.parametrize("mark", [b"/ByteRange", b"/#42yteRange", b"/Byte#52ange", b"/B#79#74eRang#65"])
def test_a_mark_is_found_however_it_is_written(tmp_path: Path, mark: bytes) -> None:
    """Also across two pieces of a large file."""
    path = tmp_path / "berkas.pdf"
    for before in (0, 1024 * 1024 - 4):
        path.write_bytes(bytes(before) + mark + bytes(9))
        assert bears(path)
    path.write_bytes(b"/Byterange /ByteRang")
    assert not bears(path)


def test_a_certificate_that_is_trusted_by_itself_ends_all_the_same(tmp_path: Path) -> None:
    """As that of the office's seal: what is made after its end, or read then, is out of date."""
    path = tmp_path / "berkas.pdf"
    certificate = CA.pkcs12("Segel Contoh")
    path.write_bytes(signed(paper(), certificate))
    anchors = with_seal(Anchors(), Seal(certificate, "rahasia", "Contoh Instansi"))
    (now,) = read_signatures(path, anchors, NOW)
    (later,) = read_signatures(path, anchors, NOW + timedelta(days=400))
    assert (now.trust, later.trust) == (Trust.TRUSTED, Trust.EXPIRED)
