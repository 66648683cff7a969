"""Holds a conversation through the signed webhook channel, waiting for each answer."""

import http.client
import json
from collections.abc import Sequence
from typing import Any

from tests.doors.neutral import Act, Line, Press, Say, lines_of
from tests.product import Product
from tests.signing import signed_headers


def talk(product: Product, path: str, secret: str, person: str, acts: Sequence[Act]) -> list[Line]:
    """Return what `person` reads on the channel at `path` (`brand/channel`)."""
    read: list[Line] = []
    buttons: dict[str, str] = {}
    for number, act in enumerate(acts):
        said: dict[str, Any] = {"from": person}
        match act:
            case Say(text):
                said["text"] = text
            case Press(label):
                said["button"] = buttons[label]
        for message in _post(product, path, secret, f"{person}-{number}", said):
            labels = [button["label"] for button in message["buttons"]]
            buttons |= {button["label"]: button["id"] for button in message["buttons"]}
            read += lines_of(message["text"], labels)
    return read


def _post(
    product: Product, path: str, secret: str, webhook_id: str, said: dict[str, Any]
) -> list[dict[str, Any]]:
    body = json.dumps(said).encode()
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=20)
    try:
        headers = signed_headers(secret, webhook_id, body)
        connection.request("POST", f"/channels/{path}/messages?wait=10", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        assert answer.status == 200, told
        messages: list[dict[str, Any]] = json.loads(told)["messages"]
        return messages
    finally:
        connection.close()
