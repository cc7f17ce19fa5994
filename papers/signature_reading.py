"""Reads the electronic signatures of a PDF with pyHanko. Runs in the press; nothing is fetched from anywhere.

What an outsider made is read here, so every failure is an answer: a signature that cannot be read is broken.
"""

import asyncio
import logging
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papers.signature_traces import bears, filled_in, stray
from papers.signatures import Anchors, Integrity, Kind, Signature, Trust

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import DocumentTimestampStatus, EmbeddedPdfSignature, PdfSignatureStatus
    from pyhanko.sign.validation.status import SignatureStatus
    from pyhanko_certvalidator import ValidationContext

LONGEST = 120
"""Characters kept of a name that stands in a certificate."""
MOST = 64
"""Signatures that are looked at; a paper with more is no paper."""


@dataclass(frozen=True)
class _Known:
    """The certificates of this reading, decoded: who is trusted, and what the file itself brings."""

    roots: "list[x509.Certificate]"
    seals: frozenset[bytes]
    certs: "list[x509.Certificate]"
    crls: list[Any]
    ocsps: list[Any]
    now: datetime

    def context(self, moment: datetime | None = None) -> "ValidationContext":
        """Return what a certificate is judged by, now or as of a moment that a time stamp vouches for."""
        from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - in the press only

        return ValidationContext(
            trust_roots=self.roots,
            other_certs=self.certs,
            crls=self.crls,
            ocsps=self.ocsps,
            moment=moment or self.now,
            allow_fetching=False,
            revocation_mode="soft-fail",
            retroactive_revinfo=moment is not None,
        )


def read_signatures(path: Path, anchors: Anchors, now: datetime) -> tuple[Signature, ...]:
    """Return the signatures of a PDF, the oldest first; none where it bears none. Raises nothing but OSError.

    Of a file that cannot be read as a PDF at all, one broken signature is returned if it ever bore any.
    """
    if not bears(path):
        return ()
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - as above

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is wrong goes into the answer
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    with path.open("rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            fields = _fields(reader)
            known = _known(reader, anchors, now)
            lost = stray(reader, {_value(field) for _, field in fields})
        except (Exception, RecursionError):  # noqa: BLE001 - whatever an invented file brings about
            return (_broken(""),)
        found = [_one(reader, name, field, known) for name, field in fields[:MOST]]
        found += [Signature("", Kind.SIGNATURE, Integrity.ALTERED)] if lost else []
    return tuple(sorted(found, key=lambda one: one.at or now))


def _broken(name: str) -> Signature:
    return Signature(name, Kind.SIGNATURE, Integrity.BROKEN)


def _fields(reader: "PdfFileReader") -> list[tuple[str, Any]]:
    """Return the name and the dictionary of each signature field that is filled."""
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415 - as above

    return [(name, field) for name, _, field in enumerate_sig_fields(reader, filled_status=True)]


def _value(field: Any) -> Any:
    """Return the reference of a field's signature; what stands in the field itself has its own identity."""
    value = field.get_object().raw_get("/V")
    return getattr(value, "reference", id(value))


def _known(reader: "PdfFileReader", anchors: Anchors, now: datetime) -> _Known:
    from asn1crypto import crl, ocsp, pem, x509  # noqa: PLC0415 - as above
    from pyhanko.sign.validation import DocumentSecurityStore  # noqa: PLC0415 - as above
    from pyhanko.sign.validation.errors import NoDSSFoundError  # noqa: PLC0415 - as above

    def loaded(data: bytes) -> "x509.Certificate":
        return x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)

    roots, seals = ([loaded(data) for data in given] for given in (anchors.roots, anchors.seals))
    certs: list[x509.Certificate] = []
    crls: list[Any] = []
    ocsps: list[Any] = []
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certs = list(store.load_certs())
        crls = [crl.CertificateList.load(_data(one)) for one in store.crls]
        ocsps = [ocsp.OCSPResponse.load(_data(one)) for one in store.ocsps]
    except NoDSSFoundError:
        pass
    except (Exception, RecursionError):  # noqa: BLE001 - a bad store vouches for nothing, and spoils nothing
        certs, crls, ocsps = [], [], []
    return _Known([*roots, *seals], frozenset(one.sha256 for one in seals), certs, crls, ocsps, now)


