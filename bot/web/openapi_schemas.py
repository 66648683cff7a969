"""The shapes of what comes in and goes out, for the OpenAPI document."""

from typing import TypeAlias

from bot.channels.body import MAX_DEPTH, MAX_ID_CHARACTERS, MAX_TEXT_CHARACTERS

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

ID: Json = {"type": "string", "minLength": 1, "maxLength": MAX_ID_CHARACTERS}
_ID_OR_NULL: dict[str, Json] = {
    "type": ["string", "null"],
    "minLength": 1,
    "maxLength": MAX_ID_CHARACTERS,
}
_TEXT: Json = {"type": ["string", "null"], "maxLength": MAX_TEXT_CHARACTERS}
_STRING_OR_NULL: Json = {"type": ["string", "null"]}
_MEDIA_KINDS: Json = ["image", "file", "audio", "video", "location"]


def schemas() -> Json:
    """Return every shape by its name."""
    return {**_incoming(), **_outgoing(), **_about_ourselves()}


def _incoming() -> dict[str, Json]:
    return {
        "Message": {
            **_fields(
                ["from"],
                **{"from": ID},
                name=_TEXT,
                text=_TEXT,
                button={**_ID_OR_NULL, "description": "The id of a pressed button."},
                space={**_ID_OR_NULL, "description": "A group or thread; null in private."},
                language=_STRING_OR_NULL,
                timezone=_STRING_OR_NULL,
                attachments={"type": ["array", "null"], "items": ref("schemas", "Media")},
            ),
            "description": "A text, a button or attachments are needed; text and button exclude "
            "each other. Other fields are ignored.",
        },
        "Event": _fields(
            [],
            person={
                "oneOf": [{"type": "null"}, _object(["channel", "id"], channel=ID, id=ID)],
                "description": "Whom it concerns; absent for the whole brand.",
            },
            data={
                "type": ["object", "null"],
                "description": f"Whatever dialogues need, {MAX_DEPTH} lists and objects deep at "
                "most.",
            },
        ),
        "Receipt": _object(["duplicate"], duplicate={"type": "boolean"}),
    }


def _outgoing() -> dict[str, Json]:
    return {
        "Emission": _object(
            ["event", "id", "time", "person", "data"],
            event={"type": "string", "description": "Its name, as `emit` says."},
            id={"type": "string", "description": "Stable over every repeat; the webhook-id."},
            time={"type": "string", "format": "date-time", "description": "When, in UTC."},
            person=_object(["channel", "id"], channel=ID, id=ID),
            data={"type": "object"},
        ),
        "Answer": _object(
            [],
            duplicate={"type": "boolean"},
            to=ID,
            space=ID,
            messages=_list("Reply"),
        ),
        "Reply": _object(
            ["id", "text", "markdown", "buttons", "media"],
            id={"type": "string", "description": "Stable over every repeat."},
            text={"type": "string"},
            markdown={"type": "string"},
            buttons=_list("Button"),
            media=_list("Media"),
            private={"type": "boolean", "description": "In a space: for `to` alone."},
        ),
        "Button": _object(
            ["id", "label"],
            id={"type": "string"},
            label={"type": "string"},
            url={"type": "string", "description": "Where a link leads, instead of a press."},
        ),
        "Media": _object(
            ["type", "url"],
            type={"enum": _MEDIA_KINDS},
            url={"type": "string", "minLength": 1},
            name=_STRING_OR_NULL,
            media_type=_STRING_OR_NULL,
            size={"type": ["integer", "null"], "minimum": 0, "description": "In bytes."},
            alt={
                "type": "string",
                "description": "What there is to see or hear; only in what we send.",
            },
        ),
    }


def _about_ourselves() -> dict[str, Json]:
    return {
        "Readiness": _object(
            ["status", "channels", "brands", "store", "loop", "hindered"],
            status={"const": "ready"},
            channels=_list("Channel"),
            brands=_list("Brand"),
            store=_object(
                ["busy_seconds", "unavailable_seconds"],
                busy_seconds={
                    "type": "number",
                    "description": "For how long the commit under way has been so.",
                },
                unavailable_seconds={
                    "type": "number",
                    "description": "For how long it took nothing, in all since the start.",
                },
            ),
            loop=_object(
                ["late_seconds"],
                late_seconds={"type": "number", "description": "How late everything is."},
            ),
            hindered={
                "type": "array",
                "items": {"type": "string"},
                "description": "What is not as it should be, one sentence each.",
            },
        ),
        "Brand": _object(
            ["brand", "state"],
            brand={"type": "string"},
            state={"enum": ["published", "outdated"]},
            reason={"type": "string", "description": "Why changed files are not published."},
        ),
        "Channel": _object(
            ["brand", "channel", "adapter", "state"],
            brand={"type": "string"},
            channel={"type": "string"},
            adapter={"type": "string"},
            state={"enum": ["open", "hindered", "paused", "closed", "elsewhere", "left off"]},
            reason={"type": "string", "description": "Why it is not open, and what to do."},
        ),
        "Problem": _object(
            ["type", "title", "status", "detail"],
            type={"type": "string"},
            title={"type": "string"},
            status={"type": "integer"},
            detail={"type": "string"},
            errors=_list("Fault"),
        ),
        "Fault": _object(["path", "message"], path={"type": "string"}, message={"type": "string"}),
    }


def ref(kind: str, name: str) -> Json:
    """Return a reference to a component of the document."""
    return {"$ref": f"#/components/{kind}/{name}"}


def _object(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "required": list[Json](required), "properties": properties}


def _list(name: str) -> Json:
    return {"type": "array", "items": ref("schemas", name)}


def _fields(required: list[str], **properties: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "required": list[Json](required),
        "properties": properties,
        "additionalProperties": True,
    }
