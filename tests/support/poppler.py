"""Another program's opinion of a PDF: the tools of poppler."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def pdfsig(path: Path) -> str:
    """Return what poppler says of a file's signatures; skipped where it is not installed, except in CI."""
    tool = shutil.which("pdfsig")
    if tool is None:
        assert not os.environ.get("CI"), "poppler-utils is not installed"
        pytest.skip("poppler-utils is not installed")
    result = subprocess.run([tool, "-nocert", path], capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout
