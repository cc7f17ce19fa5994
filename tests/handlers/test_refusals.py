"""Every "no" is one or two plain sentences that fit a toast and blame nobody."""

import re

import pytest

from handlers.refusals import TOAST, sentence
from simulator.rules.utf16 import utf16_length
from sop.errors import Reason, Refused

FACTS = {
    "by": "Andri Saputra",
    "label": "Undangan Rapat Evaluasi",
    "whose": "Kepala Bagian Tata Laksana",
    "limit": "20",
    "kinds": "PDF, DOCX, XLSX, PPTX, JPEG, atau PNG",
    "name": "surat.pdf",
}
BLAMING = re.compile(r"\b(salah|gagal|dilarang|tidak boleh|harusnya|error|anda lupa|jangan)\b", re.IGNORECASE)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_that_fits_a_toast(reason: Reason) -> None:
    """At most 200 characters, a capital first, a full stop last, no blame, nothing left unfilled."""
    # Numbers and kinds are always given; who and what may be unknown, and are said in general words then.
    for facts in ({"limit": "20", "kinds": "PDF"}, FACTS):
        said = sentence(Refused(reason, **facts))
        assert utf16_length(said) <= TOAST
        assert said[0].isupper()
        assert said.endswith(".")
        assert not BLAMING.search(said)
        assert "{" not in said
        assert "  " not in said


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("word", ["x" * 400, "\N{GRINNING FACE}" * 400, "{by} {0} {whose!r}", "%s %(by)s"])
def test_however_long_or_odd_the_facts_the_toast_fits(reason: Reason, word: str) -> None:
    """Names and labels come from people and SOP files; none of them can break the sentence."""
    assert utf16_length(sentence(Refused(reason, **dict.fromkeys(FACTS, word)))) <= TOAST


def test_facts_are_put_in_where_they_belong() -> None:
    """Whose turn it is, and who was first."""
    assert (
        sentence(Refused(Reason.NOT_YOURS, whose="Kepala Biro"))
        == "Mohon maaf, tugas ini menunggu Kepala Biro."
    )
    assert sentence(Refused(Reason.TAKEN, by="Fajar")) == "Tugas ini telah diambil oleh Fajar."
    assert sentence(Refused(Reason.RETURNED, by="Anda")) == "Tugas ini telah dikembalikan oleh Anda."
