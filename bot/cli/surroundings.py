"""What the environment says, for every command that needs a database or an address."""

import os
from collections.abc import Mapping

from bot.cli.refusal import wrong_use
from bot.settings import Settings, SettingsError, read_settings


def settings_here(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this process; a wrong one is wrong use (exit code 2)."""
    try:
        return read_settings(environ)
    except SettingsError as error:
        raise wrong_use(str(error)) from None
