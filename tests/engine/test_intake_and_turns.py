"""What comes in is played once and in order, and one conversation's failure stays its own."""

import asyncio
from pathlib import Path

import pytest
from acting import BRAND, SITE, Theatre, echo, send

from bot.core.content import Message
from bot.core.effects import (
    BeginRun,
    EndRun,
    ErasePerson,
    ExportPerson,
    ForgetAnswer,
    GiveConsent,
    RecordAnswer,
    RememberPerson,
    StopEverything,
    WithdrawConsent,
)
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import RunId
from bot.engine import intake
from bot.store.answers import answer_results, run_results


async def test_an_update_that_is_repeated_is_played_once(theatre: Theatre):
    first = await theatre.say("hello", key="same")
    again = await theatre.say("other", key="same")
    assert (first.taken, again.taken) == ("new", "duplicate")
    assert first.event == again.event
    assert theatre.platform.texts() == ["hello"]


async def test_repetitions_that_come_at_the_same_time_are_one(theatre: Theatre):
    receipts = await asyncio.gather(*(theatre.hear("hi", key="same") for _ in range(5)))
    await theatre.engine.settled()
    assert sorted(receipt.taken for receipt in receipts) == ["duplicate"] * 4 + ["new"]
    assert theatre.platform.texts() == ["hi"]


async def test_messages_are_played_in_the_order_in_which_they_came(theatre: Theatre):
    for number in range(30):
        await theatre.hear(f"{number} {number}b")
    await theatre.engine.settled()
    expected = [text for number in range(30) for text in (str(number), f"{number}b")]
    assert theatre.platform.texts() == expected


async def test_many_people_at_once_each_keep_their_order(theatre: Theatre):
    people = [f"person-{number}" for number in range(40)]

    async def talk(who: str) -> None:
        for number in range(5):
            await theatre.hear(str(number), who)

    await asyncio.gather(*(talk(who) for who in people))
    await theatre.engine.settled()
    assert {who: theatre.platform.texts(who) for who in people} == {
        who: ["0", "1", "2", "3", "4"] for who in people
    }


async def test_one_private_conversation_and_one_in_each_space(theatre: Theatre):
    await theatre.say("a")
    await theatre.say("b", "bob", space="market")
    await theatre.say("c", "ada", space="market")
    await theatre.say("d", "ada", space="market")
    states = await theatre.rows("space, state FROM conversations ORDER BY space, state")
    assert states == [(None, "1"), ("market", "1"), ("market", "2")]
    assert await theatre.rows("count(*) FROM persons") == [(2,)]


