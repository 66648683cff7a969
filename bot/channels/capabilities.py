"""What a platform can do, as data, with its limits in the platform's own unit."""

from typing import Literal

from msgspec import Struct

LengthUnit = Literal["characters", "utf16", "bytes"]


class Capabilities(Struct, frozen=True, kw_only=True):
    """The table of one adapter.

    `text_limit` is counted in `text_unit`; None means no limit. `label_limit` is in characters.
    `buttons` is the most that one message may carry, 0 where the platform has none.
    `groups` says that the parts of one turn go out in one call. `commands` says that the platform
    has slash commands of its own. `repeatable` says that a send may be repeated safely for ever
    under the same id.
    """

    text_limit: int | None = None
    text_unit: LengthUnit = "characters"
    buttons: int = 0
    label_limit: int | None = None
    markdown: bool = True
    media: bool = True
    groups: bool = False
    commands: bool = False
    repeatable: bool = False
