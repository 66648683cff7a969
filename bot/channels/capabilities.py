"""What a platform can do, as data."""

from msgspec import Struct


class Capabilities(Struct, frozen=True, kw_only=True):
    """The table of one adapter.

    `text_limit` and `label_limit` are in characters; None means no limit. `buttons` is the most
    that one message may carry, 0 where the platform has none. `groups` says that the parts of one
    turn go out in one call.
    """

    text_limit: int | None = None
    buttons: int = 0
    label_limit: int | None = None
    media: bool = True
    groups: bool = False
