"""The terminal: one person at a keyboard, or a script at a pipe, talks with a brand."""

import asyncio
import sys
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper
from math import inf
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from bot.channels.capabilities import Capabilities, MediaRoom
from bot.channels.contract import ChannelSettings, Group, Intake
from bot.core.content import Button, Media, Message
from bot.core.events import Incoming, Pressed, Said, Sender
from bot.core.media_types import kind_of, media_type_of
from bot.core.outcomes import Accepted, Outcome, Unreachable

TEXTUAL = ("application/json", "text/plain", "text/csv")
"""Media types that can be read as they are."""

MOST_DIGITS = 3
"""A longer number is no button's: no message has a thousand."""

ATTACH = "/attach"
"""The word before the path of a file that is sent."""

SCHEME = "terminal"
"""How the address of a file begins that somebody at a terminal has sent."""

PROMPT = "\n> "


class Terminal:
    """A channel on standard input and output.

    Buttons are numbered lines; a number typed below them presses. Every line waits until the one
    before it was taken in, so a piped script is played in order. The options `person` (an id),
    `name` and `language` say who is talking.
    """

    name = "terminal"
    capabilities = Capabilities(
        buttons=10**MOST_DIGITS - 1,
        groups=True,
        media=MediaRoom(own=SCHEME),
        receives=frozenset({"image", "file"}),
        recognises=inf,
    )
    """A line that is printed again does no harm: who reads it sits before the screen."""

    def __init__(self, lines: TextIO | None = None, out: TextIO | None = None) -> None:
        """Read from `lines` and write to `out`, the standard streams unless told otherwise."""
        self._lines = _forgiving(lines or sys.stdin or StringIO())
        self._out = _forgiving(out or sys.stdout)
        self._offered: tuple[Button, ...] = ()
        self._reading: asyncio.Task[None] | None = None
        self._session = uuid4().hex

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return nothing: a terminal has no options that could be wrong."""
        del settings
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Begin to read lines; each is taken in before the next is read."""
        self._reading = asyncio.create_task(self._read(settings, intake))

    async def ended(self) -> None:
        """Return at the end of the input."""
        if self._reading is not None:
            await self._reading

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Print what is said; the last authored buttons can be pressed by their number."""
        self._offered = ()
        try:
            for part in group.parts:
                self._print(part.message)
            self._out.flush()
        except (OSError, ValueError):  # the reader of our pipe is gone, or the stream is closed
            return [Unreachable("the terminal is closed")] * len(group.parts)
        return [Accepted()] * len(group.parts)

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading

    async def _read(self, settings: ChannelSettings, intake: Intake) -> None:
        number = 0
        while line := await self._next_line():
            text = line.replace("\0", "").strip()
            if not text:
                continue
            happening = self._happening(text)
            if happening is None:
                self._out.write("[There is no such file.]\n")
                continue
            number += 1
            sender, name = _sender(settings), f"{self._session}-{number}"
            await intake(settings, [Incoming(name, sender, happening)])

    async def _next_line(self) -> str:
        if self._lines.isatty():
            self._out.write(PROMPT)
            self._out.flush()
        return await _in_daemon(self._lines)

    def _happening(self, text: str) -> Said | Pressed | None:
        """Return what a line does, None where it sends a file that is not there."""
        command, space, rest = text.partition(" ")
        if command != ATTACH or not space:
            return self._press(text) or Said(text)
        file = _attached(rest.strip())
        return None if file is None else Said("", (file,))

    def _press(self, text: str) -> Pressed | None:
        short = text.isdecimal() and len(text) <= MOST_DIGITS
        if not short or not 1 <= int(text) <= len(self._offered):
            return None
        return Pressed(self._offered[int(text) - 1].id)

    def _print(self, message: Message) -> None:
        lines = [message.text] if message.text else []
        lines += [_shown(media) for media in message.media]
        numbered = tuple(button for button in message.buttons if _is_numbered(button))
        lines += [f"  {n}. {button.label}" for n, button in enumerate(numbered, 1)]
        lines += [f"  {button.label}: {button.url}" for button in message.buttons if button.url]
        added = [button.label for button in message.buttons if not button.authored]
        if added:
            lines.append(f"  ({' / '.join(added)})")
        self._offered = numbered or self._offered
        self._out.write("\n".join(lines) + "\n")


def _forgiving(stream: TextIO) -> TextIO:
    """Let a stream replace what it cannot read or show, instead of breaking the talk off."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def _attached(written: str) -> Media | None:
    """Return the reference to a file of this machine: only a terminal on it finds it again."""
    try:
        path = Path(written).expanduser()
        size = path.stat().st_size if path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # the last one where ~ is nobody's
        return None
    if size is None:
        return None
    media_type = media_type_of(path.name)
    address = f"{SCHEME}:{path.absolute()}"
    return Media(kind_of(media_type), address, path.name, media_type, size)


def _shown(media: Media) -> str:
    """Return an attachment as a terminal shows it: a file of text that came along, in full."""
    head, comma, data = media.url.partition(";base64,")
    if not head.startswith("data:"):
        return f"[{media.alt or media.name or media.kind}: {media.url}]"
    if comma and head.removeprefix("data:") in TEXTUAL:
        text = b64decode(data).decode(errors="replace")
        return f"[{media.name or media.kind}]\n{text}"
    return f"[{media.name or media.kind}]"


def _is_numbered(button: Button) -> bool:
    """Only what an author wrote gets a number: a typed `1` may be the answer to a question."""
    return button.authored and button.url is None


def _sender(settings: ChannelSettings) -> Sender:
    def option(key: str) -> str | None:
        value = settings.options.get(key)
        return value if isinstance(value, str) else None

    name = option("name")
    return Sender(
        id=option("person") or "you",
        name=name,
        first_name=name.split()[0] if name else None,
        language=option("language"),
    )


async def _in_daemon(lines: TextIO) -> str:
    """Read one line in a thread that does not keep the process alive when it is interrupted."""
    import threading  # noqa: PLC0415 - only while a terminal is open

    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def give(line: str) -> None:
        if not answer.done():
            answer.set_result(line)

    def read() -> None:
        line = ""
        with suppress(OSError, ValueError):  # a terminal that is gone is at its end
            line = lines.readline()
        with suppress(RuntimeError):  # the loop may be closed by then
            loop.call_soon_threadsafe(give, line)

    threading.Thread(target=read, daemon=True).start()
    return await answer
