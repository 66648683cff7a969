"""What an operator sets, by environment only: everything else stands in the brand's folder."""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080
DEFAULT_LEASE = 6.0
LOG_LEVELS = ("debug", "info", "warning", "error")

LogForm = Literal["json", "console"]
"""How a line of the log is written: for programs, or for people."""


class SettingsError(ValueError):
    """A setting cannot be used; the message names it and says what to write."""


class Settings(Struct, frozen=True):
    """The settings of one process.

    `database` is an SQLAlchemy URL or a path, None for a file beside the brand. `port` 0 takes
    any free port. `log` is a level, `log_form` how lines are written: None for what fits stderr.
    `public_url` is where the outside reaches us, without a slash at its end.
    `framed_by` is the origin of a page that may show the chat page inside it: no variable sets it.
    `lease_seconds` is how long the others on a database leave a channel to a process of which
    nothing is heard.
    """

    database: str | None = None
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    log: str = "info"
    log_form: LogForm | None = None
    public_url: str | None = None
    framed_by: str | None = None
    lease_seconds: float = DEFAULT_LEASE

    @property
    def address(self) -> str:
        """Where others reach us, without a slash at its end: from here only, unless it is set."""
        return self.public_url or f"http://{self.host}:{self.port}"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings found in `environ`; an empty variable counts as absent.

    Raises:
        SettingsError: a value cannot be used.
    """
    level, form = _log(environ.get("CONVIVIO_LOG") or "info")
    return Settings(
        database=environ.get("CONVIVIO_DATABASE") or None,
        host=environ.get("CONVIVIO_HOST") or DEFAULT_HOST,
        port=_port(environ.get("CONVIVIO_PORT") or str(DEFAULT_PORT)),
        log=level,
        log_form=form,
        public_url=public_url_in(environ),
        lease_seconds=_lease(environ.get("CONVIVIO_LEASE") or str(DEFAULT_LEASE)),
    )


def public_url_in(environ: Mapping[str, str]) -> str | None:
    """Return where the outside reaches us, without a slash at its end; None where it is not set."""
    return environ.get("CONVIVIO_PUBLIC_URL", "").rstrip("/") or None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:  # noqa: PLR2004 - the highest TCP port
        raise SettingsError(f"CONVIVIO_PORT is {text!r}: write a number from 0 to 65535.")
    return int(text)


def _log(text: str) -> tuple[str, LogForm | None]:
    """Return the level and the form that are asked for: each at most once, in any order."""
    words = [word for word in re.split(r"[\s,]+", text.lower()) if word]
    levels = [word for word in words if word in LOG_LEVELS]
    forms = [form for word in words for form in get_args(LogForm) if word == form]
    if len(levels) + len(forms) < len(words) or len(levels) > 1 or len(forms) > 1:
        raise SettingsError(
            f"CONVIVIO_LOG is {text!r}: write one of {', '.join(LOG_LEVELS)}, and beside it json "
            'or console where you want, as in "info,json".'
        )
    return levels[0] if levels else "info", forms[0] if forms else None


def _lease(text: str) -> float:
    seconds = float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", text) else 0.0
    if not 1 <= seconds <= 60:  # noqa: PLR2004 - shorter ones are lost by chance, longer ones felt
        raise SettingsError(f"CONVIVIO_LEASE is {text!r}: write seconds from 1 to 60.")
    return seconds
