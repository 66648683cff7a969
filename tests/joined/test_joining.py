"""One person on many platforms: a code given here, entered there, and a yes on both sides."""

import logging

import pytest

from bot.core.events import Opened, Said
from bot.core.link_code import payload_of
from bot.store import link_codes
from tests.joined.table import Table


async def test_a_dialogue_that_began_on_one_goes_on_on_the_other(table: Table):
    await table.say("phone", "/survey")
    await table.say("phone", "Lucca")
    code = await table.code("phone")
    assert await table.say("site", f"link {code}") == [
        "This joins you with no name on phone. Is that you?"
    ]
    assert table.heard("phone")[-1] == (
        "Somebody on site (no name) wants to join this conversation. Is that you?"
    )
    assert await table.say("site", "yes") == ["Good. Now say yes on the other side, too."]
    assert await table.say("phone", "yes") == [
        "From now on you are one person for me, here and on site."
    ]
    assert table.heard("site")[-2:] == [
        "From now on you are one person for me, here and on phone.",
        "How many?",
    ]
    assert await table.say("site", "7") == ["7 from Lucca."]
    assert await table.person("site") == await table.person("phone")


async def test_nothing_happens_without_a_yes_on_both_sides(table: Table):
    await table.say("phone", "/survey")
    code = await table.code("phone")
    await table.say("site", f"/link {code.lower().replace('-', '')}")
    await table.say("site", "yes")
    await table.pass_time(601)
    assert await table.say("phone", "yes") == [
        "The time for that is over. Say “link” again for a new code.",
        "Town?",
    ]
    assert await table.person("site") != await table.person("phone")


async def test_a_no_of_either_side_ends_it(table: Table):
    code = await table.code("phone")
    await table.say("site", f"link {code}")
    await table.say("site", "yes")
    assert await table.say("phone", "no") == ["All right: nothing was joined."]
    assert table.heard("site")[-1] == "All right: nothing was joined."
    assert await table.rows("COUNT(*) FROM link_codes") == [(0,)]
    assert await table.person("site") != await table.person("phone")


async def test_the_buttons_answer_too(table: Table):
    code = await table.code("phone")
    await table.say("site", f"link {code}")
    await table.press("phone", "Yes")
    assert (await table.press("site", "Yes"))[0].startswith("From now on you are one person")
    assert await table.person("site") == await table.person("phone")


async def test_a_code_is_good_once_and_for_ten_minutes(table: Table):
    code = await table.code("phone")
    await table.say("site", f"link {code}")
    refused = "This code is not good, or not any more. Say “link” there for a new one."
    assert await table.say("game", f"link {code}") == [refused]
    late = await table.code("phone")
    await table.pass_time(601)
    assert await table.say("game", f"link {late}") == [refused]
    first, second = await table.code("phone"), await table.code("phone")
    assert await table.say("game", f"link {first}") == [refused]
    assert (await table.say("game", f"link {second}"))[0].startswith("This joins you")


async def test_no_code_is_kept_in_clear(table: Table):
    code = await table.code("phone")
    assert code not in str(await table.rows("* FROM link_codes"))