def _data(reference: Any) -> bytes:
    return bytes(reference.get_object().data)


def _one(reader: "PdfFileReader", name: str, field: Any, known: _Known) -> Signature:
    """Return what one field says, whatever it says."""
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415 - as above
    from pyhanko.sign.validation import EmbeddedPdfSignature  # noqa: PLC0415 - as above

    name = clean(name)
    try:
        form = str(field.get_object()["/V"].get("/SubFilter", ""))
        if form not in {one.value for one in SigSeedSubFilter}:
            return Signature(name, Kind.SIGNATURE, Integrity.UNSUPPORTED)
        embedded = EmbeddedPdfSignature(reader, field, name)
        if not _padded_with_nothing(embedded):
            return _broken(name)
        return asyncio.run(_judged(embedded, name, known))
    except (Exception, RecursionError):  # noqa: BLE001 - whatever an invented file brings about
        return _broken(name)


def _padded_with_nothing(embedded: "EmbeddedPdfSignature") -> bool:
    """Whether only zeros fill up the signature's place, which no signature covers (EN 319 142-1, 5.1)."""
    from asn1crypto import parser  # noqa: PLC0415 - as above

    data = embedded.pkcs7_content
    _, _, _, header, content, trailer = parser.parse(data)
    return not any(data[len(header) + len(content) + len(trailer) :])


async def _judged(embedded: "EmbeddedPdfSignature", name: str, known: _Known) -> Signature:
    from pyhanko.sign.validation import (  # noqa: PLC0415 - as above
        async_validate_pdf_signature,
        async_validate_pdf_timestamp,
    )
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415 - as above

    known = replace(known, **_archived(embedded, known))
    certificate = embedded.signer_cert
    said = Signature(
        field=name,
        kind=_kind(embedded, known),
        integrity=Integrity.BROKEN,
        signer=_named(certificate.subject, "common_name", "organization_name"),
        organisation=_named(certificate.subject, "organization_name"),
        issuer=_named(certificate.issuer, "common_name", "organization_name"),
        algorithm=str(embedded.external_md_algorithm or embedded.md_algorithm),
    )
    if embedded.sig_object_type == "/DocTimeStamp":
        stamp = await async_validate_pdf_timestamp(embedded, known.context())
        return replace(
            said,
            integrity=_integrity(embedded, stamp),
            trust=_trust(stamp),
            at=_aware(stamp.timestamp),
            stamped=stamp.trusted,
            extended=_extended(embedded),
        )
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})

    async def judged(moment: datetime | None) -> "PdfSignatureStatus":
        context = known.context(moment)
        return await async_validate_pdf_signature(
            embedded, context, ts_validation_context=known.context(), key_usage_settings=usage
        )

    status = await judged(None)
    integrity, extended = _integrity(embedded, status), _extended(embedded)
    filled = integrity is Integrity.INTACT and extended and filled_in(embedded)
    if filled and embedded.docmdp_level is None:
        integrity = Integrity.ALTERED  # the signer permitted nothing of the kind
    token = status.timestamp_validity
    stamped = token is not None and token.trusted
    trust = _trust(status)
    if token is not None and stamped and trust in (Trust.EXPIRED, Trust.REVOKED):
        # What was over or revoked later was good at the moment that the time stamp vouches for.
        trust = _trust(await judged(token.timestamp))
    if trust is Trust.TRUSTED and not _in_time(
        certificate, token.timestamp if token and stamped else None, known
    ):
        trust = Trust.EXPIRED
    return replace(
        said,
        integrity=integrity,
        trust=trust,
        at=_aware(token.timestamp if token is not None and stamped else status.signer_reported_dt),
        stamped=stamped,
        extended=extended,
        filled=filled,
    )


