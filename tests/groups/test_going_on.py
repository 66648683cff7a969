"""What a group shares goes on whoever leaves, wherever the group goes, and whoever plays it."""

import asyncio
from pathlib import Path

import pytest

from bot.core.calls import Target
from bot.core.events import Pressed, Said, SpaceMoved
from bot.core.ids import REFERENCE_LENGTH, BrandId, own_conversation, space_conversation
from bot.engine.calls.attempt import Answer, Attempt
from bot.engine.erasing import erase_person
from bot.engine.joining import Pair, join
from bot.store.export import export_person
from bot.store.moments import to_moment
from bot.store.people import Account
from tests.databases.kinds import database_of
from tests.eventually import eventually
from tests.groups.square import FAIR, KITCHEN, SITE, Square


@pytest.mark.parametrize("words", [["stop"], ["privacy", "erase", "yes"]])
async def test_a_question_on_its_way_is_asked_though_who_led_to_it_is_gone(
    square: Square, words: list[str]
):
    await square.say("ada", "/quiz")
    platform = square.platforms["site"]
    rome = Pressed(square.button("Rome").id)
    platform.hanging.clear()
    await square.take_in("site", square.incoming("ada", Said("/survey")))
    await eventually(lambda: bool(platform.under_way))
    for what in (rome, *map(Said, words)):
        await square.take_in("site", square.incoming("ada", what, KITCHEN))
    await eventually_rows(square, "count(*) FROM events WHERE done_at IS NULL", 0)
    platform.hanging.set()
    await square.engine.settled()
    assert "And a poet?" in square.heard()


async def test_a_group_takes_all_its_talks_to_its_new_address(sealed: Square):
    square = sealed
    await square.say("ada", "/vote")
    await square.press("bob", "Pizza")
    await square.say("bob", "/survey")
    await square.do("ada", SpaceMoved("parlour"))
    assert await square.do("bob", Said("Turin"), "parlour") == ["How many?"]
    assert await square.do("cy", Pressed(square.button("Pizza").id), "parlour") == []
    square.clock.move(601)
    await square.engine.look()
    await square.engine.settled()
    assert square.heard("parlour")[-1] == "Pizza: 2, Sushi: 0."
    shared, own = space_conversation(SITE, "parlour"), own_conversation(SITE, "parlour", "bob")
    found = await square.rows("id FROM conversations WHERE space = 'parlour'")
    assert {(shared,), (own,)} <= set(found)


async def test_an_export_holds_ones_own_talk_in_a_group_and_nobody_elses(sealed: Square):
    square = sealed
    await square.say("ada", "/quiz")
    await square.press("bob", "Rome")
    await square.say("ada", "/survey")
    await square.say("ada", "Turin")
    person = await square.person("site", "ada")
    held = await square.run(lambda one: export_person(one, FAIR, person))
    assert len(held["conversations"]) == 1  # type: ignore[arg-type]
    assert "Turin" in str(held["answers"])
    assert "rome" not in str(held)


async def test_what_the_brand_opens_in_a_group_is_for_all_of_it(square: Square):
    await square.say("ada", "/want")
    await square.press("ada", "Yes")
    await square.say("ada", "/survey")
    assert await square.publishes() == ["Have you read it?"]
    assert await square.press("bob", "Yes") == ["Fine."]
    assert await square.say("ada", "Turin") == ["How many?"]
    assert await square.publishes() == ["Have you read it?"]
    assert len(await square.say("ada", "stop")) == 1
    assert await square.publishes() == []


async def test_after_what_the_brand_opened_words_are_ones_own_again(square: Square):
    await square.say("ada", "/want")
    await square.press("ada", "Yes")
    await square.publishes()
    await square.press("bob", "Yes")
    for who in ("bob", "cy", "bob", "cy"):
        assert await square.say(who, "hm") == ["Sorry, I did not understand that."]
    assert await square.rows("count(*) FROM handoffs") == [(0,)]
    assert (await square.say("ada", "No more of these"))[0].startswith("All right")
    assert await square.publishes() == []


