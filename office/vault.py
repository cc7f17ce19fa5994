"""Encrypts what must not be read from the database alone, with the keys of the configuration.

Several keys may stand side by side: the first encrypts, each may decrypt. So a key is changed by putting the
new one before the old one. The encryption is Fernet's (AES-128-CBC and HMAC-SHA256, with a version byte).
"""

import base64
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_BYTES = 32
_KEY = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]=")
"""32 bytes in base64: the last sign before the "=" has four bits of them."""


class SealError(Exception):
    """Something that cannot be decrypted: another key made it, or it is somebody else's."""


def new_key() -> str:
    """Return a new random key."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def is_key(text: str) -> bool:
    """Return whether a text has the form of a key."""
    return _KEY.fullmatch(text) is not None


class Vault:
    """The keys. Nothing that is shown of it shows them."""

    def __init__(self, keys: tuple[str, ...] = ()) -> None:
        self._keys = keys
        self._fernet: MultiFernet | None = None

    def __bool__(self) -> bool:
        """Whether there is a key."""
        return bool(self._keys)

    def seal(self, owner: int, text: str) -> str:
        """Encrypt a text that belongs to a person; SealError without a key.

        The owner is encrypted with it: a row that is put in another's place opens nothing.
        """
        return self._cipher().encrypt(f"{owner} {text}".encode()).decode()

    def unseal(self, owner: int, sealed: str) -> str:
        """Return what was sealed for a person; SealError where no key opens it, or it is another's."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - imported when it is needed

        try:
            found = self._cipher().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealError("no key of security.key opens it") from None
        whose, _, text = found.partition(" ")
        if whose != str(owner):
            raise SealError("it was sealed for somebody else")
        return text

    def renewed(self, owner: int, sealed: str) -> str | None:
        """Return the same, sealed with the first key; None where it is already. Raises SealError."""
        first = Vault(self._keys[:1])
        try:
            first.unseal(owner, sealed)
        except SealError:
            return first.seal(owner, self.unseal(owner, sealed))
        return None

    def _cipher(self) -> "MultiFernet":
        if self._fernet is None:
            from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - most offices need it never

            if not self._keys:
                raise SealError("there is no security.key")
            self._fernet = MultiFernet([Fernet(key) for key in self._keys])
        return self._fernet
