"""The page about deliveries shows the policy that the code has."""

import re
from pathlib import Path

from bot.engine.outbox.kinds import POLICIES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "deliveries.md"


def test_the_kinds_of_the_page_are_those_of_the_policy():
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| (\w+) [^|]*\| (\w+) \| (\w+)", PAGE.read_text(), re.MULTILINE
    )
    shown = {
        kind: (wanted == "asked", first == "yes", again == "yes")
        for kind, wanted, first, again in rows
    }
    assert shown == {
        kind: (one.asks, one.speaks_first, one.repeats) for kind, one in POLICIES.items()
    }
