"""Names of files: no way out of a folder, nothing invisible, no longer than a file system takes."""

import pytest

from papers.names import MOST, MOST_BYTES, on_disk, shown


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Laporan No. 065.pdf", "Laporan No. 065.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/srv/a.pdf", "a.pdf"),
        ("folder/", "folder"),
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ("a\u2028b\u00a0c.pdf", "ab c.pdf"),
        ("..", "berkas"),
        ("", "berkas"),
        ("\u200b\u2066", "berkas"),
        (".pdf", "pdf"),
        ("a.pdf. . ", "a.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
    ],
)
def test_a_name_is_shown_as_it_is_meant(given: str, name: str) -> None:
    """Folders, controls, turners of direction and ends that Windows cuts are left out."""
    assert shown(given) == name


@pytest.mark.parametrize("letter", ["a", "\u00e9", "\u4e2d", "\U0001f600"])
def test_a_long_name_is_cut_before_its_ending(letter: str) -> None:
    """By characters and by bytes, never within a character."""
    name = shown(letter * 255 + ".docx")
    assert name.endswith(letter + ".docx")
    assert len(name) <= MOST
    assert len(name.encode()) <= MOST_BYTES
    assert len(shown(letter * 255).encode()) <= MOST_BYTES
    assert shown(name) == name


def test_on_disk_a_name_means_no_device_and_has_no_signs_that_windows_keeps() -> None:
    """As in a ZIP that is opened anywhere."""
    assert on_disk('Surat: "a/b" <1>?.pdf') == "b_ _1__.pdf"
    assert on_disk("NUL.pdf") == "_NUL.pdf"
    assert on_disk("com1") == "_com1"
    assert on_disk("concept.pdf") == "concept.pdf"
