"""Settings every test shares."""

from hypothesis import settings

from tests.support import postgres

# Two busy cores make a single example slow now and then; how long a test may take is make's business.
settings.register_profile("sopbot", deadline=None)
settings.load_profile("sopbot")


def pytest_sessionfinish() -> None:
    """Leave no database server behind."""
    postgres.shut_down()
