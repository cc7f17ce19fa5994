"""The letterhead's logo is tried before a paper needs it."""

from pathlib import Path

from PIL import Image

from bot.checkup import _letterhead
from bot.config import load


def test_check_tries_to_print_the_logo(tmp_path: Path) -> None:
    """A picture that can be printed is named; one that cannot says so, and what to do."""
    path, logo = tmp_path / "config.toml", tmp_path / "logo.png"
    path.write_text('[telegram]\ntoken = "1:AA"\n[letterhead]\nlogo = "logo.png"\n')
    Image.new("RGB", (8, 8)).save(logo)
    (good,) = _letterhead(load(path))
    assert (good.good, good.text) == (True, "letterhead: the logo logo.png can be printed")
    logo.write_text("bukan gambar")
    (bad,) = _letterhead(load(path))
    assert not bad.good
    assert bad.text.startswith(f"letterhead.logo: {logo} cannot be printed")
    assert "PNG, JPEG or SVG" in bad.mend


def test_an_office_without_a_logo_hears_nothing(tmp_path: Path) -> None:
    """There is nothing to try."""
    path = tmp_path / "config.toml"
    path.write_text('[telegram]\ntoken = "1:AA"\n')
    assert _letterhead(load(path)) == []
