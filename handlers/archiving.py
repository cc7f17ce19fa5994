"""The archive form on a card: open it, choose or type a part of it, archive."""

from dataclasses import replace

from handlers import archive_card, panels
from handlers.archive_card import FATES
from handlers.buttons import LONGEST_NUMBER, TaskButton, Verb
from handlers.call import Call
from handlers.incoming import Said
from handlers.panels import Panel
from handlers.words import case_line, esc, visible
from office import archiving
from office.checks import check
from sop.archive import LONGEST_YEARS, MAX_NUMBER, MAX_TEXT, is_code
from sop.case import Case, Part
from sop.errors import Reason, Refused
from storage.cards import CardCopy
from storage.dialogs import Dialog

KIND = "archive"
NONE = "-"
"""Typed to empty a field, or to have the number made again."""
VERBS = frozenset({Verb.ARCHIVE, Verb.ARCHIVE_FIELD, Verb.ARCHIVE_SET, Verb.ARCHIVE_DO})
_SUB = {
    "code": panels.ARCHIVE_CODE,
    "retention": panels.ARCHIVE_RETENTION,
    "place": panels.ARCHIVE_PLACE,
}
_ASKS = {
    "number": (
        f"Tulis nomor arsip dengan membalas pesan ini. Tanda {NONE} untuk nomor otomatis.",
        "Nomor arsip",
    ),
    "srikandi": (
        f"Tulis nomor SRIKANDI dengan membalas pesan ini. Tanda {NONE} untuk mengosongkan.",
        "Nomor SRIKANDI",
    ),
    "type-code": (
        "Tulis kode klasifikasi dengan membalas pesan ini, misalnya <i>000.8.6.3 Akuntabilitas Kinerja</i>.",
        "Kode klasifikasi",
    ),
    "type-retention": (
        "Tulis masa aktif dan inaktif dalam tahun, misalnya <i>2/3</i>, dengan membalas pesan ini.",
        "Aktif/inaktif",
    ),
    "type-place": ("Tulis lokasi simpan dengan membalas pesan ini.", "Lokasi simpan"),
}


def on_open(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Open the form; what was given before it was put away is still there."""
    panel, copy, _ = _panel(call, button, copy)
    _show(call, copy, replace(panel, name=panels.ARCHIVE))


def on_field(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Open the choices for a part of the record, or ask for it."""
    panel, copy, case = _panel(call, button, copy)
    if button.arg in _SUB:
        _show(call, copy, replace(panel, name=_SUB[button.arg]))
        return
    if button.arg not in _ASKS:
        raise Refused(Reason.FORGED)
    text, hint = _ASKS[button.arg]
    text = f"{case_line(case)}\n{text}"
    call.ask(text, KIND, hint=hint, case=button.case, task=button.task, card=copy.id, field=button.arg)


def on_set(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Take a choice; of the retention several may follow each other, any other leads back to the form."""
    panel, copy, _ = _panel(call, button, copy)
    key, _, text = button.arg.partition("-")
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        raise Refused(Reason.FORGED)
    name = panels.ARCHIVE_RETENTION if key in ("active", "inactive", "fate") else panels.ARCHIVE
    try:
        given = panel.given | _chosen(call, key, int(text))
    except (IndexError, KeyError):
        raise Refused(Reason.FORGED) from None
    _show(call, copy, replace(panel, name=name, given=given))


def _chosen(call: Call, key: str, index: int) -> dict[str, str]:
    """Return what a choice gives; a code brings its retention. IndexError, KeyError: there is none."""
    rules = call.office.archiving
    if key == "code":
        one = rules.classifications[index]
        years = {"active": str(one.active_years), "inactive": str(one.inactive_years)}
        return {"code": one.code, "name": one.name, "fate": one.fate.value, **years}
    if key == "place":
        return {"location": rules.locations[index]}
    if key == "fate":
        return {"fate": FATES[index].value}
    offered = {"active": archive_card.ACTIVE_OFFERED, "inactive": archive_card.INACTIVE_OFFERED}
    if index not in offered[key]:
        raise KeyError(key)
    return {key: str(index)}


def on_archive(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Archive under what the card shows."""
    given = Panel.load(copy.view).given if copy is not None else {}
    archiving.archive(
        call.tx, call.office, call.actor, button.case, button.task, button.seen, given, button.arg
    )
    call.toast("Telah diarsipkan dan disampaikan.")


def on_typed(call: Call, said: Said, form: Dialog) -> None:
    """Put what was typed on the card it was asked from."""
    data = form.data
    field = data["field"]
    _, case, task = check(call.tx, call.office, call.actor, data["case"], data["task"], None)
    if task.part is not Part.ARCHIVE:
        raise Refused(Reason.NOT_THIS_KIND)
    text = " ".join(visible(said.text).split())
    if not text:
        raise Refused(Reason.NEEDS_ANSWER)
    copy = call.tx.cards.get([data["card"]]).get(data["card"])
    if copy is None:
        raise Refused(Reason.FORM_PASSED)
    panel = Panel.load(copy.view)
    given = _typed(call, case, field, text)
    kept = {key: value for key, value in (panel.given | given).items() if value}
    call.forget(form)
    _show(call, copy, replace(panel, name=panels.ARCHIVE, given=kept))
    call.reply(f"{case_line(case)}\nDicatat pada kartu arsip: {esc(text, 120)}.")


def _typed(call: Call, case: Case, field: str, text: str) -> dict[str, str]:
    """Return what a typed answer gives; an empty value takes back what was given. Raises Refused."""
    if field == "type-code":
        return _code(call, text)
    if field == "type-retention":
        return _years(text)
    limit = MAX_NUMBER if field == "number" else MAX_TEXT
    if len(text) > limit:
        raise Refused(Reason.TOO_LONG, limit=str(limit))
    if field == "type-place":
        return {"location": text}
    if text in (NONE, "\N{EN DASH}", "\N{EM DASH}"):
        return {field: ""}
    if field == "number":
        archiving.free(call.tx, text, case.id)
    return {field: text}


def _code(call: Call, text: str) -> dict[str, str]:
    code, _, name = text.partition(" ")
    if not is_code(code):
        raise Refused(Reason.ARCHIVE_CODE)
    name = name.lstrip("-\N{EN DASH}: ")
    if len(name) > MAX_TEXT:
        raise Refused(Reason.TOO_LONG, limit=str(MAX_TEXT))
    for i, one in enumerate(call.office.archiving.classifications):
        if one.code == code and name in ("", one.name):
            return _chosen(call, "code", i)
    return {"code": code, "name": name}


def _years(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.replace(",", "/").replace(" ", "/").split("/") if part.strip()]
    if len(parts) != 2 or not all(  # noqa: PLR2004 - active and inactive
        part.isascii() and part.isdigit() and len(part) <= LONGEST_NUMBER and int(part) <= LONGEST_YEARS
        for part in parts
    ):
        raise Refused(Reason.ARCHIVE_YEARS)
    return {"active": str(int(parts[0])), "inactive": str(int(parts[1]))}


def _panel(call: Call, button: TaskButton, copy: CardCopy | None) -> tuple[Panel, CardCopy, Case]:
    """Return what is opened on the tapped card. Raises Refused, as archiving itself would."""
    _, case, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.ARCHIVE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    return Panel.load(copy.view), copy, case


def _show(call: Call, copy: CardCopy, panel: Panel) -> None:
    call.tx.cards.show(copy.id, panel.dump())
    call.refresh(copy)
