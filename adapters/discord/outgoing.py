"""What a request to Discord holds: an object of JSON, and the files beside it."""

from msgspec import Struct

from adapters.discord.files import Upload

JsonObject = dict[str, object]
"""An object of JSON as it leaves: built here, never read."""


class Outgoing(Struct, frozen=True):
    """A message as Discord wants it: the JSON of its request, and the files beside it."""

    body: JsonObject
    uploads: tuple[Upload, ...] = ()
