"""Sets papers with Typst: a form from `forms/` and its data in, a PDF out.

The data reaches Typst as JSON in `sys.inputs` and is never read as markup. Only the fonts that ship with the
product are used, and nothing but the form and the letterhead's logo can be read: the same data makes the same
bytes on every machine.
"""

import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papers.glyphs import FONTS, MISSING, lacks, printable
from papers.letterhead import Letterhead

if TYPE_CHECKING:
    from typst import PDFStandard

FORMS = Path(__file__).parent / "forms"
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
"""PDF/A-2a for archives (ISO 19005-2) and PDF/UA-1 for readers' aids (ISO 14289-1): every font is embedded,
every text can be read out, and a sign without a glyph is an error rather than an empty box."""
NOTE = f"{MISSING} = tanda yang tidak tersedia pada huruf cetak; tulisan aslinya ada pada catatan proses."
"""Stands below a paper on which a sign had to be replaced."""


def typeset(
    target: Path, form: str, data: Mapping[str, Any], *, at: datetime, letterhead: Letterhead, link: str = ""
) -> None:
    """Write the PDF of a form.

    `data` is plain: texts, numbers, booleans, lists and mappings of them. `at` is the moment of what the
    paper tells of (aware): it becomes the PDF's creation date, so that making it anew changes no byte. `link`
    is what the QR code says; without it the paper has none.
    """
    said = {**data, "letterhead": {"lines": list(letterhead.lines), "address": list(letterhead.address)}}
    # A QR code and where it leads are ours: signs that break a line would change the link.
    ours = {"qr": _qr(link) if link else "", "link": link, "logo": letterhead.logo is not None}
    try:
        made = _compiled(f"{form}.typ", _noted(_printable(said)) | ours, at, letterhead.logo)
    except RuntimeError:  # typst.TypstError: a glyph is lacking after all, as only shaping shows
        made = _compiled(f"{form}.typ", _noted(_printable(said, simple=True)) | ours, at, letterhead.logo)
    target.write_bytes(made)


def _noted(texts: dict[str, Any]) -> dict[str, Any]:
    """Return the texts with what is to be said of signs that had to be replaced."""
    return texts | {"note": NOTE if lacks(json.dumps(texts, ensure_ascii=False)) else ""}


def logo_fault(logo: Path) -> str:
    """Return why a picture cannot stand in the letterhead, "" where it can."""
    try:
        _compiled("logo.typ", {}, datetime.fromtimestamp(0, UTC), logo)
    except (OSError, RuntimeError) as error:  # typst.TypstError is a RuntimeError
        return str(error)
    return ""


def _compiled(form: str, inputs: Mapping[str, Any], at: datetime, logo: Path | None) -> bytes:
    import typst  # noqa: PLC0415 - a large library: only the press's child loads it, and `sopbot check`

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    with tempfile.TemporaryDirectory(prefix="sopbot-paper-") as name:
        root = Path(name)
        for source in FORMS.glob("*.typ"):
            shutil.copy(source, root / source.name)
        if logo is not None:
            shutil.copy(logo, root / "logo")
        return typst.compile(
            str(root / form),
            root=str(root),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(inputs, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )


def fields(*rows: tuple[str, str]) -> list[dict[str, str]]:
    """Return rows of a form: what each is called and what it says."""
    return [{"name": name, "value": value} for name, value in rows]


def _printable(value: Any, *, simple: bool = False) -> Any:
    if isinstance(value, str):
        return printable(value, simple=simple)
    if isinstance(value, Mapping):
        return {key: _printable(each, simple=simple) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each, simple=simple) for each in value]
    return value


def _qr(link: str) -> str:
    """Return a QR code as SVG, one unit a module, without the quiet zone (ISO/IEC 18004)."""
    import segno  # noqa: PLC0415

    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=0)
    return picture.getvalue().decode()
