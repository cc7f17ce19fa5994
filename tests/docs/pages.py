"""The documents of the project as text, and what is taken out of them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("", "docs/**/", "simulator/", "bench/")
PAGES = sorted({page for folder in FOLDERS for page in ROOT.glob(f"{folder}*.md")})
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


def name(page: Path) -> str:
    """Return a page's path within the project."""
    return str(page.relative_to(ROOT))


def fenced(page: Path, language: str) -> list[str]:
    """Return the code blocks of a page in a language."""
    return [code for kind, code in _FENCED.findall(page.read_text("utf-8")) if kind == language]


def prose(page: Path) -> str:
    """Return a page without its code blocks."""
    return _FENCED.sub("", page.read_text("utf-8"))


def inline(page: Path) -> list[str]:
    """Return what stands between single backticks."""
    return _INLINE.findall(prose(page))


def commands(page: Path) -> list[str]:
    """Return every shell line of a page, and every `sopbot ...` in its prose, without comments."""
    lines = [line for block in fenced(page, "sh") for line in block.splitlines()]
    lines += [code for code in inline(page) if code.startswith("sopbot ")]
    return [line.split("  # ")[0].split("  //")[0].strip() for line in lines if line.strip()]
