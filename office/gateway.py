"""The seam to a gateway that signs with officials' certified certificates, such as that of BSrE.

The office knows this contract only; who speaks HTTP is `bot/bsre.py`, and a test's fake keeps to the same.
"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Appearance:
    """How a signature shows itself on the paper; lengths in points from the page's lower left corner."""

    visible: bool = False
    link: str = ""
    """What the QR code says; empty for none."""
    page: int = 1
    """Counted from 1."""
    left: int = 60
    bottom: int = 60
    width: int = 80
    height: int = 80
    reason: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What the gateway gave back: the signed PDF, and under which id it keeps the transaction."""

    data: bytes = field(repr=False)
    document_id: str = ""


class GatewayError(Exception):
    """The gateway did not sign: `code` is its own number where it says one, 0 elsewhere.

    The text is the gateway's or ours, and holds neither the passphrase nor the NIK.
    """

    def __init__(self, text: str = "", code: int = 0) -> None:
        super().__init__(text)
        self.code = code


class NotRegisteredError(GatewayError):
    """The gateway knows no certificate of this NIK (2011)."""


class WrongPassphraseError(GatewayError):
    """The passphrase is wrong (2031)."""


class UnavailableError(GatewayError):
    """The gateway cannot be reached, or is out of order: nothing was signed, or nobody can say."""


class SigningGateway(Protocol):
    """Signs a PDF in the name of a person who proves to be who they are."""

    async def sign(self, pdf: bytes, nik: str, passphrase: str, appearance: Appearance) -> SignedPdf:
        """Return the PDF, signed. The NIK and the passphrase are used and kept nowhere.

        Raises NotRegisteredError, WrongPassphraseError, UnavailableError, else GatewayError.
        """
        ...
