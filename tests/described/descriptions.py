"""What the platforms publish about their interfaces, which is no part of this repository.

It is looked for in the folder that CONVIVIO_SPECS names, or in `shared/specs` beside the
repository.
"""

import os
from pathlib import Path

FOLDER = "CONVIVIO_SPECS"
"""Names the folder of the descriptions."""

MISFITS = "CONVIVIO_TESTS_MISFITS"
"""Names the file of one test process for the requests that do not fit a description."""

SEEN = "CONVIVIO_TESTS_SEEN"
"""Names the file of a whole run for the names of what was asked."""

BOT_API = "telegram-bot-api.json"
OPENAPI = "discord-openapi.json"

BESIDE = Path(__file__).parents[3] / "shared" / "specs"


def find_description(name: str) -> Path:
    """Return where a description would be; it need not be there."""
    return Path(os.environ.get(FOLDER, BESIDE)) / name
