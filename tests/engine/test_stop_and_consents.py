"""What people agreed to: the ledger and what stands of it, written together, ended together."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from acting import BRAND, SITE, Theatre, started
from openings import Broadcast
from timed import ORDERS, happens, timed

from bot.core.effects import BeginRun
from bot.core.events import Blocked, Unblocked
from bot.core.ids import ConversationId, PersonId, RunId
from bot.store.connection import Connection
from bot.store.export import export_person
from bot.store.people import Account
from bot.store.subscriptions import standing, topics_of, withdraw_of_accounts


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    made = Theatre()
    made.dialogues = dict(ORDERS)
    timed(made)
    async with started(made):
        yield made


STANDING = "topic, channel, recipient, space FROM subscriptions ORDER BY topic, recipient"


async def test_a_yes_stands_where_it_was_given(theatre: Theatre):
    await theatre.say("yes blog", space="hall")
    assert await theatre.rows(STANDING) == [("blog", "site", "ada", "hall")]
    assert await theatre.rows("space, given FROM consents") == [("hall", 1)]
    await theatre.say("yes blog")
    assert await theatre.rows(STANDING) == [("blog", "site", "ada", None)]
    assert await theatre.rows("COUNT(*) FROM consents") == [(2,)]


async def test_a_no_ends_what_stands_and_is_written_down(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("yes news")
    await theatre.say("no blog")
    assert await theatre.rows(STANDING) == [("news", "site", "ada", None)]
    assert await theatre.rows("topic, given FROM consents ORDER BY seq") == [
        ("blog", 1),
        ("news", 1),
        ("blog", 0),
    ]


async def test_a_yes_and_a_no_in_one_batch_end_as_the_last_of_them(theatre: Theatre):
    for text in ("yes blog", "no blog", "yes news", "no news", "yes news"):
        await theatre.hear(text)
    await theatre.engine.settled()
    assert await theatre.rows(STANDING) == [("news", "site", "ada", None)]


async def test_a_no_to_what_nobody_gave_writes_nothing(theatre: Theatre):
    await theatre.say("no blog")
    assert await theatre.rows("COUNT(*) FROM consents") == [(0,)]


async def test_stop_ends_all_and_lasts_until_the_person_speaks(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("yes news")
    await theatre.say("stop")
    assert await theatre.rows(STANDING) == []
    assert await theatre.rows("stopped_at IS NOT NULL FROM persons") == [(1,)]
    await happens(theatre, "order.paid")
    assert await theatre.rows("stopped_at IS NOT NULL FROM persons") == [(1,)]
    await theatre.say("hello")
    assert await theatre.rows("stopped_at FROM persons") == [(None,)]


async def test_a_no_cancels_what_waits_about_its_topic(theatre: Theatre):
    news = await Broadcast(theatre).begin("ada")
    theatre.platform.hanging.clear()
    await theatre.hear("slow")  # occupies the lane
    await news.write("ada")
    await theatre.hear("no blog")
    while not await theatre.rows("id FROM consents WHERE given = 0"):
        await asyncio.sleep(0)
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["slow", "noted"]
    assert await news.ends() == {("skipped", "no consent"): 1}


async def test_a_block_withdraws_what_was_given_there(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("yes news", space="hall")
    await theatre.do(Blocked())
    assert await theatre.rows(STANDING) == [("news", "site", "ada", "hall")]
    assert await theatre.rows("topic, given, source FROM consents ORDER BY seq") == [
        ("blog", 1, "survey/1"),
        ("news", 1, "survey/1"),
        ("blog", 0, "blocked"),
    ]
    await theatre.do(Unblocked())
    assert await theatre.rows(STANDING) == [("news", "site", "ada", "hall")]


async def test_an_open_door_withdraws_nothing(theatre: Theatre):
    await theatre.say("yes blog")

    def unit(connection: Connection) -> int:
        account = Account(BRAND, SITE.name, "ada")
        return withdraw_of_accounts(connection, [account], "blocked", 1)

    assert await theatre.store.run(unit) == 0
    assert len(await theatre.rows(STANDING)) == 1


async def test_what_stands_is_found_by_person_and_by_conversation(theatre: Theatre):
    await theatre.say("yes blog", "ada")
    await theatre.say("yes news", "bob")
    people = [PersonId(str(row[0])) for row in await theatre.rows("id FROM persons")]
    conversations = [ConversationId(person) for person in people]

    def unit(connection: Connection) -> tuple[list[set[str]], int]:
        topics = topics_of(connection, BRAND, people)
        return sorted(topics.values(), key=min), len(
            standing(connection, BRAND, "blog", conversations)
        )

    assert await theatre.store.run(unit) == ([{"blog"}, {"news"}], 1)


async def test_a_run_that_the_brand_opened_names_its_occurrence(theatre: Theatre):
    await theatre.say("yes blog")
    says = theatre.says
    theatre.says = lambda event, person: [
        *says(event, person),
        BeginRun(RunId(f"run-{event.id}"), "post", "v1"),
    ]
    await theatre.say("hello")
    await happens(theatre, "post")
    ((occurrence,),) = await theatre.rows("id FROM occurrences")
    assert await theatre.rows("occurrence FROM runs ORDER BY occurrence IS NOT NULL") == [
        (None,),
        (occurrence,),
    ]


async def test_an_emitted_event_is_written_with_its_turn(theatre: Theatre):
    await theatre.say("emit lead")
    assert await theatre.rows("name, channel, external_id, data, status FROM emissions") == [
        ("lead", "site", "ada", '{"a":1}', "recorded")
    ]


async def test_an_export_tells_what_stands_who_spoke_first_and_what_was_told(theatre: Theatre):
    await theatre.say("yes blog")
    await theatre.say("emit lead")
    await happens(theatre, "post")
    ((person,),) = await theatre.rows("id FROM persons")
    found = await theatre.store.run(
        lambda connection: export_person(connection, BRAND, PersonId(str(person)))
    )
    shown = {name: found[name] for name in ("subscriptions", "recipients", "emissions")}
    assert [len(rows) for rows in shown.values()] == [1, 1, 1]  # type: ignore[arg-type]
    assert "'a': 1" in str(shown["emissions"])
    assert str(person) not in str(shown)


async def test_an_erasure_leaves_a_waterfall_that_sums_and_names_nobody(theatre: Theatre):
    await theatre.say("yes blog", "ada")
    await theatre.say("yes blog", "bob")
    await theatre.say("emit lead", "ada")
    await happens(theatre, "post", "ada", key="1")
    ((person,),) = await theatre.rows("person FROM identities WHERE external_id = 'ada'")
    await theatre.store.run(
        lambda one: one.exec_driver_sql(
            "INSERT INTO recipients (brand, occurrence, conversation, person, topic, channel, "
            "recipient, status, due_at) SELECT brand, 'later', conversation, person, topic, "
            "channel, recipient, 'planned', 9e15 FROM recipients"
        )
    )
    await theatre.say("erase", "ada")
    rows = await theatre.rows(
        "status, reason, person, recipient, space FROM recipients ORDER BY status"
    )
    assert rows == [("accepted", None, None, None, None), ("skipped", "erased", None, None, None)]
    ((left,),) = await theatre.rows(f"COUNT(*) FROM recipients WHERE conversation = '{person}'")
    assert left == 0
    assert await theatre.rows("recipient FROM subscriptions") == [("bob",)]
    assert await theatre.rows("COUNT(*) FROM emissions") == [(0,)]
