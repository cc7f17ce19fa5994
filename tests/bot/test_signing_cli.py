"""Signing on the host: who is meant, what is shown, and that it goes the same way as from the page."""

import asyncio
from pathlib import Path

import pytest

from bot.config import load
from bot.signing_cli import CannotSignError, sign_case
from office.signing import Subject
from sop import facts as f
from tests.bot.test_web import Beside, Desk
from tests.support.gateway import NIK, PASSPHRASE, PASSWORD, USERNAME, gateway
from tests.support.pki import NOW

TOKEN = "123456789:AAH0tHkZ_8vX-invented_for_a_test_only"


async def test_a_case_is_signed_on_the_host(tmp_path: Path) -> None:
    """By the name of the official; a wrong passphrase, and whoever has nothing to sign, is told."""
    async with gateway() as stand_in:
        desk = await asyncio.to_thread(Desk, tmp_path, stand_in, Beside())
        file = tmp_path / "config.toml"
        file.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\n[storage]\ndatabase_url = "sqlite:///bureau.db"\n'
            f'files_dir = "files"\n[bsre]\nurl = "{stand_in.url}"\nusername = "{USERNAME}"\n'
        )
        config = load(file, {"SOPBOT_BSRE_PASSWORD": PASSWORD})
        seen: list[Subject] = []

        async def tried(who: str, passphrase: str = PASSPHRASE, case: int = 1) -> str:
            def ask(one: Subject) -> tuple[str, str]:
                seen.append(one)
                return NIK, passphrase

            try:
                return await asyncio.to_thread(sign_case, config, case, who, ask, lambda: NOW)
            except CannotSignError as error:
                return str(error)

        assert "nobody has the name" in await tried("Tidak Ada")
        assert "nothing of case 1 waits" in await tried("Rina Marlina")
        assert "tidak ditemukan" in await tried("Andri Saputra", case=99)
        assert "Sisa percobaan: 4" in await tried("andri saputra", "salah")
        assert await tried("101") == "Draft Laporan Hasil Evaluasi"
        assert seen[-1].capacity == ("Kepala Biro",)
        assert [(one.how, one.shown) for one in desk.signed()] == [(f.CERTIFIED, desk.sha256)]
        await desk.http.aclose()
        desk.bureau.store.close()


def test_without_a_gateway_there_is_nothing_to_sign_with(tmp_path: Path) -> None:
    """It is said which key is missing."""
    file = tmp_path / "config.toml"
    file.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    with pytest.raises(CannotSignError, match=r"bsre\.url"):
        sign_case(load(file, {}), 1, "Andri Saputra", lambda _: ("", ""))
