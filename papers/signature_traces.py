"""What a look at the signature fields alone would miss: marks, fields left out of the form, values filled in.

Runs in the press, on files that anybody may have made.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature

_NAME = "ByteRange"
# Any letter of a name may be written by its number (ISO 32000-1, 7.3.5), and viewers read it.
_MARK = re.compile(b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (code, code) for code in _NAME.encode()))
_LONGEST_MARK = 1 + 3 * len(_NAME)
_CHUNK = 1024 * 1024
_DEEPEST = 32
_MOST_NODES = 20_000
_MOST_WIDGETS = 20_000


def bears(path: Path) -> bool:
    """Whether a file has a signature's mark, which stands in the clear: it counts the file's own bytes."""
    end = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if _MARK.search(end + chunk):
                return True
            end = chunk[-_LONGEST_MARK:]
    return False


def stray(reader: "PdfFileReader", known: set[Any]) -> bool:
    """Whether a page shows a filled signature field that the form no longer names.

    Such a file was signed, and its field taken out of the form since: viewers show the signature all the
    same. `known` are the references of the signatures that the form names.
    """
    return any(value not in known for widget in _widgets(reader) if (value := _signature(widget)) is not None)


def _widgets(reader: "PdfFileReader") -> Iterator[Any]:
    """Give the form's own fields and the annotations of every page; what is too much is cut off."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject  # noqa: PLC0415 - in the press only

    form = referred(reader.root.get("/AcroForm"))
    fields = referred(form.get("/Fields")) if isinstance(form, DictionaryObject) else None
    if isinstance(fields, ArrayObject):
        yield from map(referred, list(fields)[:_MOST_WIDGETS])
    waiting, nodes, widgets = [reader.root.get("/Pages")], 0, 0
    while waiting and nodes < _MOST_NODES:
        node, nodes = referred(waiting.pop()), nodes + 1
        if not isinstance(node, DictionaryObject):
            continue
        kids, shown = referred(node.get("/Kids")), referred(node.get("/Annots"))
        waiting += list(kids)[:_MOST_NODES] if isinstance(kids, ArrayObject) else []
        for widget in shown if isinstance(shown, ArrayObject) else ():
            widgets += 1
            if widgets > _MOST_WIDGETS:
                return
            yield referred(widget)


def referred(value: Any) -> Any:
    """Return what a reference leads to; arrays and dictionaries give references as they are."""
    from pyhanko.pdf_utils.generic import IndirectObject  # noqa: PLC0415 - as above

    return value.get_object() if isinstance(value, IndirectObject) else value  # type: ignore[no-untyped-call]


def _signature(widget: Any) -> Any:
    """Return the reference of the signature that a widget shows, None where it shows none."""
    from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject  # noqa: PLC0415 - as above

    kind, value, node = None, None, widget
    for _ in range(_DEEPEST):
        if not isinstance(node, DictionaryObject):
            break
        kind = kind or referred(node.get("/FT"))
        if value is None and "/V" in node:
            value = node.raw_get("/V")
        node = referred(node.get("/Parent"))
    if kind != "/Sig" or value is None:
        return None
    return value.reference if isinstance(value, IndirectObject) else id(value)


def filled_in(embedded: "EmbeddedPdfSignature") -> bool:
    """Whether what came after a signature is more than further signatures, time stamps and their proofs.

    pyHanko's usual rules let form fields be filled in after any signature, as ISO 32000-2 does where the
    signer said nothing; what a reader of the page sees is another text then.
    """
    from pyhanko.sign.diff_analysis import (  # noqa: PLC0415 - as above
        CatalogModificationRule,
        DocInfoRule,
        DSSCompareRule,
        FormUpdatingRule,
        MetadataUpdateRule,
        ModificationLevel,
        ObjectStreamRule,
        SigFieldCreationRule,
        SigFieldModificationRule,
        StandardDiffPolicy,
        SuspiciousModification,
        XrefStreamRule,
    )

    technical = (DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), DSSCompareRule(), MetadataUpdateRule())  # type: ignore[no-untyped-call]
    policy = StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),  # type: ignore[no-untyped-call]
            *(rule.as_qualified(ModificationLevel.LTA_UPDATES) for rule in technical),
        ],
        form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),  # type: ignore[no-untyped-call]
    )
    return isinstance(embedded.evaluate_modifications(policy), SuspiciousModification)
