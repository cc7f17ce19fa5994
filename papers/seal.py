"""The office's electronic seal: a certificate with its key, and what tells whether it can be used."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from papers.signatures import Anchors


class SealError(Exception):
    """The office's seal itself is of no use: its file or its password."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The office's seal. The password is a secret: it stands in no repr and in no log."""

    pkcs12: bytes = field(repr=False)
    password: str = field(repr=False)
    office: str
    """Who seals, as its stamp says."""
    reason: str = ""
    """Why; empty for "Segel elektronik" and the office's name."""
    location: str = ""


def seal_certificate(seal: Seal) -> bytes:
    """Return the certificate of a seal, PEM. Raises SealError where the file or its password is wrong."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - only where there is a seal
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415 - as above

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(seal.pkcs12, seal.password.encode())
    except ValueError:
        raise SealError("seal.pkcs12: cannot be opened: another password, or no PKCS#12 file") from None
    if key is None or certificate is None:
        raise SealError("seal.pkcs12: holds no private key with its certificate")
    return certificate.public_bytes(serialization.Encoding.PEM)


def demand_valid(seal: Seal, at: datetime) -> None:
    """Raise SealError where the seal is of no use at a moment (aware): its file, its password or its time."""
    from cryptography import x509  # noqa: PLC0415 - only where there is a seal

    certificate = x509.load_pem_x509_certificate(seal_certificate(seal))
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not first <= at <= last:
        raise SealError(
            f"seal.pkcs12: its certificate is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d} only"
        )


def with_seal(anchors: Anchors, seal: Seal | None) -> Anchors:
    """Return the trusted certificates together with the office's own. Raises SealError."""
    return anchors if seal is None else replace(anchors, seals=(seal_certificate(seal),))
