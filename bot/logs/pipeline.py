"""The way of a log call to stderr: the standard library's calls, through structlog's processors."""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypeGuard, assert_never

from bot.core.error_place import error_place
from bot.logs.context import about_now
from bot.logs.masking import Mask, secrets_in
from bot.logs.telling import heard, is_ours, spoken_of, told
from bot.settings import LogForm

if TYPE_CHECKING:
    from structlog.stdlib import ProcessorFormatter
    from structlog.typing import Processor

_QUIET_LIBRARIES = (
    *("aiohttp", "alembic", "apscheduler", "asyncio", "httpx", "httpcore", "psycopg", "sqlalchemy"),
)
"""Libraries whose chatter may carry addresses or texts: only their warnings pass."""

Event = MutableMapping[str, Any]

_LOG = logging.getLogger(__name__)


class Pipeline(logging.Formatter):
    """Writes each record as one line.

    structlog is loaded with the first record: it brings a fifth of what a start costs.

    Args:
        form: as a line of JSON, or for people to read.
        mask: takes secrets out of what is written.
        colors: whether what people read is coloured.
    """

    def __init__(self, form: LogForm, mask: Mask, *, colors: bool = False) -> None:
        super().__init__()
        self._form: LogForm = form
        self._mask = mask
        self._colors = colors

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        return self._formatter.format(record)

    @cached_property
    def _formatter(self) -> "ProcessorFormatter":
        from structlog.processors import TimeStamper  # noqa: PLC0415 - see the class
        from structlog.stdlib import (  # noqa: PLC0415
            ProcessorFormatter,
            add_log_level,
            add_logger_name,
        )

        return ProcessorFormatter(
            foreign_pre_chain=[
                TimeStamper(fmt="iso", utc=True),
                add_log_level,
                add_logger_name,
                _tell,
                _tell_error,
                self._hide_secrets,
            ],
            processors=[ProcessorFormatter.remove_processors_meta, self._renderer()],
            use_get_message=False,
            pass_foreign_args=True,
        )

    def _renderer(self) -> "Processor":
        from structlog.dev import ConsoleRenderer  # noqa: PLC0415 - see the class
        from structlog.processors import JSONRenderer  # noqa: PLC0415

        match self._form:
            case "json":
                return JSONRenderer(ensure_ascii=False)
            case "console":
                return ConsoleRenderer(colors=self._colors, pad_event_to=0, sort_keys=False)
            case _:
                assert_never(self._form)

    def _hide_secrets(self, _logger: object, _method: str, event: Event) -> Event:
        for name, value in event.items():
            if isinstance(value, str):
                event[name] = self._mask(value)
        return event


def configure(
    level: str, form: LogForm | None, environ: Mapping[str, str], stream: TextIO | None = None
) -> None:
    """Send everything that is logged to stderr.

    Args:
        level: from which level upwards, one of LOG_LEVELS.
        form: how it is written; None: for people where a person is looking, else JSON.
        environ: where secrets are that must not be shown.
        stream: where to write instead of stderr.
    """
    to = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(to)
    fitting: LogForm = "console" if to.isatty() else "json"
    handler.setFormatter(Pipeline(form or fitting, Mask(secrets_in(environ)), colors=to.isatty()))
    logging.basicConfig(level=number, handlers=[handler], force=True)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    # A line that cannot be written is lost; its traceback would quote what it was made of.
    logging.raiseExceptions = False
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    """Tell of a thread that ended by an error, instead of writing its traceback."""
    if failed.exc_value is not None:
        _LOG.error("a thread failed error=%s", error_place(failed.exc_value))


def _tell(_logger: object, _method: str, event: Event) -> Event:
    """Part what was said into words and fields; a library is heard without its values."""
    record, values = event["_record"], spoken_of(event.pop("positional_args", ()))
    if is_ours(record.name):
        words, fields = told(event["event"], values)
    else:
        words, fields = heard(event["event"]), {}
    around = {} if record.name.startswith("bot.") else about_now()
    return {**event, "event": words, **around, **fields}


def _tell_error(_logger: object, _method: str, event: Event) -> Event:
    """Name an exception by its type and place alone."""
    info = event.pop("exc_info", None)
    if _is_info(info):
        event["error"] = error_place(info[1])
    event.pop("stack_info", None)
    return event


def _is_info(info: object) -> TypeGuard[tuple[type[BaseException], BaseException, object]]:
    return isinstance(info, tuple) and isinstance(info[1], BaseException)
