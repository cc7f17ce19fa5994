"""`sopbot check`, one finding at a time: the scanner, and the files of a Bot API server of one's own."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot import checkup
from bot.app import office_of
from bot.config import Config, load
from sop.errors import SopFileError
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


RULE = """
[[recurring]]
sop = "{sop}"
every = "tahun"
working_days_after = 3
opener = "{opener}"
title = "Evaluasi {{periode}}"
"""


def test_the_next_proposals_are_named(tmp_path: Path) -> None:
    """With day, hour and opener; nothing is said where the office has no rules."""
    assert checkup._recurring(configured(tmp_path)) == []
    sop, opener = "evaluasi-capaian-kinerja-internal", "kasubag-tu"
    (found,) = checkup._recurring(configured(tmp_path, RULE.format(sop=sop, opener=opener)))
    assert found.good
    assert re.search(
        r"Evaluasi Tahun 20\d\d is proposed to kasubag-tu on 20\d\d-01-\d\d 07:30 WIB", found.text
    )


@pytest.mark.parametrize(
    ("sop", "opener", "key", "mend"),
    [
        ("evaluasi-capaian", "kasubag-tu", "recurring[1].sop", "evaluasi-capaian-kinerja-internal"),
        ("evaluasi-capaian-kinerja-internal", "kasubag", "recurring[1].opener", 'did you mean "kasubag-tu"?'),
    ],
)
def test_a_rule_of_what_is_not_there_is_named(
    tmp_path: Path, sop: str, opener: str, key: str, mend: str
) -> None:
    """The SOP, or the role in it; the program does not start with such a rule either."""
    config = configured(tmp_path, RULE.format(sop=sop, opener=opener))
    (found,) = checkup._recurring(config)
    assert not found.good
    assert key in found.text
    assert mend in found.text
    with pytest.raises(SopFileError, match=re.escape(key)):
        office_of(config)
