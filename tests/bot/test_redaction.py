"""Nothing secret reaches the log: not the token, not an invitation's code, whoever logs it."""

import logging
from collections.abc import Iterator
from io import StringIO

import httpx
import pytest

from bot.redaction import Redaction

TOKEN = "123456789:AAH0tHkZ_8vX-invented_for_a_test_only"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
CODE = "Zk3-invented_code-24chars"


class Log:
    """A logger with the filter on its handler, as the program sets it up."""

    def __init__(self) -> None:
        self.stream = StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.addFilter(Redaction(TOKEN))
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
    assert "<code>" in log.text


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
