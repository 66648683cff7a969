"""What the environment says, for every command that needs a database or an address."""

import os

from bot.cli.refusal import wrong_use
from bot.settings import Settings, SettingsError, read_settings


def settings_here() -> Settings:
    """Return the settings of this process; a wrong one is wrong use (exit code 2)."""
    try:
        return read_settings(os.environ)
    except SettingsError as error:
        raise wrong_use(str(error)) from None
