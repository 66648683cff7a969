"""When somebody was heard: in private or elsewhere, the later counts, whoever asks."""

import pytest

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.clearances import listeners
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow, save_conversations
from bot.store.database import Store
from bot.store.export import export_person
from bot.store.last_spoken import last_spoken
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow
from bot.store.people import (
    Account,
    ClosedDoor,
    IdentityRow,
    LastSaid,
    PersonRow,
    acquaintances,
    add_identities,
    close_doors,
    closed_among,
    hear_persons,
    open_doors,
    people,
    save_persons,
)
from bot.store.planning import Step, subscribers_by_person
from bot.store.silent import silent_people
from bot.store.subscriptions import SubscriptionRow, add_subscriptions

FAIR, SITE, ADA, NEWS = BrandId("fair"), ChannelName("site"), PersonId("p-ada"), "news"
TALK = ConversationId(ADA)
ACCOUNT = Account(FAIR, SITE, "ada")
KNOWN_SINCE = 1
TO_MANY = OccurrenceRow(
    brand=FAIR,
    id="o",
    kind="broadcast",
    source="o",
    topic=NEWS,
    dialogue="news",
    name="o",
    created_at=1,
    starts_at=1,
)

HEARD = {
    "never": (None, None, None),
    "elsewhere": (5, None, 5),
    "in private": (None, 6, 6),
    "in private, and before that elsewhere": (5, 6, 6),
    "elsewhere, and before that in private": (7, 6, 7),
}
"""When they were heard elsewhere and in private, and when they were heard last."""


def write(connection: Connection, elsewhere: int | None, in_private: int | None) -> None:
    nothing = [None] * 6
    save_persons(connection, [PersonRow(FAIR, ADA, *nothing, "{}", KNOWN_SINCE, elsewhere)])
    add_identities(connection, [IdentityRow(FAIR, SITE, "ada", ADA, KNOWN_SINCE)])
    talk = ConversationRow(FAIR, TALK, ADA, None, None, "{}", KNOWN_SINCE, in_private)
    save_conversations(connection, [talk])


def shown(connection: Connection) -> set[int | None]:
    """Return when they were heard last, as everybody says it who does."""
    add_subscriptions(
        connection, [SubscriptionRow(FAIR, NEWS, ADA, TALK, SITE, "ada", None, KNOWN_SINCE)]
    )
    (person,) = people(connection, FAIR, [ADA])
    (found,) = acquaintances(connection, FAIR, SITE, ["ada"])
    (planned,) = subscribers_by_person(connection, Step(TO_MANY, 9, 9), "")
    return {
        person.last_said,
        found.person.last_said,
        planned.person.last_said,
        listeners(connection, FAIR, [TALK])[TALK].last_said,
        last_spoken(connection, ACCOUNT),
    }


@pytest.mark.parametrize(("elsewhere", "in_private", "last"), HEARD.values(), ids=HEARD)
async def test_the_later_counts(
    elsewhere: int | None, in_private: int | None, last: int | None, store: Store
):
    def unit(connection: Connection) -> None:
        write(connection, elsewhere, in_private)
        silent = {
            before: silent_people(connection, FAIR, "", before, 9).people for before in range(9)
        }
        assert shown(connection) == {last}
        heard = KNOWN_SINCE if last is None else last
        assert silent == {before: [ADA] * (heard < before) for before in range(9)}
        (told,) = export_person(connection, FAIR, ADA)["persons"]  # type: ignore[misc, union-attr]
        assert told.get("last_said") == (None if last is None else from_moment(last).isoformat())  # type: ignore[union-attr]

    await store.run(unit)


@pytest.mark.parametrize(("elsewhere", "in_private", "last"), HEARD.values(), ids=HEARD)
async def test_a_door_stays_open_to_whoever_was_heard_since(
    elsewhere: int | None, in_private: int | None, last: int | None, store: Store
):
    def is_closed(connection: Connection, since: int) -> bool:
        close_doors(connection, [ClosedDoor(FAIR, SITE, "ada", blocked_at=9, since=since)])
        closed = closed_among(connection, FAIR, SITE, ["ada"])
        open_doors(connection, [ACCOUNT])
        return bool(closed)

    def unit(connection: Connection) -> None:
        write(connection, elsewhere, in_private)
        for since in range(9):
            assert is_closed(connection, since) is (since >= (last or 0))

    await store.run(unit)


async def test_who_has_no_conversation_is_heard_all_the_same(store: Store):
    def unit(connection: Connection) -> None:
        nothing = [None] * 6
        save_persons(connection, [PersonRow(FAIR, ADA, *nothing, "{}", KNOWN_SINCE, None)])
        add_identities(connection, [IdentityRow(FAIR, SITE, "ada", ADA, KNOWN_SINCE)])
        hear_persons(connection, [LastSaid(FAIR, ADA, 4)])
        assert shown(connection) == {4}

    await store.run(unit)


async def test_what_nobody_said_leaves_it_as_it_was(store: Store):
    def unit(connection: Connection) -> None:
        write(connection, None, 6)
        talk = ConversationRow(FAIR, TALK, ADA, None, None, '{"new":1}', 7)
        save_conversations(connection, [talk])
        assert shown(connection) == {6}

    await store.run(unit)