async def test_a_flood_is_told_to_come_again(theatre: Theatre, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.engine.engine.MOST_WAITING", 3)
    crowd = [Incoming(f"k{number}", Sender("eve"), Said("hi")) for number in range(4)]
    receipts = await theatre.engine.take_in(SITE, crowd)
    assert {receipt.taken for receipt in receipts} == {"full"}
    await theatre.engine.settled()
    assert (await theatre.say("hello")).taken == "new"
    assert intake.MOST_WAITING > 1000


async def test_a_turn_that_fails_harms_nobody_else(theatre: Theatre):
    def sometimes(event, person):
        if event.happening.text == "boom":
            raise LookupError("on purpose")
        return echo(event, person)

    theatre.says = sometimes
    await asyncio.gather(
        theatre.hear("one", "ada"), theatre.hear("boom", "bob"), theatre.hear("two", "cy")
    )
    await theatre.say("again", "bob")
    assert (theatre.platform.texts("ada"), theatre.platform.texts("cy")) == (["one"], ["two"])
    sorry, after = theatre.platform.texts("bob")
    assert after == "again"
    assert "boom" not in sorry
    assert await theatre.rows("outcome, count(*) FROM events GROUP BY 1 ORDER BY 1") == [
        ("done", 3),
        ("failed", 1),
    ]
    ((reason,),) = await theatre.rows("reason FROM incidents")
    assert "LookupError" in str(reason)
    assert "boom" not in str(reason)


async def test_a_turn_whose_rows_cannot_be_written_fails_alone(theatre: Theatre):
    def unwritable(event, person):
        if event.happening.text == "boom":
            return [BeginRun(RunId("r"), "d", None)]  # type: ignore[arg-type]
        return echo(event, person)

    theatre.says = unwritable
    await asyncio.gather(
        *(theatre.hear("boom" if who == "bob" else "hi", who) for who in ("ada", "bob", "cy"))
    )
    await theatre.say("hi", "bob")
    assert [theatre.platform.texts(who)[-1] for who in ("ada", "bob", "cy")] == ["hi"] * 3
    assert await theatre.rows("count(*) FROM events WHERE outcome = 'failed'") == [(1,)]


async def test_an_update_is_kept_as_it_came_until_its_turn(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    (player,) = theatre.engine._players.values()
    monkeypatch.setattr(player, "request", lambda: None)
    await theatre.hear("hello")
    assert await theatre.rows("raw FROM events") == [(b"raw",)]
    monkeypatch.undo()
    player.request()
    await theatre.engine.settled()
    assert await theatre.rows("raw FROM events") == [(None,)]


async def test_what_only_the_turn_needed_is_dropped(theatre: Theatre):
    await theatre.say("hello")
    assert await theatre.rows("raw, sender_facts, outcome FROM events") == [(None, None, "done")]


async def test_answers_and_runs_are_recorded_as_they_stand(theatre: Theatre):
    run = RunId("r1")
    theatre.says = lambda event, person: [
        BeginRun(run, "survey", "v1"),
        RecordAnswer(run, "survey", "steps.0", "view", "x"),
        RecordAnswer(run, "survey", "steps.0", "view", "y"),
        RecordAnswer(run, "survey", "steps.1", None, 7),
        RecordAnswer(run, "survey", "steps.2", "gone", True),
        ForgetAnswer(run, "steps.2"),
        EndRun(run, "ended", {"view": "y"}),
    ]
    await theatre.say("go")
    answers = await theatre.store.run(lambda one: answer_results(one, BRAND, "survey"))
    runs = await theatre.store.run(lambda one: run_results(one, BRAND, "survey"))
    assert [(answer.path, answer.slot, answer.value) for answer in answers] == [
        ("steps.0", "view", '"y"'),
        ("steps.1", None, "7"),
    ]
    assert [(one.run, one.end, one.channel) for one in runs] == [("r1", "ended", "site")]


async def test_consents_are_a_ledger_and_the_person_knows_what_stands(theatre: Theatre):
    seen: list[tuple[str, ...]] = []
    script = [
        [GiveConsent("blog", "Tell me", "en", "offer/steps.0", "m1")],
        [GiveConsent("news", "Tell me more", "en", "offer/steps.1")],
        [WithdrawConsent("blog", "offer/steps.0")],
        [WithdrawConsent(None, "stop")],
        [],
    ]

    def play(event, person):
        seen.append(person.subscribed)
        return script[len(seen) - 1]

    theatre.says = play
    for _ in script:
        await theatre.say("go")
    assert seen == [(), ("blog",), ("blog", "news"), ("news",), ()]
    assert await theatre.rows("topic, given, wording, channel FROM consents ORDER BY seq") == [
        ("blog", 1, "Tell me", "site"),
        ("news", 1, "Tell me more", "site"),
        ("blog", 0, None, "site"),
        ("news", 0, None, "site"),
    ]


async def test_facts_are_remembered_and_the_choice_beats_what_the_platform_says(theatre: Theatre):
    seen: list[tuple[str, str, object]] = []

    def play(event, person):
        seen.append((person.language, person.timezone, person.values.get("size")))
        return [
            RememberPerson("language", "en"),
            RememberPerson("timezone", "Asia/Tokyo"),
            RememberPerson("size", 42),
        ]

    theatre.says = play
    sender = Sender("ada", language="it-CH", timezone="Europe/Zurich")
    for key in ("1", "2"):
        await theatre.engine.take_in(SITE, [Incoming(key, sender, Said("x"))])
        await theatre.engine.settled()
    stranger = Sender("bob", language="fr", timezone="Nowhere/At_All")
    await theatre.engine.take_in(SITE, [Incoming("3", stranger, Said("x"))])
    await theatre.engine.settled()
    assert seen == [
        ("it-CH", "Europe/Zurich", None),
        ("en", "Asia/Tokyo", 42),
        ("en", "Europe/Rome", None),
    ]


async def test_stop_cancels_what_waits_and_says_its_confirmation(theatre: Theatre):
    theatre.platform.hanging.clear()
    await theatre.hear("under way")
    await theatre.hear("waits")
    theatre.says = lambda event, person: [StopEverything(), send("Stopped.")]
    await theatre.hear("stop")
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["under", "way", "Stopped."]


@pytest.mark.parametrize("effect", [ExportPerson, ErasePerson])
async def test_what_is_said_after_everything_else_goes_out_without_a_nudge(
    theatre: Theatre, effect: type[ExportPerson | ErasePerson]
):
    last = Message("Here", "Here")
    made = ExportPerson(last, "ada.json") if effect is ExportPerson else ErasePerson(last)
    theatre.says = lambda event, person: [made]
    await theatre.hear("go on")
    async with asyncio.timeout(5):
        while not theatre.platform.texts():
            await asyncio.sleep(0)
    assert theatre.platform.texts() == ["Here"]


async def test_an_export_holds_everything_and_goes_out_as_a_file(theatre: Theatre):
    await theatre.say("remarkable")
    theatre.says = lambda event, person: [ExportPerson(Message("Here", "Here"), "ada.json")]
    await theatre.say("export")
    await theatre.say("export")
    (part,) = theatre.platform.tried[-1].parts
    (media,) = part.message.media
    assert (media.name, media.media_type) == ("ada.json", "application/json")
    assert media.url.startswith("data:application/json;base64,")
    assert media.size is not None
    assert media.size < 10_000


async def test_an_erasure_leaves_no_trace_but_the_receipt_and_the_keys(lasting: Theatre):
    await lasting.say("remarkable", "Adelaide")
    theatre = lasting
    theatre.says = lambda event, person: [
        GiveConsent("blog", "remarkable wording", "en", "x"),
        RememberPerson("secret", "remarkable"),
        BeginRun(RunId("r1"), "survey", "v1"),
        RecordAnswer(RunId("r1"), "survey", "steps.0", "view", "remarkable"),
        send("remarkable"),
    ]
    await theatre.say("go on", "Adelaide", key="first")
    theatre.says = lambda event, person: [ErasePerson(Message("Goodbye", "Goodbye"))]
    await theatre.say("erase", "Adelaide")
    assert theatre.platform.texts("Adelaide")[-1] == "Goodbye"
    dump = await theatre.store.run(
        lambda one: "\n".join(one.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]
    )
    assert "Adelaide" not in dump
    assert "remarkable" not in dump
    assert "Goodbye" not in dump
    assert await theatre.rows("count(*) FROM erasures") == [(1,)]
    theatre.says = echo
    assert (await theatre.say("go on", "Adelaide", key="first")).taken == "duplicate"
    assert (await theatre.say("back", "Adelaide")).taken == "new"
    assert await theatre.rows("count(*) FROM persons") == [(1,)]


async def test_what_somebody_wrote_after_the_erasure_begins_anew(theatre: Theatre):
    def play(event, person):
        if event.happening.text == "erase":
            return [ErasePerson(Message("Goodbye", "Goodbye"))]
        return [send(f"{event.happening.text} {person.values.get('x')}"), RememberPerson("x", 1)]

    theatre.says = play
    await asyncio.gather(*(theatre.hear(text) for text in ("a", "b", "erase", "c", "d")))
    await theatre.engine.settled()
    texts = theatre.platform.texts()
    assert "Goodbye" in texts
    assert texts[-2:] == ["c None", "d 1"]


async def test_what_was_erased_is_not_in_the_files_either(lasting: Theatre, tmp_path: Path):
    for number in range(20):
        await lasting.say(f"remarkable{number} " * 50, "Adelaide")
    lasting.says = lambda event, person: [ErasePerson(Message("Goodbye", "Goodbye"))]
    await lasting.say("erase", "Adelaide")
    assert holding(tmp_path, b"persons") == ["store.db"]
    assert holding(tmp_path, b"remarkable") == []


def holding(folder: Path, words: bytes) -> list[str]:
    return [file.name for file in folder.glob("store.db*") if words in file.read_bytes()]


async def test_an_onlooker_that_fails_does_not_stop_the_turns(theatre: Theatre):
    def fail(report: object) -> None:
        raise LookupError("on purpose")

    theatre.engine._observe = fail
    await theatre.say("one")
    await theatre.say("two")
    assert theatre.platform.texts() == ["one", "two"]
