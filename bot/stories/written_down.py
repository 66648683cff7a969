"""A walk as a story: what somebody did, and what was said, word for word."""

import json
from collections.abc import Iterator
from typing import assert_never

from bot.brand.durations import duration_text
from bot.core.content import Message
from bot.core.values import Value
from bot.stories.comparison import authored_labels
from bot.stories.story import (
    Act,
    ActionStub,
    Arrives,
    Cast,
    HttpStub,
    Later,
    Occurs,
    Posts,
    Presses,
    Says,
    Starts,
    Story,
    Stub,
)
from bot.stories.walk import Stride, Walk

_Written = dict[str, Value]
"""One step of a story, as its file says it."""


def written_down(walk: Walk, name: str) -> str:
    """Return the file of a story in which all happens again that happened on a walk.

    Args:
        walk: what somebody did, and what they heard.
        name: what the story is called.
    """
    head = {"story": name} | _head(walk.opening.story)
    keys = [f"{key}: {_quoted(value)}" for key, value in head.items()]
    steps = (step for stride in walk.strides for step in _steps(stride))
    stubs = ({"stub": _stub(stub)} for stub in walk.opening.stubs)
    return "\n".join([*keys, "steps:", *map(_line, (*stubs, *steps))]) + "\n"


def _head(story: Story) -> _Written:
    """Return where and when the walk begins, as far as that is not the usual."""
    now = None if story.now is None else f"{story.now:%Y-%m-%d %H:%M}"
    head: _Written = {
        "channel": story.channel,
        "language": story.language,
        "now": now,
        "with": _known(story.cast) or None,
    }
    return {key: value for key, value in head.items() if value is not None}


def _known(cast: Cast) -> _Written:
    """Return what is known of somebody before the walk."""
    name: _Written = {} if cast.name is None else {"name": cast.name}
    return name | ({"subscribed": list(cast.subscribed)} if cast.subscribed else {})


def _stub(stub: Stub) -> Value:
    match stub:
        case ActionStub(name=name, fails=True):
            return {"do": name, "fails": True}
        case ActionStub(name=name, returns=value):
            return {"do": name, "returns": value}
        case HttpStub(url=url, method=method, status=status, answer=value):
            return {"http": url, "method": method, "status": status, "json": value}
        case _:
            assert_never(stub)


def _steps(stride: Stride) -> Iterator[_Written]:
    yield _done(stride.move.step)
    yield from map(_heard, stride.heard)
    if not stride.heard:
        yield {"bot": "nothing"}


def _done(step: Act) -> _Written:
    match step:
        case Says():
            return {"person": _said(step)}
        case Arrives(payload=payload):
            return {"person": {"link": payload or ""}}
        case Presses(label=label):
            return {"press": label}
        case Later(seconds=seconds):
            return {"later": duration_text(seconds)}
        case Occurs(name=name, data=data, everyone=everyone):
            addressee: _Written = {"to": "everyone"} if everyone else {}
            return {"event": name, "data": data} | addressee
        case Posts() | Starts():
            return _begun(step)
        case _:
            assert_never(step)


def _said(step: Says) -> Value:
    if not step.attachments:
        return step.text
    (sent,) = step.attachments
    return {"photo" if sent.kind == "image" else "file": sent.url}


def _begun(step: Posts | Starts) -> _Written:
    match step:
        case Starts(broadcast=broadcast):
            return {"broadcast": broadcast}
        case Posts(feed=feed, posts=posts):
            told: list[Value] = [{"title": post.title, "link": post.link} for post in posts]
            return {"post": {"feed": feed, "posts": told}}
        case _:
            assert_never(step)


def _heard(message: Message) -> _Written:
    text: Value = message.text.strip() or None
    if text == "nothing":
        text = {"any_of": [text]}
    return {"bot": text, "buttons": list(authored_labels(message))}


def _line(step: _Written) -> str:
    """Return a step as a list item, its keys below each other."""
    keys = [f"{key}: {_quoted(value)}" for key, value in step.items()]
    return "  - " + "\n    ".join(keys)


def _quoted(value: Value) -> str:
    """Return a value as YAML reads it in one line: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
