"""The end of a process: asked for by a signal, and reached in time whatever stands in its way."""

import asyncio
import logging
import os
import signal
import sys
from threading import Timer

_LOG = logging.getLogger(__name__)

LAST_RESORT_SECONDS = 9.5
"""How long the end may take: whoever asked for it waits for ten seconds, and kills us then."""


def when_asked_to_end() -> asyncio.Event:
    """Return what is set by SIGTERM or Ctrl-C.

    From then on the process has ten seconds. What hangs after that (a database that is gone, a
    function that never returns) is left as a kill would leave it: nothing that counts is in memory
    alone.
    """
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if not asked.is_set():
            asked.set()
            last_resort = Timer(LAST_RESORT_SECONDS, _leave)
            last_resort.daemon = True
            last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    return asked


def _leave() -> None:
    _LOG.warning("the end took too long: what hangs is left as it is")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