def _in_time(certificate: "x509.Certificate", stamp: datetime | None, known: _Known) -> bool:
    """Whether a certificate that is trusted by itself, as a seal's is, was within its time.

    Of one that is trusted by its issuer the validation has seen to it; of an anchor nothing is looked at
    (RFC 5280, 6.1.1).
    """
    if certificate.sha256 not in {one.sha256 for one in known.roots}:
        return True
    first, last = certificate.not_valid_before, certificate.not_valid_after
    return bool(first <= (stamp or known.now) <= last)


def _archived(embedded: "EmbeddedPdfSignature", known: _Known) -> dict[str, Any]:
    """Return what is known together with the revocation answers that the signature itself carries."""
    from pyhanko.sign.general import find_unique_cms_attribute  # noqa: PLC0415 - as above

    crls, ocsps = list(known.crls), list(known.ocsps)
    try:
        kept = find_unique_cms_attribute(
            embedded.signer_info["signed_attrs"], "adobe_revocation_info_archival"
        )
        crls += list(kept["crl"] or ())
        ocsps += list(kept["ocsp"] or ())
    except (Exception, RecursionError):  # noqa: BLE001 - most signatures carry none; a bad one vouches for nothing
        crls, ocsps = list(known.crls), list(known.ocsps)
    return {"crls": crls, "ocsps": ocsps}


def _kind(embedded: "EmbeddedPdfSignature", known: _Known) -> Kind:
    if embedded.sig_object_type == "/DocTimeStamp":
        return Kind.TIMESTAMP
    if embedded.signer_cert.sha256 in known.seals:
        return Kind.SEAL
    try:
        first = embedded.reader.root["/Perms"].raw_get("/DocMDP").reference
    except (KeyError, AttributeError):
        return Kind.SIGNATURE
    return Kind.CERTIFICATION if first == embedded.sig_field.raw_get("/V").reference else Kind.SIGNATURE


def _integrity(
    embedded: "EmbeddedPdfSignature", status: "PdfSignatureStatus | DocumentTimestampStatus"
) -> Integrity:
    """Return whether the bytes are those signed, and what came after them was permitted."""
    if not (status.intact and status.valid):
        return Integrity.ALTERED
    if not embedded.summarise_integrity_info()["docmdp_ok"]:
        return Integrity.ALTERED
    return Integrity.INTACT


def _extended(embedded: "EmbeddedPdfSignature") -> bool:
    from pyhanko.sign.validation import SignatureCoverageLevel  # noqa: PLC0415 - as above

    return embedded.coverage is not SignatureCoverageLevel.ENTIRE_FILE


def _trust(status: "SignatureStatus") -> Trust:
    from pyhanko.sign.ades.report import AdESIndeterminate as Why  # noqa: PLC0415 - as above

    if status.trusted:
        return Trust.TRUSTED
    why = status.trust_problem_indic
    if status.revocation_details is not None or why in (Why.REVOKED_NO_POE, Why.REVOKED_CA_NO_POE):
        return Trust.REVOKED
    if why in (Why.EXPIRED, Why.NOT_YET_VALID, Why.OUT_OF_BOUNDS_NO_POE, Why.OUT_OF_BOUNDS_NOT_REVOKED):
        return Trust.EXPIRED
    unfit = (
        Why.CRYPTO_CONSTRAINTS_FAILURE,
        Why.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        Why.CHAIN_CONSTRAINTS_FAILURE,
        Why.SIG_CONSTRAINTS_FAILURE,
    )
    return Trust.UNFIT if why in unfit else Trust.UNKNOWN


def _named(name: "x509.Name", *keys: str) -> str:
    """Return the first of some parts of a certificate's name that is there."""
    parts = name.native
    for key in keys:
        value = parts.get(key)
        if value:
            return clean(value[0] if isinstance(value, list) else str(value))
    return ""


def clean(text: str) -> str:
    """Return a text from a file without what could disguise it: control and direction marks, line breaks."""
    kept = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    kept = " ".join(kept.split())
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
