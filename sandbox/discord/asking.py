"""One request to the REST API and its answer, free of the web framework."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from msgspec import Struct

from sandbox.discord.drafts import Upload
from sandbox.discord.form import Faults, one_fault
from sandbox.discord.model import Bot
from sandbox.discord.refusals import unauthorized
from sandbox.discord.snowflakes import is_snowflake
from sandbox.discord.wirejson import JsonObject, as_object


class Asked(Struct, frozen=True):
    """What was asked for: `params` come from the path, `body` is its JSON."""

    signed_in: Bot | None
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: object = None
    uploads: tuple[Upload, ...] = ()

    @property
    def bot(self) -> Bot:
        """The bot that asks."""
        if self.signed_in is None:
            raise unauthorized()
        return self.signed_in

    def values(self) -> JsonObject:
        """Return the object that the body is; a body that was not sent is an empty one.

        Raises:
            RefusedError: it is something else.
        """
        if self.body is None:
            return {}
        values = as_object(self.body)
        if values is None:
            words = "Only dictionaries may be used in a ModelType"
            raise one_fault((), "MODEL_TYPE_CONVERT", words)
        return values


class Reply(Struct, frozen=True):
    """The answer; without a body it is 204 No Content."""

    body: object = None
    status: int = 200


EMPTY = Reply(status=204)

_FIELDS = {"members": "user"}
"""What an id after this part of a path is called, where it is not that without its s."""

Endpoint = Callable[[Asked], Reply]


class Route(Struct, frozen=True):
    """One route: `path` as Discord documents it, with `id` for its major parameter.

    `public` ones need no token of a bot: the token in their path says who may.
    """

    method: str
    path: str
    endpoint: Endpoint
    public: bool = False

    @property
    def name(self) -> str:
        """How faults, limits and the list of calls name it."""
        return f"{self.method} {self.path}"


def ids(route: Route, params: Mapping[str, str]) -> dict[str, str]:
    """Return the ids in a path by the names of Discord's reference: `channel_id`, `message_id`."""
    named: dict[str, str] = {}
    for before, segment in pairwise(route.path.split("/")):
        name = segment.strip("{}")
        if name not in {segment, "token"}:
            named[f"{_FIELDS.get(before, before.removesuffix('s'))}_id"] = params[name]
    return named


def refuse_strange_ids(route: Route, params: Mapping[str, str]) -> None:
    """Refuse a path with something else where an id belongs.

    Raises:
        RefusedError: one of them is none.
    """
    faults = Faults()
    for name, value in ids(route, params).items():
        if value != "@original" and not is_snowflake(value):
            faults.note((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    faults.refuse()
