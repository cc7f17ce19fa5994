"""What the acceptance tests share: an office a module."""

from collections.abc import Iterator

import pytest

from tests.support.nursery import Nursery
from tests.support.stage import Stage, stage


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Stage]:
    """Set an office up for all tests of a module."""
    with stage(tmp_path_factory.mktemp("office"), nursery) as found:
        yield found


@pytest.fixture
def here(shared: Stage) -> Iterator[Stage]:
    """Give the module's office, with no case open and no form half filled."""
    yield shared
    shared.clear_the_desk()
