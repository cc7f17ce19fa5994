"""What `sopbot check` finds, one thing a line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do where it is not good."""

    good: bool
    text: str
    mend: str = ""
