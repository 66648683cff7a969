"""The platform's objects for what bots ask: menus, files, chats in full, webhooks."""

from msgspec import Struct


class BotCommand(Struct, frozen=True):
    """A line of the menu."""

    command: str
    description: str


class File(Struct, frozen=True, omit_defaults=True):
    """A file that can be fetched from `file_path` under the address for files."""

    file_id: str
    file_unique_id: str
    file_size: int | None = None
    file_path: str | None = None


class AcceptedGiftTypes(Struct, frozen=True):
    """Which presents a chat takes; here none."""

    unlimited_gifts: bool
    limited_gifts: bool
    unique_gifts: bool
    premium_subscription: bool
    gifts_from_channels: bool


NO_GIFTS = AcceptedGiftTypes(
    unlimited_gifts=False,
    limited_gifts=False,
    unique_gifts=False,
    premium_subscription=False,
    gifts_from_channels=False,
)


class ChatFullInfo(Struct, frozen=True, omit_defaults=True):
    """A chat with everything that is told of it on request."""

    id: int
    type: str
    accent_color_id: int
    max_reaction_count: int
    accepted_gift_types: AcceptedGiftTypes
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    is_forum: bool | None = None


class WebhookInfo(Struct, frozen=True, omit_defaults=True):
    """Where updates are posted to, and how that goes."""

    url: str
    has_custom_certificate: bool
    pending_update_count: int
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None
    max_connections: int | None = None
    allowed_updates: list[str] | None = None
