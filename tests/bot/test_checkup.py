"""`sopbot check`, one finding at a time: the scanner, and the files of a Bot API server of one's own."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bot import checkup
from bot.config import Config, load
from tests.bot.clamd import Clamd, listening

TOKEN = '[telegram]\ntoken = "123456789:AAinvented-token_for-tests_0123456789"\n'
LOCAL = 'base_url = "http://127.0.0.1:8081/bot"\nlocal_files = "server"\n'


def configured(folder: Path, more: str = "") -> Config:
    path = folder / "config.toml"
    path.write_text(TOKEN + more, encoding="utf-8")
    return load(path, {})


async def test_a_scanner_is_asked_which_it_is(tmp_path: Path) -> None:
    """Nothing is said where there is none; one that is away says what that means."""
    assert await checkup._scanner(configured(tmp_path)) == []
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "s"
        config = configured(tmp_path, f'[scanner]\nclamav = "{socket}"\n')
        async with listening(Clamd(), socket):
            (found,) = await checkup._scanner(config)
            assert found.good
            assert "ClamAV 1.4.0" in found.text
    (away,) = await checkup._scanner(config)
    assert not away.good
    assert str(socket) in away.text
    assert "no file is taken" in away.mend


def test_the_folder_of_a_local_server_must_be_readable(tmp_path: Path) -> None:
    """A name that leads nowhere would refuse every file."""
    assert checkup._local_files(configured(tmp_path)) == []
    config = configured(tmp_path, LOCAL)
    (missing,) = checkup._local_files(config)
    assert not missing.good
    (tmp_path / "server").mkdir()
    (found,) = checkup._local_files(config)
    assert found.good
