"""Nothing secret reaches the log: not the token, not an invitation's code, whoever logs it."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from urllib.parse import quote

import httpx
import pytest

from bot.redaction import Redaction, clean

TOKEN = "123456789:AAH0tHkZ_8vX-invented_for_a_test_only"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
CODE = "Zk3-invented_code-24chars"


class Log:
    """A logger with the filter on its handler, as the program sets it up."""

    def __init__(self) -> None:
        self.stream = StringIO()
        handler = logging.StreamHandler(self.stream)
        self.redaction = Redaction(TOKEN)
        handler.addFilter(self.redaction)
        self.root = logging.Logger("root-of-the-test", logging.DEBUG)  # noqa: LOG001 - of this test alone
        self.root.addHandler(handler)
        self.handler = handler

    @property
    def text(self) -> str:
        """What was written."""
        return self.stream.getvalue()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def httpx_log(log: Log) -> Iterator[Log]:
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(log.handler)
    yield log
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
        logger.removeHandler(log.handler)


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", ()),
        ("calling %s", (f"https://api.telegram.org/file/bot{TOKEN}/a.pdf",)),
        ("%s", (f"bot{TOKEN}",)),
        ("%(url)s", ({"url": TOKEN},)),
        ("%r", (ValueError(TOKEN),)),
        (f"some other bot 98765432:{'B' * 35}", ()),
    ],
)
def test_a_token_is_cut_out_of_every_message(log: Log, message: str, arguments: tuple[object, ...]) -> None:
    """In the text or in an argument, ours or one that only looks like one."""
    log.root.info(message, *arguments)
    assert "<token>" in log.text
    assert TOKEN.partition(":")[2] not in log.text
    assert "BBBB" not in log.text


@pytest.mark.parametrize(
    "where", [f"https://t.me/sopbot?start={CODE}", f"/start {CODE}", f'"text":"/start {CODE}"']
)
def test_an_invitations_code_is_cut_out(log: Log, where: str) -> None:
    """Whoever reads the log cannot come in by it."""
    log.root.warning("update %s", where)
    assert CODE not in log.text
    assert re.search("<(code|said)>", log.text)


@pytest.mark.parametrize(
    "where",
    [
        f"otpauth://totp/Kantor:Andri?secret={SECRET}&issuer=Kantor",
        f"caption: {SECRET}",
        f"key = '{KEY}'",
    ],
)
def test_the_secrets_of_authenticators_and_the_key_are_cut_out(where: str) -> None:
    """Neither what an app enrols with nor what it is encrypted with reaches the log."""
    text = Redaction(TOKEN, KEY).clean(where)
    assert SECRET not in text
    assert KEY not in text


def test_an_exceptions_text_and_its_cause_are_clean(log: Log) -> None:
    """Also in the traceback of what raised it first."""

    def reach() -> None:
        raise OSError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe")

    def fail() -> None:
        try:
            reach()
        except OSError as error:
            raise RuntimeError(f"/start {CODE} failed") from error

    try:
        fail()
    except RuntimeError:
        log.root.exception("update failed")
    assert "Traceback" in log.text
    assert "OSError" in log.text
    assert TOKEN not in log.text
    assert CODE not in log.text


def test_httpx_at_its_most_talkative_gives_nothing_away(httpx_log: Log) -> None:
    """It logs every address at INFO, and headers at DEBUG."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"location": f"/bot{TOKEN}/getMe"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert "HTTP Request: GET https://api.telegram.org/bot<token>/getMe" in httpx_log.text
    assert TOKEN not in httpx_log.text


def test_what_is_not_secret_stays_as_it_is(log: Log) -> None:
    """Times, numbers and names are what a log is for."""
    log.root.info("update %s of chat %s at 10:30:15 in 1:2", 12345, -1001234567890)
    assert log.text == "update 12345 of chat -1001234567890 at 10:30:15 in 1:2\n"


def test_a_record_with_wrong_arguments_does_not_end_the_program(log: Log) -> None:
    """A library that logs wrongly is logged as it is, without secrets."""
    log.root.info("%d files", f"bot{TOKEN}")
    assert "%d files" in log.text
    assert TOKEN not in log.text


def test_a_stack_in_a_record_is_clean(log: Log) -> None:
    """Stacks show lines of source, which may hold what a caller put there."""
    log.root.info("here", stack_info=True, extra={})
    record = logging.LogRecord("n", logging.INFO, "p", 1, "m", None, None, sinfo=f"Stack: {TOKEN}")
    log.handler.handle(record)
    assert "Stack" in log.text
    assert TOKEN not in log.text


