"""What the platforms publish about their interfaces, which is no part of this repository.

It is looked for in the folder that CONVIVIO_SPECS names, or in `shared/specs` beside the
repository.
"""

import os
from pathlib import Path

BESIDE = Path(__file__).parents[3] / "shared" / "specs"


def find_description(name: str) -> Path:
    """Return where a description would be; it need not be there."""
    return Path(os.environ.get("CONVIVIO_SPECS", BESIDE)) / name
