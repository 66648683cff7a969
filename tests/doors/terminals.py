"""Many talks at the terminal, one after the other: `convivio chat` without starting Python anew.

    python -m tests.doors.terminals BRAND < talks.json

Takes `[{"database": …, "typed": …}]` and answers `[printed, …]`. Each talk is held in a child of
this process, by what `convivio chat` calls, over a pipe and in a database of its own.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import bot.app
import bot.cli.talk


def hold(brand: Path, database: str, typed: str) -> str:
    """Hold one talk and return what it printed."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
        given.write(typed.encode())
        given.seek(0)
        child = os.fork()
        if child == 0:
            _hold_and_exit(brand, database, given.fileno(), printed.fileno())
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        words = printed.read().decode()
        assert status == 0, words
        return words


def _hold_and_exit(brand: Path, database: str, given: int, printed: int) -> None:
    code = 1
    try:
        os.dup2(given, 0)
        os.dup2(printed, 1)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        os.environ["CONVIVIO_DATABASE"] = database
        bot.cli.talk.hold_talk(brand, {"name": None, "language": None}, fresh=False)
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Hold all talks."""
    talks = json.load(sys.stdin)
    brand = Path(sys.argv[1])
    told = [hold(brand, talk["database"], talk["typed"]) for talk in talks]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
