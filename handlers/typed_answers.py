"""What somebody typed in answer to a question, as it is kept."""

from handlers.words import visible
from sop.errors import Reason, Refused


def short(text: str, limit: int, *, one_line: bool = False) -> str:
    """Return a typed answer of so many characters at the most; with `one_line`, on one line.

    One that is too long is refused rather than cut, for nothing may be lost. Raises Refused.
    """
    answer = visible(text)
    if one_line:
        answer = " ".join(answer.split())
    if not answer:
        raise Refused(Reason.NEEDS_ANSWER)
    if len(answer) > limit:
        raise Refused(Reason.TOO_LONG, limit=str(limit))
    return answer
