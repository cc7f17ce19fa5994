"""The shipped SOP with codes asked for at both signatures, and the codes an authenticator app shows."""

import base64
import os
from datetime import datetime

import pyotp

from sop.sopfile import library_texts

NAME, TEXT = next(iter(library_texts().items()))
SIGNATURES = (
    'pengesahan = { oleh = "kepala-biro", cara = "percakapan" }',
    'pengesahan = { cara = "berkas" }',
)
STEP = 30
"""Seconds that a code lasts."""


def with_codes() -> str:
    """Return the shipped SOP file with `kode_autentikator = true` at steps 2 and 6."""
    text = TEXT
    for line in SIGNATURES:
        assert text.count(line) == 1
        text = text.replace(line, f"{line}\nkode_autentikator = true")
    return text


def new_key() -> str:
    """Return a key as `sopbot key` prints one."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def code(secret: str, at: datetime, steps: int = 0) -> str:
    """Return what the app shows at a moment, or some steps of 30 seconds before or after it."""
    return pyotp.TOTP(secret).at(at, counter_offset=steps)


def wrong(secret: str, at: datetime) -> str:
    """Return six digits that the app shows at none of the moments around this one."""
    shown = {code(secret, at, steps) for steps in range(-3, 4)}
    return next(digits for number in range(10) if (digits := f"{number:06d}") not in shown)