async def test_erasing_leaves_nothing_at_the_desk_of_ones_own_talks(square: Square):
    aid = "dialogue: help_me\nstarts: [{command: aid_me}]\nsteps:\n  - handoff: Somebody asks\n"
    await square.engine.publish(square.read({"dialogues/help_me.yaml": aid}))
    await square.say("ada", "/aid_me")
    await square.say("ada", "my secret")
    assert square.platforms["desk"].tried[-1].parts[0].message.text == "my secret"
    person = await square.person("site", "ada")
    held = await square.run(lambda one: export_person(one, FAIR, person))
    assert "my secret" in str(held["deliveries"])
    await square.run(lambda one: erase_person(one, FAIR, person, to_moment(square.clock())))
    assert await square.rows("count(*) FROM deliveries WHERE channel = 'desk'") == [(0,)]


async def test_erasing_leaves_no_key_of_ones_own_talks(sealed: Square):
    square = sealed
    await square.say("ada", "/survey")
    before = await square.rows("count(*) FROM data_keys")
    for word in ("privacy", "erase", "yes"):
        await square.say("ada", word, None)
    assert await square.rows("count(*) FROM conversations") == [(0,)]
    assert before != await square.rows("count(*) FROM data_keys")
    own = own_conversation(SITE, KITCHEN, "ada")
    assert await square.rows(f"count(*) FROM data_keys WHERE owner = '{own}'") == [(0,)]


async def test_a_talk_in_a_group_goes_on_whoever_an_account_is_joined_with(square: Square):
    await square.say("ada", "/survey")
    await square.say("eve", "hello", None)
    accounts = [Account(FAIR, SITE, who) for who in ("eve", "ada")]
    host, guest = await square.person("site", "eve"), await square.person("site", "ada")
    pair = Pair(host, accounts[0], guest, accounts[1])
    assert await square.run(lambda one: join(one, pair, to_moment(square.clock())))
    assert await square.say("ada", "Turin") == ["How many?"]
    answers = await square.rows("person FROM answers")
    assert answers == [(guest,)]
    await square.run(lambda one: erase_person(one, FAIR, host, to_moment(square.clock())))
    assert await square.rows("count(*) FROM conversations") == [(0,)]


@pytest.mark.parametrize("words", [["stop"], ["privacy", "erase", "yes"]])
async def test_an_answer_from_outside_comes_though_who_asked_for_it_is_gone(
    tmp_path: Path, words: list[str]
):
    outside = Weather()
    square = Square("sqlite://", tmp_path, outside=outside)
    await square.start()
    await square.take_in("site", square.incoming("ada", Said("/weather")))
    await asyncio.wait_for(outside.asked.wait(), 5)
    for text in words:
        await square.take_in("site", square.incoming("ada", Said(text), None))
        await eventually_rows(square, "count(*) FROM events WHERE outcome IS NULL", 0)
    outside.gate.set()
    await square.engine.settled()
    assert square.heard() == ["Sunny, for all."]
    assert await square.rows("\"end\" FROM runs WHERE dialogue = 'weather'") == [("ended",)]
    await square.stop()


class Weather:
    """Another system, which answers when its gate is open."""

    is_real = True

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        self.asked.set()
        await self.gate.wait()
        return Answer({"looks": "Sunny"})

    async def close(self) -> None: ...


async def test_several_processes_play_one_vote(tmp_path: Path):
    with database_of("postgresql", tmp_path / "store.db") as url:
        processes = [Square(url, tmp_path / name, owner=name, shares=True) for name in "abc"]
        for one in processes:
            await one.start()
        first = processes[0]
        await first.take_in("site", first.incoming("ada", Said("/vote")))
        await eventually_rows(first, "count(*) FROM runs", 1)
        reference = (await first.rows(f"substr(id, 1, {REFERENCE_LENGTH}) FROM deliveries"))[0][0]
        presses = [Pressed(f"{reference}.{at % 2}") for at in range(20)]
        await asyncio.gather(
            *(
                processes[at % 3].take_in("site", processes[at % 3].incoming(f"member{at}", press))
                for at, press in enumerate(presses)
            )
        )
        await eventually_rows(first, "count(*) FROM runs WHERE ended_at IS NOT NULL", 1)
        assert await first.rows("count(*) FROM answers") == [(20,)]
        said = await first.rows("content FROM deliveries ORDER BY seq, position")
        assert "Pizza: 10, Sushi: 10." in str(said[-1])
        for one in processes:
            await one.stop()


async def eventually_rows(square: Square, what: str, count: int) -> None:
    """Wait until something counts so much."""

    async def counted() -> bool:
        return await square.rows(what) == [(count,)]

    await eventually(counted, 10)
