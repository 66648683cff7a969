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
    return _folder() / name


def absence(*names: str) -> str | None:
    """Say in words which of these descriptions are not there, None where all are."""
    absent = [name for name in names if not find_description(name).is_file()]
    if not absent:
        return None
    return (
        f"not in {_folder()}: {', '.join(absent)} (published by the platforms and no part of this "
        f"repository; {FOLDER} names the folder)"
    )


def _folder() -> Path:
    return Path(os.environ.get(FOLDER, BESIDE))
