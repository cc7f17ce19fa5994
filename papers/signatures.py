"""What the electronic signatures of a PDF say, as plain values; `signature_reading` reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Integrity(StrEnum):
    """Whether what was signed is still what the file shows."""

    INTACT = "intact"
    """Nothing was changed since, or only what the signature itself permits (ISO 32000-2, 12.8.2.2)."""
    ALTERED = "altered"
    """Bytes differ, or something was added afterwards that no signature permits."""
    BROKEN = "broken"
    """The signature itself cannot be read."""
    UNSUPPORTED = "unsupported"
    """A form of signature that is not examined, such as adbe.pkcs7.sha1: nothing is known of it."""


class Trust(StrEnum):
    """What is known of the certificate, from the configured roots and from the file alone."""

    TRUSTED = "trusted"
    """Issued under a configured root, valid when it was used."""
    UNKNOWN = "unknown"
    """Issued by nobody that is configured."""
    EXPIRED = "expired"
    """Out of date or not valid yet, and no trusted time stamp shows that it was used within its time."""
    REVOKED = "revoked"
    """Revoked before it was used, by what the file itself carries (CRL, OCSP)."""
    UNFIT = "unfit"
    """Not made for signing, or with an algorithm that is no longer safe (SHA-1, short RSA keys)."""


class Kind(StrEnum):
    """What a signature is."""

    SIGNATURE = "signature"
    CERTIFICATION = "certification"
    """The first signature, which fixes what may still be added (DocMDP)."""
    SEAL = "seal"
    """This office's own seal."""
    TIMESTAMP = "timestamp"
    """A time stamp on the document, by a time stamping authority (RFC 3161)."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The trusted certificates, PEM or DER: those of issuers, and those of this office's own seals."""

    roots: tuple[bytes, ...] = ()
    seals: tuple[bytes, ...] = ()


NO_ANCHORS = Anchors()


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a PDF. Texts come from the file: cleaned, at most 120 characters, to be escaped."""

    field: str
    kind: Kind
    integrity: Integrity
    trust: Trust = Trust.UNKNOWN
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    at: datetime | None = None
    """When it was made: aware; None where it does not say."""
    stamped: bool = False
    """Whether a trusted time stamping authority vouches for that moment, and not the signer alone."""
    extended: bool = False
    """Whether something permitted was added after it, such as a further signature."""
    algorithm: str = ""
    """The digest, such as "sha256"."""
    filled: bool = False
    """Whether fields of its form were filled in afterwards, as this signature permits or not."""

    @property
    def spoiled(self) -> bool:
        """Whether the file can no longer be relied upon as what was signed."""
        return self.integrity in (Integrity.ALTERED, Integrity.BROKEN)


def spoiled(signatures: Iterable[Signature]) -> bool:
    """Return whether one of the signatures no longer fits its file: such a file is refused."""
    return any(one.spoiled for one in signatures)


def as_facts(signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    """Return the signatures as JSON values, for the facts of a document."""
    return [{**asdict(one), "at": one.at.isoformat() if one.at is not None else None} for one in signatures]


def from_facts(facts: Iterable[Mapping[str, Any]]) -> tuple[Signature, ...]:
    """Return the signatures that `as_facts` wrote."""
    return tuple(
        Signature(
            **{
                **one,
                "kind": Kind(one["kind"]),
                "integrity": Integrity(one["integrity"]),
                "trust": Trust(one["trust"]),
                "at": datetime.fromisoformat(one["at"]) if one["at"] else None,
            }
        )
        for one in facts
    )
