"""Everything that is wrong in a brand's folder: its files, its stories and its channels."""

import os
from pathlib import Path

from bot.brand.faults import Fault, in_order
from bot.channels.registry import adapter_names
from bot.cli.channel_faults import channel_faults
from bot.cli.platform_limits import limits_of
from bot.cli.reading import read_files
from bot.clock import now
from bot.stories.reading import read_stories
from bot.stories.setting import setting_faults


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong in the brand's files, its stories among them."""
    adapters = adapter_names()
    reading = read_files(folder, os.environ, limits_of, now())
    tests = read_stories(folder)
    faults = [*reading.faults, *tests.faults]
    if reading.library is not None:
        faults += setting_faults(tests.stories, reading.library, adapters)
        faults += channel_faults(folder, reading.library.brand, os.environ)
    return in_order(faults)