NIP, PHONE, TOTP = "199001012015031001", "+6281234567890", "482913"
OTPAUTH = "otpauth://totp/Biro:Andri?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Biro"


@pytest.mark.parametrize(
    ("message", "secret"),
    [
        (f"enrol {OTPAUTH} now", "JBSWY3DP"),
        ("key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "JBSWY3DP"),
        (quote(OTPAUTH, safe=""), "JBSWY3DP"),
        (f"nip {NIP}", NIP),
        ("nip 19900101 201503 1 001.", "201503"),
        ("nip=19900101.201503.1.001", "201503"),
        ("19900101+201503+1+001", "201503"),
        (f"call {PHONE}", "1234567"),
        ("call 0812-3456-7890", "3456"),
        ("call 6281234567890", "1234567"),
        ("call +62 812 3456 7890", "3456"),
        (json.dumps({"message": {"text": TOTP, "date": 5}}), TOTP),
        (repr({"message": {"text": TOTP, "date": 5}}), TOTP),
        (repr({"text": f'it\'s "{TOTP}"'}), TOTP),
        (json.dumps({"payload": json.dumps({"text": f'kode "{TOTP}" ya', "a": 1})}), TOTP),
        (repr(json.dumps({"message": {"text": TOTP}})), TOTP),
        (json.dumps({"contact": {"phone_number": "55512", "user_id": 7}}), "55512"),
        (f"Said(sender=7, message=3, text='{TOTP}', reply_to=None)", TOTP),
        ("Wish(name='Budi', nip='rahasia', position=1)", "rahasia"),
        (f"chat_id=7&text=Kode+{TOTP}&parse_mode=HTML", TOTP),
        (f"/start@contoh_bot {CODE}", CODE),
        (f"tg://resolve?domain=contoh_bot&start={CODE}", CODE),
        (quote(f"https://t.me/contoh_bot?start={CODE}"), CODE),
        (f"text=%2Fstart+{CODE}", CODE),
        (repr(b"%PDF-1.7 isi berkas yang rahasia sekali dan cukup panjang untuk dikenali"), "rahasia"),
        (f"https://api.telegram.org/bot{quote(TOKEN, safe='')}/getMe", TOKEN.partition(":")[2]),
        (
            f"https://api.telegram.org/bot{quote(TOKEN, safe='').lower()}/getMe",
            TOKEN.partition(":")[2].lower(),
        ),
        (f"half of it: {TOKEN.partition(':')[2]}", TOKEN.partition(":")[2]),
        (repr(TOKEN.encode()), TOKEN.partition(":")[2]),
        ("https://api.telegram.org/botmisspelt/getMe", "misspelt"),
        ("vault KEYKEYKEY-of-the-config=", "KEYKEYKEY"),
        (quote("vault KEYKEYKEY-of-the-config="), "KEYKEYKEY"),
    ],
)
def test_whatever_is_secret_is_cut_out_in_whichever_form(log: Log, message: str, secret: str) -> None:
    """Plain, percent-encoded, in JSON, in JSON within JSON, as Python shows a value."""
    log.redaction.learn(TOKEN, "KEYKEYKEY-of-the-config=")
    log.root.info("%s", message)
    assert secret not in log.text
    assert "<" in log.text


@pytest.mark.parametrize(
    "message",
    [
        "update 481234567 of chat 6281234567 waits",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "2026-11-23 14:58:48,123 INFO bot.app: running for Biro Organisasi",
        "message 17 to -1001234567890 given up: Bad Request: chat not found",
        "text: 3 lines, number=5, caption too long",
        "listening on 127.0.0.1:8081",
    ],
)
def test_what_helps_to_mend_stays(log: Log, message: str) -> None:
    """Numbers of updates and chats, hashes, times, addresses."""
    log.root.info("%s", message)
    assert log.text == f"{message}\n"


def test_what_signs_for_an_official_is_cut_out() -> None:
    """NIK and passphrase, however they are written down."""
    for text in (
        "{'nik': '1371012345670001', 'passphrase': 'Frasa Rahasia 1'}",
        '{"nik": "1371012345670001", "passphrase": "Frasa Rahasia 1", "init": "user=Frasa"}',
        "sign(nik='1371012345670001', passphrase='Frasa Rahasia 1')",
        "NIK 1371012345670001 salah",
    ):
        cleaned = clean(text)
        assert "1371012345670001" not in cleaned
        assert "Frasa" not in cleaned
