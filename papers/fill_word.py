"""The part of filling that needs docxtpl; imported where a paper is made, never at the bot's start."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any, Final

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.opc.exceptions import OpcError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateRuntimeError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from papers.fill import LOGO, LOGO_HEIGHT_CM, LOGO_WIDTH_CM, TemplateError, Value, Wrong

LONGEST_PLACE = 80
FILTERS = ("upper", "lower", "title", "capitalize", "join", "length", "first", "last", "default", "trim")
"""What may stand after a bar: {{ judul | upper }}."""
_TAG: Final = re.compile(r"<[^>]+>")
_PARAGRAPH: Final = re.compile(r"<w:p([ >])")
_BRACED: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STRAY: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
_MOST_UNPACKED = 50_000_000
_NO_PICTURE = (
    OSError,
    RuntimeError,  # typst's own error is one
    ZeroDivisionError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)


_NO_CALLS = "no functions, attributes and other files; capitals are {{ judul | upper }}"


def _one(value: Any) -> Any:
    """Let pass what is one text; a list or a person would be printed with brackets and quotes."""
    if isinstance(value, str | int | Undefined) or hasattr(value, "__html__"):
        return value
    if isinstance(value, dict):
        names = ", ".join(sorted(value))
        raise TemplateRuntimeError(f"stands for several texts: put one of these after a dot: {names}")
    raise TemplateRuntimeError("stands for a list: {% for ... in ... %}, or {{ ... | join(', ') }}")


_FORBIDDEN = (
    nodes.Call,
    nodes.CallBlock,
    nodes.Macro,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.EvalContextModifier,  # {% autoescape false %}
    nodes.Mul,
    nodes.Pow,
    nodes.Mod,
)
"""What a letter has no use for: it calls, opens another file, switches escaping off, or takes for ever."""


class _ForbiddenError(TemplateSyntaxError):
    """Something that may not stand in a template."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Reads values, walks lists and asks yes or no; reaches no attribute, no function and no file."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_one)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(_FORBIDDEN):
            raise _ForbiddenError(_NO_CALLS, node.lineno)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what a loop says of itself ({{ loop.index }}), and nothing else: values are looked up."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow no calls but a loop's own."""
        return isinstance(getattr(obj, "__self__", None), LoopContext)


class _Template(DocxTemplate):  # type: ignore[misc] # it has no types
    """A template that says where in it something is wrong."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        lines = _PARAGRAPH.sub(r"\n<w:p\1", src_xml).splitlines()
        stray = _stray(lines)
        if stray is not None:
            brace, line = stray
            raise TemplateError(self.name, Wrong.SYNTAX, f"{brace} without its other half", _words(line))
        try:
            made: str = super().render_xml_part(src_xml, part, context, jinja_env)
        except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise _told(self.name, error, lines) from None
        return made

    @property
    def name(self) -> str:
        return Path(str(self.template_file)).name


def render(template: Path, values: Mapping[str, Value]) -> DocxTemplate:
    """Return the template, filled. Raises TemplateError."""
    _look_into(template)
    document = _Template(str(template))
    try:
        document.init_docx()
        context: dict[str, Any] = dict(values)
        if LOGO in values:
            context[LOGO] = _picture(document, str(values[LOGO]))
        document.render(context, _Sandbox(), autoescape=True)
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(
            template.name, Wrong.FILE, "is damaged: save it anew as a .docx in Word"
        ) from None
    return document


def _look_into(template: Path) -> None:
    """Refuse what is no .docx, or unpacks to more than a letter can be."""
    try:
        with zipfile.ZipFile(template) as package:
            names = {entry.filename for entry in package.infolist()}
            unpacked = sum(entry.file_size for entry in package.infolist())
    except zipfile.BadZipFile:
        names, unpacked = set(), 0
    if "word/document.xml" not in names:
        what = "is no Word file of the new kind: save it as .docx in Word"
        raise TemplateError(template.name, Wrong.FILE, what)
    if unpacked > _MOST_UNPACKED:
        raise TemplateError(template.name, Wrong.FILE, "unpacks to more than 50 MB")


def _picture(document: DocxTemplate, path: str) -> Any:
    """Return the logo as it is put into the letterhead, "" where there is none. Raises TemplateError."""
    if not path:
        return ""
    try:
        picture = io.BytesIO(_raster(path) if path.lower().endswith(".svg") else Path(path).read_bytes())
        image = Image.from_file(picture)
    except _NO_PICTURE:
        what = "the logo cannot be read as a picture (PNG, JPEG or SVG)"
        raise TemplateError(Path(path).name, Wrong.FILE, what) from None
    picture.seek(0)
    if image.px_width * LOGO_HEIGHT_CM > image.px_height * LOGO_WIDTH_CM:
        return InlineImage(document, picture, width=Cm(LOGO_WIDTH_CM))
    return InlineImage(document, picture, height=Cm(LOGO_HEIGHT_CM))


def _raster(path: str) -> bytes:
    """Return an SVG as a PNG: a Word file cannot be relied on to show the former."""
    import typst  # noqa: PLC0415 - only for a logo of that kind

    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("/{Path(path).name}", height: 3cm)'
    # Its types want source and root alike; it takes bytes for the one and a path for the other.
    made = typst.compile(source.encode(), root=Path(path).parent, format="png", ppi=300)  # type: ignore[call-overload]
    return bytes(made)


def _told(file: str, error: Exception, lines: list[str]) -> TemplateError:
    """Say of an error what it means for whoever edits the template, and where it is."""
    number = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
    where = _words(lines[number - 1]) if number and 0 < number <= len(lines) else ""
    if isinstance(error, SecurityError | _ForbiddenError):
        return TemplateError(file, Wrong.UNSAFE, _NO_CALLS, where)
    if isinstance(error, UndefinedError):
        return TemplateError(file, Wrong.UNKNOWN, _missing(error, where), where)
    if isinstance(error, JinjaError):
        return TemplateError(file, Wrong.SYNTAX, str(error.message), where)
    return TemplateError(file, Wrong.SYNTAX, str(error) or type(error).__name__, where)


def _missing(error: UndefinedError, where: str) -> str:
    """Return the name that is no placeholder, whole ("ketua.nma") where it stands so in the text."""
    quoted = re.findall(r"'([^']*)'", str(error.message))
    name = quoted[-1] if quoted else str(error.message)
    whole = re.search(rf"[\w.]*\b{re.escape(name)}\b", where)
    return whole[0] if whole else name


def _line_of(error: Exception) -> int | None:
    """Return the line of the template in which an error arose, as Jinja writes it into the traceback."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _words(line: str) -> str:
    """Return a line of the file as it reads in Word."""
    words = " ".join(unescape(_TAG.sub("", line)).split())
    return words if len(words) <= LONGEST_PLACE else words[: LONGEST_PLACE - 1] + "…"


def _stray(lines: list[str]) -> tuple[str, str] | None:
    """Return a brace without its other half, and the line it is in; None where there is none.

    Jinja reads braces that are closed in a later line, so the whole is asked first.
    """
    if not _STRAY.search(_BRACED.sub("", _TAG.sub("", "\n".join(lines)))):
        return None
    for line in lines:
        brace = _STRAY.search(_BRACED.sub("", _TAG.sub("", line)))
        if brace:
            return brace[0], line
    return None
