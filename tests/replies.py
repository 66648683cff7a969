"""Talks with a running product as another system does, and waits for what is answered."""

import http.client
import json

from tests.product import Product
from tests.signing import signed_headers

SECONDS = 15


def replies_to(
    product: Product, channel: str, secret: str, webhook_id: str, **message: object
) -> list[str]:
    """Post a message to a webhook channel, `brand/channel`, and return the texts of its replies.

    Where that message was taken before, there are none.
    """
    body = json.dumps(message).encode()
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=SECONDS + 5)
    try:
        path = f"/channels/{channel}/messages?wait={SECONDS}"
        connection.request("POST", path, body, signed_headers(secret, webhook_id, body))
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return [] if answer.get("duplicate") else [one["text"] for one in answer["messages"]]
