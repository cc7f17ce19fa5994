"""Settings every test shares."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support import postgres
from tests.support.nursery import Nursery

# Two busy cores make a single example slow now and then; how long a test may take is make's business.
settings.register_profile("sopbot", deadline=None)
settings.load_profile("sopbot")


def pytest_collection_finish() -> None:
    """Let the collector leave alone what lives as long as the tests: thousands of them, and every module."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Leave no database server behind."""
    postgres.shut_down()


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Start the process that starts bots and simulators fast."""
    with Nursery(tmp_path_factory.mktemp("nursery")) as found:
        yield found
