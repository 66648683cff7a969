"""People whom the brand knows before a story begins: `with: {subscribed: …}`."""

from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.ids import ChannelName, ConversationId, PersonId, derive
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents, wording_hash
from bot.store.people import IdentityRow, PersonRow, add_identities, save_persons
from bot.store.subscriptions import SubscriptionRow, add_subscriptions
from bot.stories.story import Cast

SOURCE = "story"
"""What the ledger names as the ground of a consent that a story assumes."""


class Known(Struct, frozen=True):
    """Somebody with standing consents to the cast's topics, given in private at `moment`."""

    brand: Brand
    channel: ChannelName
    who: str
    cast: Cast
    language: str
    moment: int

    @property
    def person(self) -> PersonId:
        """The person's id in this story."""
        return PersonId(derive("story", self.who))


def introduce(connection: Connection, known: Known) -> None:
    """Write a person with their consents, as if they had given them just now."""
    brand, topics = known.brand.id, known.cast.subscribed
    save_persons(connection, [_person(known)])
    identity = IdentityRow(brand, known.channel, known.who, known.person, known.moment)
    add_identities(connection, [identity])
    add_consents(connection, [_consent(known, topic) for topic in topics])
    add_subscriptions(connection, [_subscription(known, topic) for topic in topics])


def _person(known: Known) -> PersonRow:
    return PersonRow(
        brand=known.brand.id,
        id=known.person,
        name=known.cast.name,
        first_name=known.cast.first_name,
        language=known.language,
        timezone=known.cast.timezone,
        chosen_language=None,
        chosen_timezone=None,
        facts="{}",
        since=known.moment,
        last_said=known.moment,
    )


def _consent(known: Known, topic: str) -> ConsentRow:
    wording = known.brand.topics[topic].wording.original
    return ConsentRow(
        brand=known.brand.id,
        id=derive("story", known.person, topic),
        person=known.person,
        seq=1 + known.cast.subscribed.index(topic),
        topic=topic,
        given=True,
        wording=wording,
        wording_hash=wording_hash(wording),
        language=known.brand.languages[0],
        source=SOURCE,
        channel=known.channel,
        message=None,
        at=known.moment,
    )


def _subscription(known: Known, topic: str) -> SubscriptionRow:
    return SubscriptionRow(
        brand=known.brand.id,
        topic=topic,
        person=known.person,
        conversation=ConversationId(known.person),
        channel=known.channel,
        recipient=known.who,
        space=None,
        since=known.moment,
    )
