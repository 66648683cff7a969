"""What the operator reads on stderr: one line an event, never a traceback, a secret or a text."""

import logging
import sys

from bot.settings import LOG_LEVELS

_QUIET_LIBRARIES = ("aiohttp", "alembic", "asyncio", "httpx", "httpcore", "sqlalchemy")
"""Libraries whose chatter may carry addresses or texts: only their warnings pass."""


class OneLine(logging.Formatter):
    """One record as one line: an exception is named by its type and place alone.

    Its message is left out, for it may quote what a person wrote or an address with a secret.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with the type and place of an exception where there is one."""
        line = f"timestamp={self.formatTime(record)} level={record.levelname.lower()}"
        line += f" logger={record.name}"
        if record.exc_info and record.exc_info[1] is not None:
            return f"{line} event={record.msg!r} error={_place(record.exc_info[1])}"
        return f"{line} event={record.getMessage()!r}"


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f"@{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return type(error).__name__ + where


def configure(level: str) -> None:
    """Send everything that is logged to stderr, from `level` (one of LOG_LEVELS) upwards."""
    number = logging.getLevelNamesMapping()[level.upper()] if level in LOG_LEVELS else logging.INFO
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=number, handlers=[handler], force=True)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
