"""Pages whose samples are the files of a brand, each below a comment that names it."""

import re
from pathlib import Path

from bot.cli.checking import faults_of
from bot.cli.rehearsal import rehearse
from bot.stories.play import Played
from tests.brand_folder import write_files

DOCS = Path(__file__).parents[2] / "docs"
BRAND = "brand: bakery\ntitle: Bakery\nlanguages: [en]\nchannels: {web: {adapter: webchat}}\n"


def unfold(page: str, folder: Path, more: str = "") -> Path:
    """Write the files that a page shows, and a brand.yaml that ends with `more`."""
    shown = re.findall(r"```\w+\n# (\S+)\n(.*?)```", page, re.DOTALL)
    return write_files(folder, {"brand.yaml": BRAND + more, **dict(shown)})


def stories_held(folder: Path) -> list[Played]:
    """Return the stories of a brand in which nothing is wrong, all of them held."""
    assert [str(fault) for fault in faults_of(folder)] == []
    played = rehearse(folder, None).played
    assert [str(one.failure) for one in played if one.failure] == []
    return list(played)
