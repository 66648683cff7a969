"""People on the stand-in for WhatsApp: what they do, and what they then see."""

import itertools
from dataclasses import dataclass

import aiohttp

from sandbox.whatsapp.marks import read_as_written
from tests.platforms.control import Control
from tests.platforms.process import Addresses

NUMBER = "106540352242922"
VERIFY = "made-up-verify-token"


def secret_of(token: str) -> str:
    """Return the secret of the app whose token this is."""
    return f"app-secret-of-{token}"


@dataclass(frozen=True)
class Seen:
    """One message in the chat with the brand; `by_brand` says whose it is."""

    id: str
    by_brand: bool
    text: str
    labels: tuple[str, ...]
    has_picture: bool = False
    template: str | None = None
    kind: str = "text"
    has_links: bool = False
    has_answers: bool = False


class WhatsApp:
    """Everybody who talks to one number."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        addresses: Addresses,
        token: str = "EAA-of-whatsapp",
        number: str = NUMBER,
    ) -> None:
        base = addresses.whatsapp_api.removesuffix("/v23.0")
        self.control = Control(session, base, token)
        self.number = number
        self.secret = secret_of(token)
        self._phones = itertools.count(393330000000 + int(number[-3:]) * 1000)

    async def begin(self, *templates: dict[str, str]) -> None:
        """Let the number exist."""
        await self.control.post(
            "numbers",
            id=self.number,
            token=self.control.token,
            secret=self.secret,
            verify_token=VERIFY,
            shown="+39 055 000 111",
            account="200000",
            templates=list(templates),
        )

    async def enter(self, url: str) -> None:
        """Enter the Callback URL, which is asked for its challenge."""
        await self.control.post("callback", number=self.number, url=url)

    async def person(self, name: str) -> str:
        """Let a person exist, and return their number."""
        made = await self.control.post("people", number=str(next(self._phones)), name=name)
        return str(made["id"])

    async def say(self, person: str, text: str) -> None:
        """Let a person write."""
        await self.control.post("say", number=self.number, person=person, text=text)

    async def press(self, person: str, message: str, label: str) -> None:
        """Let a person press a button or a row of a message."""
        await self.control.post(
            "press", number=self.number, person=person, message_id=message, label=label
        )

    async def chat(self, person: str) -> list[Seen]:
        """Return all that stands in the chat, in order."""
        messages = await self.control.get("messages", person=person, number=self.number)
        return [
            Seen(
                message["id"],
                message["by"] == "brand",
                read_as_written(message["text"]),
                tuple(label["description"] or label["title"] for label in message["labels"]),
                message["shows"] == "image",
                message["template"],
                message["shows"] or message["type"],
                any(label["url"] for label in message["labels"]),
                any(label["id"] for label in message["labels"]),
            )
            for message in messages
        ]
