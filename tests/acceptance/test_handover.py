"""Serah terima in the middle of a case: Kepala Biro leaves while the report waits for the signature."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sop.case import Status
from sop.people import Position
from tests.acceptance.test_wrong_taps import data_of
from tests.support.nursery import Nursery
from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.refusing import refused
from tests.support.stage import Stage, stage

LEAVER, SUCCESSOR = "Andri Saputra", "Budi Santoso"


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Set up an office of its own: its Kepala Biro leaves."""
    with stage(tmp_path, nursery) as found:
        yield found


def now(phone: Phone, card: Message) -> Message:
    """Return a message as the phone shows it now."""
    return next(m for m in phone.messages() if m["message_id"] == card["message_id"])


def up_to_the_signature(here: Stage) -> Message:
    """Bring a case to Kepala Biro's signature; return the card."""
    play = here.play("Uji serah terima")
    for step in (play.open, play.dispose, play.invite, play.meet, play.draft, play.validate):
        step()
    card = play.wait(here.cast.andri, showing("langkah 6 dari 7", "Tanda tangani"))
    here.settle()
    return card


def hand_over(here: Stage) -> None:
    """Let the admin hand the post over, from the tree to the preview."""
    rina, after = here.cast.rina, here.mark()
    rina.say("/orang")
    rina.wait_for("Susunan pejabat", after=after)
    for label in ("Kelola pejabat", LEAVER, "Serah terima", SUCCESSOR):
        rina.tap(label)
        here.settle()
    preview = text_of(rina.wait_for("Pengganti: Budi Santoso", after=after))
    assert "Jabatan yang berpindah:\n\N{BULLET} Kepala Biro\n" in preview
    assert "Tanda tangani laporan hasil evaluasi \N{EN DASH} proses 1: Uji serah terima" in preview
    rina.tap("Serahkan")
    rina.wait_for("Serah terima Andri Saputra kepada Budi Santoso telah dicatat.", after=after)
    here.settle()


@pytest.mark.parametrize("blocked", [False, True])
def test_kepala_biro_leaves_in_the_middle_of_step_6(office: Stage, blocked: bool) -> None:
    """The successor signs and the case goes on; what the former decided bears the former's name.

    Whether or not the former is still to be reached.
    """
    here = office
    andri, yulia = here.cast.andri, here.cast.yulia
    budi = here.phones.person(SUCCESSOR, "Asisten", user_id=720010)
    budi.start(here.code("jf", "Kelembagaan"))
    budi.wait_for("Selamat datang")
    card = up_to_the_signature(here)
    if blocked:
        andri.block()
        here.settle()
    after = here.mark()
    hand_over(here)

    moved = budi.wait_for(showing("langkah 6 dari 7", "Tanda tangani"), after=after)
    budi.wait_for("Anda menerima jabatan Kepala Biro dari Andri Saputra.", after=after)
    if not blocked:
        andri.wait_for("telah diserahterimakan kepada Budi Santoso. Terima kasih.", after=after)
        left = now(andri, card)
        assert andri.buttons(left) == []
        assert "Jabatan ini kini dipegang pejabat lain" in text_of(left)
        with refused(here, andri, "not_yours"):
            toast = andri.forge(data_of(card, "Tanda tangani"), left)
            assert toast == "Mohon maaf, tugas ini menunggu Kepala Biro."

    budi.tap("Tanda tangani", moved)
    budi.wait_for("ditandatangani", after=after)
    budi.send_file("laporan-ttd.pdf", pdf("Laporan yang ditandatangani"), PDF)
    budi.wait_for("telah Anda tandatangani", after=after)
    here.play("Uji serah terima").archive()
    here.settle()
    assert here.record.case(1).status is Status.CLOSED
    by = {event.fact.kind: event.by for event in here.record.events(1)}
    assert (by["disposed"].name, by["signed"].name) == (LEAVER, SUCCESSOR)
    assert by["disposed"].position == by["signed"].position == Position("kepala-biro")

    yulia.say("/orang")
    tree = text_of(yulia.wait_for("Susunan pejabat", after=after))
    assert "Kepala Biro\nBudi Santoso\n" in tree
    assert LEAVER not in tree
    yulia.say("/status 1")
    status = text_of(yulia.wait_for("\N{EN DASH} selesai", after=after))
    assert f"Kepala Biro, {LEAVER}, Senin" in status
    assert f"Kepala Biro, {SUCCESSOR}, Senin" in status
