"""The log as an operator gets it, at its most talkative: its lines, and what they give away."""

import io
import json
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.logs.pipeline import configure
from bot.settings import LogForm

SECRETS = {
    "TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "SITE_SECRET": "whsec_c3BlYWtmcmllbmRhbmRlbnRlcg==",
    "CRM_TOKEN": "open-sesame-42",
    "CONVIVIO_DATABASE": "postgresql://convivio:hush-hush-99@db.example.org/fair",
}
HIDDEN = ("AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "c3BlYWtmcmllbm", "open-sesame", "hush-hush")


class Written:
    """What was written since the beginning."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def given_away(self, kept: Iterable[str]) -> list[str]:
        """Return what of it stands in a line."""
        return [one for one in kept if one in self.text]


@contextmanager
def written(form: LogForm | None = "json", level: str = "debug") -> Iterator[Written]:
    """Let everything be written as `convivio run` would, and leave the log as it was before."""
    log = Written()
    before = [*logging.getLogger().handlers], logging.getLogger().level
    hooks = logging.raiseExceptions, threading.excepthook
    handlers = [one for one in before[0] if type(one) is not logging.StreamHandler]
    configure(level, form, SECRETS, log.stream)
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    try:
        yield log
    finally:
        logging.getLogger().handlers[:], level_before = before
        logging.getLogger().setLevel(level_before)
        logging.raiseExceptions, threading.excepthook = hooks