async def test_no_code_is_in_a_log(table: Table, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    code = await table.code("phone")
    await table.say("game", "link 0000-0000")
    await table.do(Opened(payload_of(code)), "site", "ada")
    assert table.heard("site")[-1].startswith("This joins you")
    told = [str(vars(record)) + record.getMessage() for record in caplog.records]
    assert [one for one in told if code in one or code.replace("-", "") in one] == []


async def test_who_guesses_is_stopped_for_an_hour(table: Table):
    code = await table.code("phone")
    for _ in range(5):
        await table.say("site", "link 0000-0000")
    stopped = "That was not a good code too often. Try again in an hour."
    assert await table.say("site", f"link {code}") == [stopped]
    assert (await table.say("game", f"link {code}"))[0].startswith("This joins you")
    await table.pass_time(3601)
    code = await table.code("phone")
    assert (await table.say("site", f"link {code}"))[0].startswith("This joins you")
    assert len(await table.rows("id FROM link_attempts")) == 5


async def test_guessing_is_stopped_for_a_brand_as_a_whole(
    table: Table, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(link_codes, "MOST_ATTEMPTS_IN_BRAND", 2)
    for who in ("ann", "bea"):
        await table.say("site", "link 0000-0000", who)
    told = await table.say("site", "link 0000-0000", "eve")
    assert told == ["That was not a good code too often. Try again in an hour."]


async def test_one_account_is_joined_with_itself_by_no_code(table: Table):
    code = await table.code("phone")
    assert await table.say("phone", f"link {code}") == ["You are one and the same here already."]


async def test_a_group_is_no_place_for_it(table: Table):
    told = await table.do(Said("link"), "phone", "ada", space="hall")
    assert told == ["Only the two of us can do that: say it to me in private."]
    assert await table.rows("COUNT(*) FROM link_codes") == [(0,)]


async def test_a_third_account_joins_and_two_companies_do_not(table: Table):
    await table.link("phone", "site")
    await table.link("game", "phone")
    persons = {await table.person(channel) for channel in ("phone", "site", "game")}
    assert len(persons) == 1
    await table.link("phone", "site", "bob", "bob")
    code = await table.code("phone", "bob")
    told = await table.say("site", f"link {code}")
    assert told[0].startswith("Both of you are linked with others already")


async def test_what_is_known_of_both_is_known_of_one(table: Table):
    for text in ("/survey", "Lucca", "3"):
        await table.say("phone", text)
    for text in ("/fancy", "red"):
        await table.say("site", text)
    await table.link("phone", "site")
    told = await table.rows("facts, tags FROM persons")
    host = ('{"town":"Lucca","colour":"red"}', '["surveyed","fancy"]')
    assert host in told
    assert ('{"colour":"red"}', '["fancy"]') in told
    before = len(table.heard("site"))
    await table.say("site", "privacy")
    text = table.platforms["site"].texts("ada")[before]
    assert "Linked: phone and site" in text
    assert "town: Lucca" in text


async def test_both_dialogues_go_on_one_after_the_other(table: Table):
    await table.say("phone", "/survey")
    await table.say("site", "/fancy")
    await table.link("phone", "site")
    assert await table.say("site", "Lucca") == ["How many?"]
    assert await table.say("phone", "3") == ["3 from Lucca.", "Colour?"]
    assert await table.say("site", "red") == ["Fancy red."]
    runs = await table.rows("dialogue, channel, ended_at IS NULL FROM runs ORDER BY dialogue")
    assert runs == [("fancy", "site", False), ("survey", "phone", False)]


async def test_what_one_side_waits_for_is_not_lost(table: Table):
    await table.say("site", "/order")
    await table.say("site", "/nap")
    await table.link("phone", "site")
    await table.happens("order.paid", "phone", "ada")
    assert table.heard("phone")[-1] == "It is paid."
    await table.pass_time(7200)
    assert table.heard("site")[-1] == "Slept well?"
    assert await table.say("phone", "well") == ["You said well."]


async def test_stop_on_one_stops_both(table: Table):
    await _wants(table, "phone")
    await _wants(table, "site")
    await table.link("phone", "site")
    await table.say("site", "/nap")
    await table.say("phone", "stop")
    assert await table.rows("COUNT(*) FROM subscriptions") == [(0,)]
    ledger = await table.rows("person, topic, given FROM consents ORDER BY seq")
    assert len({person for person, _, _ in ledger}) == 2
    assert sorted(given for _, _, given in ledger) == [0, 0, 1, 1]
    await table.pass_time(7200)
    assert table.heard("site")[-1] == "Good night."


async def _wants(table: Table, channel: str) -> None:
    await table.say(channel, "/want")
    await table.say(channel, "yes")
