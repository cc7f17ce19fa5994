"""An office for each test that needs one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.bureau import Bureau


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path)
    yield bureau
    bureau.store.close()
