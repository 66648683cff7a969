"""Holds a conversation through the signed webhook channel, waiting for each answer."""

import json
from typing import Any

import aiohttp

from tests.adapters.webhook_stage import blocks_of
from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.product import Product
from tests.signing import signed_headers


class WebhookTalker:
    """One person in another system, which asks for the replies in its requests (`?wait=`).

    `path` names the channel as `brand/channel`.
    """

    def __init__(
        self, session: aiohttp.ClientSession, product: Product, path: str, secret: str, name: str
    ) -> None:
        self._session = session
        self._url = f"{product.url}/channels/{path}/messages?wait=10"
        self._secret = secret
        self._messages: list[dict[str, Any]] = []
        self._requests = 0
        self.account = name

    async def do(self, act: Act) -> None:
        """Post what they say or press, and keep what it is answered."""
        said: dict[str, Any] = {"from": self.account, "language": "en"}
        match act:
            case Say(text):
                said["text"] = text
            case Press(label, of):
                said["button"] = self._button(label, of)
        self._requests += 1
        body = json.dumps(said).encode()
        headers = signed_headers(self._secret, f"{self.account}-{self._requests}", body)
        async with self._session.post(self._url, data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            self._messages += (await answer.json())["messages"]

    async def heard(self) -> list[Heard]:
        """Return all that was answered."""
        return [
            Heard(
                plain(message["text"]),
                tuple(each["label"] for each in message["buttons"]),
                pictures=len(message["media"]),
                blocks=blocks_of(message),
            )
            for message in self._messages
        ]

    def _button(self, label: str, of: str | None) -> str:
        return next(
            button["id"]
            for message in reversed(self._messages)
            for button in message["buttons"]
            if button["label"] == label and (of or "") in message["text"]
        )
