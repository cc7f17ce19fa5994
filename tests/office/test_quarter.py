"""A quarter in the office: every reminder once, in working hours, in time, and every digest right.

`make quarter` plays the same and prints its table; `python -m tests.tools.quarter CASES SEED` plays another.
"""

import sys
from pathlib import Path

from tests.tools.quarter import played, table

CASES, SEED = 200, 1


def test_a_quarter_passes_with_every_reminder_once_and_in_time(tmp_path: Path) -> None:
    """Slow officials, clocks that stand or are extended, reminders by hand, holidays, restarts at any moment.

    A reckoning of its own, by a list of the office's minutes, says what should have been said when.
    """
    quarter = played(tmp_path, CASES, SEED)
    sys.stdout.write(f"\n{table(quarter)}\n")
    assert quarter.wrong == []
    assert quarter.counts["restarts"] > 3
    assert quarter.counts["rungs merged into a later one"] > 0
    assert quarter.counts["clocks paused"] > 0
    assert quarter.counts["reminders by hand"] > 0
    assert quarter.counts["digests that were due"] > CASES
