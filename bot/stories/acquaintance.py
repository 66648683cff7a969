"""People whom the brand knows before a story begins: `with: {subscribed: …}`."""

from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.ids import ChannelName, PersonId, derive
from bot.store.connection import Connection
from bot.store.consents import ConsentRow, add_consents, wording_hash
from bot.store.people import IdentityRow, PersonRow, add_identities, save_persons

SOURCE = "story"
"""What the ledger names as the ground of a consent that a story assumes."""


class Known(Struct, frozen=True):
    """Somebody with standing consents to `topics`, given at `moment`."""

    brand: Brand
    channel: ChannelName
    who: str
    topics: tuple[str, ...]
    moment: int

    @property
    def person(self) -> PersonId:
        """The person's id in this story."""
        return PersonId(derive("story", self.who))


def introduce(connection: Connection, known: Known) -> None:
    """Write a person with their consents, as if they had given them before."""
    brand = known.brand.id
    row = PersonRow(
        brand, known.person, None, None, None, None, None, None, "{}", known.moment, None
    )
    save_persons(connection, [row])
    identity = IdentityRow(brand, known.channel, known.who, known.person, known.moment)
    add_identities(connection, [identity])
    add_consents(connection, [_consent(known, topic) for topic in known.topics])


def _consent(known: Known, topic: str) -> ConsentRow:
    wording = known.brand.topics[topic].wording.original
    return ConsentRow(
        brand=known.brand.id,
        id=derive("story", known.person, topic),
        person=known.person,
        seq=1 + known.topics.index(topic),
        topic=topic,
        given=1,
        wording=wording,
        wording_hash=wording_hash(wording),
        language=known.brand.languages[0],
        source=SOURCE,
        channel=known.channel,
        message=None,
        at=known.moment,
    )
