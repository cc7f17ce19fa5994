"""/arsip: cases and files found by words, a page at a time; only what whoever asks may see."""

from handlers import search_texts as texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.excerpts import excerpt
from handlers.incoming import Command, Said, Tap
from handlers.words import visible
from office import search
from office.search import Page, Query
from sop.errors import Reason, Refused
from storage.dialogs import Dialog
from storage.lexemes import MOST_WORDS

KIND = "search"


def command(call: Call, said: Command) -> None:
    """Look for what stands behind the command; without it, ask what to look for."""
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    if said.argument:
        _look(call, said.argument)
        return
    local = call.now.astimezone(call.office.zone)
    offers = texts.offers(local, call.office.library.current.values())
    call.ask(texts.ASK, KIND, offers)


def on_words(call: Call, said: Said, form: Dialog) -> None:
    """Look for what was typed."""
    if _look(call, said.text):
        call.forget(form)


def on_seek(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Look for what a button offers."""
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    if (form := call.dialog) is not None and form.kind == KIND:
        call.forget(form)
    _look(call, texts.sought(choice.first))


def on_found(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another page of what was found, in place of the one that is shown."""
    actor = call.actor
    text = call.tx.searches.get(call.sender.telegram_id, number(choice.first))
    if text is None:
        raise Refused(Reason.FORM_PASSED)
    what, at = search.query(text), number(choice.second)
    page = search.find(call.tx, call.office, actor, what, at, texts.SHOWN)
    if not page.found:
        raise Refused(Reason.FORM_PASSED)
    call.edit(tap.message, _said(call, what, page, at), texts.buttons(page, at, number(choice.first)))


def _look(call: Call, text: str) -> bool:
    """Look for something and say what was found; False where there is nothing to look for."""
    text = " ".join(visible(text).split())
    if len(text) > texts.LONGEST:
        raise Refused(Reason.TOO_LONG, limit=str(texts.LONGEST))
    what = search.query(text)
    if not what.words and not what.year:
        call.reply(texts.NO_WORDS)
        return False
    if len(what.words) > MOST_WORDS:
        call.reply(texts.TOO_MANY.format(most=MOST_WORDS))
        return False
    page = search.find(call.tx, call.office, call.actor, what, 0, texts.SHOWN)
    if not page.found:
        call.reply(texts.nothing(what))
        return True
    kept = call.tx.searches.keep(call.sender.telegram_id, text, call.now)
    call.reply(_said(call, what, page, 0), texts.buttons(page, 0, kept))
    return True


def _said(call: Call, what: Query, page: Page, at: int) -> str:
    """Return a page in words; of a confidential case nothing of what is in its files."""
    files = [file for one in page.found if not one.case.confidential for file in one.files]
    excerpts = {file.id: excerpt(call.tx.texts.text_of(file.id), what.words) for file in files}
    pinned = call.office.library.pinned
    steps = {
        one.case.id: len(pinned(call.tx, one.case.sop, one.case.sop_version).steps) for one in page.found
    }
    return texts.results(what, page, at, excerpts, steps, call.office.zone)


COMMANDS = {"arsip": command}
TAPS = {ListVerb.FOUND: on_found, ListVerb.SEEK: on_seek}
