"""A group that the platform gave another id: everything that is keyed by it goes along."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
from acting import BRAND, SITE, Platform, Theatre, accept, started
from openings import Broadcast, change, conversation_of

from bot.channels.contract import Group
from bot.core.events import Incoming, Party, Said, Sender, SpaceMoved
from bot.core.ids import ChannelName, PersonId, own_conversation, space_conversation
from bot.core.outcomes import Moved, Outcome, Throttled
from bot.store.handoffs import HandoffRow, add_handoffs
from tests.databases.kinds import KINDS, database_of
from tests.eventually import eventually


def moved_from(old: str, new: str) -> Callable[[Group], Sequence[Outcome]]:
    def answer(group: Group) -> Sequence[Outcome]:
        return [Moved(new)] * len(group.parts) if group.space == old else accept(group)

    return answer


async def spaces(theatre: Theatre) -> list[tuple[object, ...]]:
    return await theatre.rows("space, state FROM conversations ORDER BY space")


@pytest.mark.parametrize("groups", [True, False])
async def test_what_waits_goes_to_the_new_address_in_its_order(groups: bool):
    theatre = Theatre()
    theatre.platform = Platform(groups=groups)
    await theatre.start()
    theatre.platform.failing["ada"] = lambda group: [Throttled("busy", 30.0)] * len(group.parts)
    for text in ("one two", "three", "four"):
        await theatre.say(text, space="old")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await theatre.say("five", space="new")
    await theatre.later(30)
    assert theatre.platform.texts() == ["five", "one", "two", "three", "four"]
    assert {group.space for group in theatre.platform.tried[-2:]} == {"new"}
    assert await theatre.rows("DISTINCT space, lane, status FROM deliveries") == [
        ("new", "space:new", "accepted")
    ]
    await theatre.stop()


async def test_what_came_to_the_new_address_meanwhile_stays_behind_what_was_said_before(
    theatre: Theatre,
):
    def busy(group: Group) -> Sequence[Outcome]:
        return [Throttled("busy", 30.0 if group.space == "old" else 60.0)]

    theatre.platform.failing = {"ada": busy, "bob": busy}
    await theatre.say("one", space="old")
    await theatre.say("two", space="new")
    await theatre.say("three", "bob", space="new")
    theatre.platform.failing = {"ada": moved_from("old", "new")}
    await theatre.later(30)
    assert [text for _, text in theatre.platform.got] == ["one", "two", "three"]


async def test_the_conversation_goes_on_at_the_new_address(theatre: Theatre):
    await theatre.say("one", space="old")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await theatre.say("two", space="old")
    assert await spaces(theatre) == [("new", "2")]
    await theatre.say("three", space="new")
    assert await spaces(theatre) == [("new", "3")]
    assert theatre.platform.texts() == ["one", "two", "three"]


async def test_a_conversation_that_has_begun_at_the_new_address_goes_on(theatre: Theatre):
    await theatre.say("one", space="old")
    await theatre.say("two", space="new")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await theatre.say("three", space="old")
    assert await spaces(theatre) == [("new", "1"), ("old", "2")]


async def test_an_event_that_waits_for_its_turn_is_played_at_the_new_address(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    theatre.platform.hanging.clear()
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await theatre.hear("one", space="old")
    (player,) = theatre.engine._players.values()
    await player.idle()
    monkeypatch.setattr(player, "request", lambda: None)
    await theatre.hear("two", space="old")
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    monkeypatch.undo()
    player.request()
    await theatre.engine.settled()
    assert [group.space for group in theatre.platform.tried] == ["old", "new", "new"]
    assert await spaces(theatre) == [("new", "2")]


async def test_nothing_else_moves(theatre: Theatre):
    theatre.platform.failing["ada"] = lambda group: [Throttled("busy", 30.0)]
    await theatre.say("private")
    await theatre.say("elsewhere", space="other")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await theatre.say("one", space="old")
    await theatre.later(30)
    assert await theatre.rows("space, lane FROM deliveries ORDER BY seq") == [
        (None, "to:ada"),
        ("other", "space:other"),
        ("new", "space:new"),
    ]


async def test_two_addresses_that_point_at_each_other_are_not_hammered(theatre: Theatre):
    def back_and_forth(group: Group) -> Sequence[Outcome]:
        return [Moved("new" if group.space == "old" else "old")]

    theatre.platform.failing["ada"] = back_and_forth
    await theatre.say("one", space="old")
    assert len(theatre.platform.tried) == 4
    for _ in range(60):
        await theatre.later(1)
    assert len(theatre.platform.tried) == 7
    await theatre.later(24 * 3600)
    assert await theatre.rows("status FROM deliveries") == [("rejected",)]


async def told(theatre: Theatre, old: str = "old", new: str = "new") -> None:
    """The platform tells of the move, in the name of nobody."""
    await theatre.do(SpaceMoved(new), old, space=old)


@pytest.fixture(params=KINDS)
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Theatre]:
    """The engine, started, over each kind of database."""
    with database_of(request.param, tmp_path / "store.db") as url:
        async with started(Theatre(url=url)) as made:
            yield made


async def test_a_group_that_is_told_to_have_moved_goes_on_at_once(anywhere: Theatre):
    anywhere.platform.failing["ada"] = lambda group: [Throttled("busy", 30.0)]
    await anywhere.say("one", space="old")
    await Broadcast(anywhere).begin("ada", space="old")
    await told(anywhere)
    assert await spaces(anywhere) == [("new", "1")]
    here = conversation_of("ada", "new")
    assert await anywhere.rows("conversation, space FROM subscriptions") == [(here, "new")]
    assert await anywhere.rows("space, lane, status FROM deliveries") == [
        ("new", "space:new", "pending")
    ]
    anywhere.platform.failing.clear()
    await anywhere.later(30)
    await anywhere.say("two", space="new")
    assert anywhere.platform.texts() == ["one", "two"]
    assert await spaces(anywhere) == [("new", "2")]


@pytest.mark.parametrize("party", ["person", "space"])
async def test_what_waits_stays_of_the_conversation_that_it_is_of(anywhere: Theatre, party: Party):
    anywhere.party = party
    anywhere.platform.failing["ada"] = lambda group: [Throttled("busy", 30.0)]
    await anywhere.say("one", space="old")
    await told(anywhere)
    site = ChannelName("site")
    own, shared = own_conversation(site, "new", "ada"), space_conversation(site, "new")
    assert await anywhere.rows("conversation, space FROM deliveries") == [
        (own if party == "person" else shared, "new")
    ]


async def test_that_a_group_has_moved_may_be_told_again_in_any_order(anywhere: Theatre):
    await anywhere.say("one", space="old")
    for _ in range(3):
        await told(anywhere)
    await anywhere.say("two", space="new")
    await told(anywhere)
    assert await spaces(anywhere) == [("new", "2")]
    assert await anywhere.rows("COUNT(*) FROM persons") == [(1,)]
    assert await anywhere.rows("COUNT(*) FROM identities WHERE external_id = 'old'") == [(0,)]
    told_of = "COUNT(*) FROM events WHERE done_at IS NULL OR sender = 'old'"
    assert await anywhere.rows(told_of) == [(0,)]


async def test_what_was_heard_together_with_the_move_is_played_where_the_group_is(
    anywhere: Theatre,
):
    heard = [
        Incoming("1", Sender("ada"), Said("one"), "old"),
        Incoming("2", Sender("old"), SpaceMoved("new"), "old"),
        Incoming("3", Sender("old"), SpaceMoved("new"), "old"),
        Incoming("4", Sender("ada"), Said("two"), "new"),
    ]
    await anywhere.engine.take_in(SITE, heard)
    await anywhere.engine.settled()
    assert await spaces(anywhere) == [("new", "2")]
    assert anywhere.platform.texts() == ["one", "two"]


async def test_a_send_that_finds_the_move_before_it_is_told_makes_one_move(anywhere: Theatre):
    await anywhere.say("one", space="old")
    anywhere.platform.failing["ada"] = moved_from("old", "new")
    await anywhere.say("two", space="old")
    await told(anywhere)
    await anywhere.say("three", space="new")
    assert anywhere.platform.texts() == ["one", "two", "three"]
    assert await spaces(anywhere) == [("new", "3")]


async def test_what_is_on_its_way_to_the_old_address_goes_before_what_is_said_at_the_new_one(
    theatre: Theatre,
):
    theatre.platform.hanging.clear()
    theatre.platform.failing = {"ada": moved_from("old", "new"), "bob": moved_from("old", "new")}
    await theatre.hear("one", space="old")
    await eventually(lambda: theatre.platform.under_way)
    (player,) = theatre.engine._players.values()
    moved = Incoming("moved", Sender("old"), SpaceMoved("new"), "old")
    await theatre.engine.take_in(SITE, [moved])
    await player.idle()
    await theatre.hear("two", "bob", space="new")
    await player.idle()
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert [text for _, text in theatre.platform.got] == ["one", "two"]
    assert [group.space for group in theatre.platform.tried] == ["old", "new", "new"]


async def test_the_desk_speaks_to_where_the_group_is(anywhere: Theatre):
    await anywhere.say("one", space="old")
    ((person,),) = await anywhere.rows("id FROM persons")
    row = HandoffRow(
        BRAND,
        "asked",
        conversation_of("ada", "old"),
        PersonId(str(person)),
        SITE.name,
        "ada",
        "old",
        "help",
        "help/steps.0",
        None,
        ChannelName("desk"),
        1,
    )
    await anywhere.store.run(lambda connection: add_handoffs(connection, [row]))
    await told(anywhere)
    here = conversation_of("ada", "new")
    assert await anywhere.rows("conversation, space FROM handoffs") == [(here, "new")]


PLANNED = f"status = 'planned', due_at = {10**16}"


async def places(theatre: Theatre) -> list[tuple[object, ...]]:
    return await theatre.rows("conversation, space, status FROM recipients ORDER BY 1")


async def test_what_the_brand_begins_goes_on_at_the_new_address(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada", space="old")
    later = await Broadcast(theatre, "later").begin("ada", space="old")
    await change(theatre, f"recipients SET {PLANNED} WHERE occurrence = 'later'")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await news.open("ada", space="old")
    here = conversation_of("ada", "new")
    assert theatre.platform.texts() == ["news"]
    assert await places(theatre) == [(here, "new", "accepted"), (here, "new", "planned")]
    assert await theatre.rows("conversation, space FROM subscriptions") == [(here, "new")]
    assert await later.ends() == {("planned", None): 1}


@pytest.mark.parametrize("there", ["planned", "accepted"])
async def test_two_addresses_of_one_space_are_spoken_to_once(theatre: Theatre, there: str):
    news = await Broadcast(theatre).begin("ada", space="old")
    await Broadcast(theatre).begin("bob", space="new")
    here = conversation_of("bob", "new")
    status = PLANNED if there == "planned" else "status = 'accepted'"
    await change(theatre, f"recipients SET {status} WHERE conversation = '{here}'")
    theatre.platform.failing["ada"] = moved_from("old", "new")
    await news.open("ada", space="old")
    assert theatre.platform.texts() == ([] if there == "accepted" else ["news"])
    assert await places(theatre) == [(here, "new", "accepted")]
