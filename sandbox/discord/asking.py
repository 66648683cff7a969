"""One request to the REST API and its answer, free of the web framework."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from sandbox.discord.drafts import Upload
from sandbox.discord.form import one_fault
from sandbox.discord.model import Bot
from sandbox.discord.refusals import unauthorized
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
            Refusal: it is something else.
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
