"""Seals a PDF with the office's own certificate (PAdES-B-B, ETSI EN 319 142-1). Runs in the press.

A seal shows where a document comes from and that it is whole. It is no certified electronic signature of a
person (PP 71/2019, pasal 60): it says so wherever it is shown.
"""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papers.approval import SEAL_BOX, Approval, approval_page
from papers.seal import Seal, SealError, demand_valid
from papers.signature_reading import read_signatures
from papers.signature_traces import referred
from papers.signatures import Anchors, Signature
from papers.typeset import typeset
from sop.errors import Reason, Refused
from sop.moments import moment

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.stamp import StaticStampStyle

FIELD = "SegelElektronik"
"""What the field of a seal is called, with a number behind it."""
HEADING = "Segel elektronik"
REMARK = "Bukan tanda tangan elektronik tersertifikasi"
LONGEST_REASON = 250


def sealed(
    target: Path, source: Path, approval: Approval, seal: Seal, anchors: Anchors
) -> tuple[Signature, ...]:
    """Write the sealed form of a PDF to `target`; return what signatures it bears then.

    The approval page is put behind the last page, with the stamp of the seal on it. Where the PDF bears
    signatures already, a further page would break them: then it gets the seal alone, invisibly and as an
    incremental update, and the record keeps who approved. Raises Refused where the PDF cannot be sealed, for
    one it permits no further signature; SealError where the seal is of no use.
    """
    demand_valid(seal, approval.at)
    before = read_signatures(source, anchors, approval.at)
    if any(one.spoiled for one in before):
        raise Refused(Reason.FILE_ALTERED)
    with tempfile.TemporaryDirectory(prefix="sopbot-seal-") as folder:
        home = Path(folder)
        if before:
            data, stamp = source.read_bytes(), None
        else:
            data, stamp = _with_page(home, source, approval), _stamp(home, approval, seal)
        try:
            _sign(target, data, approval, seal, stamp)
        except (SealError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - whatever a form or a page tree of an outsider brings about
            raise Refused(Reason.NOT_SEALABLE) from None
    after = read_signatures(target, anchors, approval.at)
    if len(after) != len(before) + 1 or any(one.spoiled for one in after):
        raise Refused(Reason.NOT_SEALABLE)
    return after


def _with_page(home: Path, source: Path, approval: Approval) -> bytes:
    """Return the document with the approval page behind it."""
    import pikepdf  # noqa: PLC0415 - as above

    page = home / "approval.pdf"
    approval_page(page, approval)
    out = BytesIO()
    try:
        with pikepdf.open(source) as document, pikepdf.open(page) as last:
            document.pages.extend(last.pages)
            document.save(out, deterministic_id=True)
    except (pikepdf.PdfError, ValueError, TypeError):
        raise Refused(Reason.NOT_SEALABLE) from None
    return out.getvalue()


def _stamp(home: Path, approval: Approval, seal: Seal) -> "StaticStampStyle":
    """Return what the seal looks like."""
    from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule  # noqa: PLC0415
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415 - as above

    picture = home / "stamp.pdf"
    data = {
        "heading": HEADING,
        "office": seal.office,
        "when": moment(approval.at, approval.zone),
        "remark": REMARK,
    }
    typeset(picture, "seal", data, at=approval.at, letterhead=approval.letterhead, link=approval.link)
    whole = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(), InnerScaling.STRETCH_TO_FIT
    )
    return StaticStampStyle.from_pdf_file(
        str(picture), border_width=0, background_layout=whole, background_opacity=1.0
    )


def _sign(
    target: Path, data: bytes, approval: Approval, seal: Seal, stamp: "StaticStampStyle | None"
) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - as above
    from pyhanko.sign import signers  # noqa: PLC0415 - as above
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415 - as above
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession  # noqa: PLC0415 - as above

    class Then(signers.PdfSigner):
        """Signs as of the moment of the approval, whatever the machine's clock says."""

        def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = approval.at.astimezone(approval.zone)
            return session

    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    name = _free(writer)
    left, bottom, right, top = SEAL_BOX
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=(seal.reason or f"{HEADING} {seal.office}")[:LONGEST_REASON],
        location=seal.location or None,
        name=seal.office,
    )
    spec = SigFieldSpec(
        name,
        on_page=-1,
        box=(round(left), round(bottom), round(right), round(top)) if stamp is not None else None,
        readable_field_name=f"{HEADING} {seal.office}",
    )
    signer = Then(meta, _signer(seal), stamp_style=stamp, new_field_spec=spec)
    with target.open("wb+") as out:
        signer.sign_pdf(writer, output=out)


def _signer(seal: Seal) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner as Signers  # noqa: PLC0415 - as above

    try:
        signer: SimpleSigner = Signers.load_pkcs12_data(seal.pkcs12, [], seal.password.encode())
    except ValueError:
        raise SealError("seal.pkcs12: cannot be opened") from None
    return signer


def _free(writer: "IncrementalPdfFileWriter") -> str:
    """Return a field's name that the document does not have yet, of whichever kind its field is."""
    from pyhanko.pdf_utils.generic import DictionaryObject  # noqa: PLC0415 - as above

    form = referred(writer.root.get("/AcroForm", {}))
    fields = [referred(one) for one in referred(form.get("/Fields", ()))]
    taken = {str(one["/T"]) for one in fields if isinstance(one, DictionaryObject) and "/T" in one}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{FIELD}{number}") not in taken)
