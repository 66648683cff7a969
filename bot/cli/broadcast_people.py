"""The person whom a command is about: their accounts, and their consents to a broadcast's topic."""

from collections.abc import Sequence

from msgspec import Struct

from bot.cli.broadcast_reading import Concerned
from bot.cli.refusal import nobody_known
from bot.core.ids import ChannelName
from bot.store.connection import Connection
from bot.store.joined import Member, members_of
from bot.store.joined_recipients import voices
from bot.store.outlook import subscription
from bot.store.people import Acquaintance, acquaintances
from bot.store.subscriptions import SubscriptionRow


class Joined(Struct, frozen=True):
    """One account of somebody with several, and its own consent to the topic, None for none."""

    member: Member
    subscription: SubscriptionRow | None


class Acquainted(Struct, frozen=True):
    """Somebody whom the brand knows; `subscription` is None where no consent to the topic stands.

    `channel` is the one by which they were named. `accounts` are all of theirs where they have
    several; `subscription` is that of the one on which they would be spoken to.
    """

    found: Acquaintance
    channel: ChannelName
    subscription: SubscriptionRow | None
    accounts: Sequence[Joined] = ()

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
        raise nobody_known(channel, external_id)
    topic, person = about.broadcast.topic, found[0].person.id
    members = members_of(connection, about.brand, [person]).get(person)
    if members is None:
        return Acquainted(found[0], name, subscription(connection, about.brand, topic, person))
    accounts = [
        Joined(one, subscription(connection, about.brand, topic, one.own)) for one in members
    ]
    voice = voices(connection, about.brand, topic, [person]).get(person)
    given = [one for one in accounts if one.subscription is not None]
    given.sort(key=lambda one: one.member.account != voice)
    return Acquainted(found[0], name, given[0].subscription if given else None, accounts)
