"""The person whom a command is about: their account, and their consent to a broadcast's topic."""

from msgspec import Struct

from bot.cli.broadcast_reading import Concerned
from bot.cli.refusal import Refusal
from bot.core.ids import ChannelName
from bot.store.connection import Connection
from bot.store.outlook import subscription
from bot.store.people import Acquaintance, acquaintances
from bot.store.subscriptions import SubscriptionRow


class Acquainted(Struct, frozen=True):
    """Somebody whom the brand knows; `subscription` is None where no consent to the topic stands.

    `channel` is the one by which they were named.
    """

    found: Acquaintance
    channel: ChannelName
    subscription: SubscriptionRow | None

    @property
    def place(self) -> ChannelName:
        """The channel on which they would get it: where they gave their consent."""
        return self.channel if self.subscription is None else self.subscription.channel


def acquainted(
    connection: Connection, about: Concerned, channel: str, external_id: str
) -> Acquainted:
    """Return the person behind an account.

    Raises:
        Refusal: nobody is known so.
    """
    name = ChannelName(channel)
    found = acquaintances(connection, about.brand, name, [external_id])
    if not found:
        raise Refusal(
            f"Nobody is known as {external_id} on {channel}. "
            "Check the channel's name in brand.yaml, the id, and CONVIVIO_DATABASE."
        )
    topic, person = about.broadcast.topic, found[0].person.id
    return Acquainted(found[0], name, subscription(connection, about.brand, topic, person))
