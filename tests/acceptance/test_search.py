"""/arsip on phones: a word inside a file finds its case, and only for those whom it concerns."""

from tests.support.papers import DOCX, docx
from tests.support.phones import showing, text_of
from tests.support.stage import Stage

WORD = "digitalisasi"


def test_a_word_inside_a_word_file_is_found_by_those_who_may_see_it(here: Stage) -> None:
    """The file comes byte for byte; a Kepala Bagian whom the case has not reached finds nothing of it."""
    play = here.play("Rapat koordinasi mutu")
    rina, hendra = here.cast.rina, here.cast.hendra
    play.open()
    play.dispose()
    play.wait(rina, showing("Buat undangan"))
    content = docx(f"Agenda: percepatan {WORD} layanan, nomor 065/12/ORG-2026")
    rina.send_file("undangan.docx", content, DOCX)
    play.wait(rina, "Berkas diterima")

    rina.say("/arsip")
    play.wait(rina, "Apa yang dicari?")
    rina.say(f"{WORD} 065/12/org-2026 Rina")
    shown = play.wait(rina, "Hasil pencarian")
    assert f"Proses {play.number}: Rapat koordinasi mutu" in text_of(shown)
    assert f"percepatan {WORD} layanan" in text_of(shown)
    rina.tap("Undangan Rapat", shown)
    file = play.wait(rina, lambda m: "document" in m and text_of(m).startswith("Undangan Rapat Evaluasi"))
    assert rina.download(file) == content
    rina.tap("Proses", shown)
    play.wait(rina, showing("SOP Evaluasi", "berjalan"))

    hendra.say(f"/arsip {WORD}")
    play.wait(hendra, "Tidak ada yang ditemukan")
    here.settle()
