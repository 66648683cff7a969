"""Every way in, as what takes the bytes that came and says what happened, or nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.discord.decode import decode_frame, decode_message, decode_ready
from adapters.discord.decode_interaction import decode_interaction
from adapters.discord.decode_signs import SIGNS, decode_sign, votes_in
from adapters.discord.endpoint import is_ping
from adapters.discord.heard import Us
from adapters.telegram.decode import BotName, decode, number_of, read
from adapters.webchat import decode_frame as decode_page
from adapters.webchat import greet
from adapters.webhook import decode_body
from adapters.whatsapp.decode import decode as decode_post
from bot.channels.doors import Visit
from bot.channels.identity_token import Connecting, read_token
from bot.core.events import Incoming
from tests.adapters.test_whatsapp_decode import SAMPLES as POSTS
from tests.adapters.test_whatsapp_decode import post
from tests.adapters.webchat_stage import FRAMES
from tests.adapters.webhook_stage import BODIES
from tests.adapters.whatsapp_stage import ADA as WRITER
from tests.adapters.whatsapp_stage import NUMBER

CAPTURED = Path(__file__).parents[1] / "adapters" / "samples"
ME = BotName(4001, "WeConverseBot")
US = Us("1574222230907256832", "1574222230907256832")
ADA, CHANNEL, MESSAGE = "1574222230911451136", "1574222230915645441", "1574222231062446080"
_VISIT = Visit("ada")
_CONNECTING = Connecting("nonce", "market", 0)

Taken = Sequence[Incoming]


@dataclass(frozen=True)
class Door:
    """One way in: what comes through it as it should, and what takes it."""

    samples: Sequence[bytes]
    take: Callable[[bytes], Taken]


def _one(incoming: object) -> Taken:
    return (incoming,) if isinstance(incoming, Incoming) else ()


def _updates(raw: bytes) -> Taken:
    if read(raw) is None:
        number_of(raw)
    return _one(decode(raw, ME))


def _gateway(raw: bytes) -> Taken:
    frame = decode_frame(raw)
    if frame is None:
        return ()
    data = bytes(frame.d)
    decode_ready(data)
    if frame.t in SIGNS:
        heard = decode_sign(frame, US)
    elif frame.t == "INTERACTION_CREATE":
        heard = decode_interaction(data)
    else:
        heard = decode_message(data, US.user)
    votes = votes_in(data, US, ADA)
    return [*(() if heard is None else (heard.incoming,)), *(vote.incoming for vote in votes)]


def _interactions(raw: bytes) -> Taken:
    heard = None if is_ping(raw) else decode_interaction(raw)
    return () if heard is None else (heard.incoming,)


def _bodies(raw: bytes) -> Taken:
    return _one(decode_body("msg-1", raw))


def _page(raw: bytes) -> Taken:
    frame = raw.decode(errors="replace")
    greet(frame, lambda token: read_token(token, ["s" * 32], _CONNECTING))
    return _one(decode_page(_VISIT, frame))


def _posts(raw: bytes) -> Taken:
    heard = decode_post(raw, NUMBER)
    return () if heard is None else heard.incoming


def _captured(platform: str, *names: str) -> list[Any]:
    files = sorted((CAPTURED / platform).glob("*.json"))
    return [json.loads(file.read_bytes()) for file in files if not names or file.stem in names]


def _frame(event: str, data: Any) -> bytes:
    return json.dumps({"op": 0, "s": 7, "t": event, "d": data}).encode()


_SIGN = {"user_id": ADA, "channel_id": CHANNEL, "message_id": MESSAGE}
_ASKED = {
    "id": MESSAGE,
    "channel_id": CHANNEL,
    "author": {"id": US.user},
    "poll": {"results": {"answer_counts": [{"id": 1, "count": 1}]}},
}
_MESSAGES = _captured("discord", "mention", "own_message", "private_message", "reply")
_ACTS = _captured("discord", "command", "press")
_GATEWAY = [
    *(_frame("MESSAGE_CREATE", message) for message in (*_MESSAGES, _ASKED)),
    *(_frame("INTERACTION_CREATE", act) for act in _ACTS),
    _frame("MESSAGE_POLL_VOTE_ADD", {**_SIGN, "answer_id": 2}),
    _frame("MESSAGE_POLL_VOTE_REMOVE", {**_SIGN, "answer_id": 2}),
    _frame("MESSAGE_REACTION_ADD", {**_SIGN, "emoji": {"id": None, "name": "👍"}}),
    _frame("MESSAGE_REACTION_REMOVE", {**_SIGN, "emoji": {"id": "7", "name": "own"}}),
    _frame("READY", {"user": {"id": US.user}, "application": {"id": US.user}}),
]
_HELLO = {"type": "hello", "session": "0f" * 16, "language": "en", "timezone": "Europe/Rome"}
_PAGES = [*(frame for frame, _ in FRAMES.values()), _HELLO, {**_HELLO, "token": "a.b.c"}]


def _written(trees: Sequence[Any]) -> list[bytes]:
    return [json.dumps(tree).encode() for tree in trees]


_POSTS = [post({"id": "wamid.1", "from": WRITER, **told}) for told, _ in POSTS.values()]

DOORS: Mapping[str, Door] = {
    "telegram updates": Door(_written(_captured("telegram")), _updates),
    "discord gateway events": Door(_GATEWAY, _gateway),
    "discord interactions": Door(_written([*_ACTS, {"type": 1}]), _interactions),
    "webhook bodies": Door(_written([body for body, _ in BODIES.values()]), _bodies),
    "chat page frames": Door(_written(_PAGES), _page),
    "whatsapp posts": Door(_POSTS, _posts),
}
"""By what comes through each."""
