"""A join is undone exactly: what came from whom goes back to them."""

import pytest

from bot.dialogue.machine.product_texts import texts_in
from tests.joined.table import Table

UNKNOWN = "Sorry, I did not understand that."
ELSEWHERE = texts_in("en").desk_elsewhere

THEIRS = (
    (
        "id, name, first_name, language, timezone, chosen_language, chosen_timezone, facts, since,"
        " stopped_at, tags, arms FROM persons ORDER BY id"
    ),
    (
        "persons.id, CASE WHEN heard_at > COALESCE(last_said, 0) THEN heard_at ELSE last_said END"
        " FROM persons LEFT JOIN conversations ON conversations.id = persons.id ORDER BY persons.id"
    ),
    "* FROM consents ORDER BY seq",
    "* FROM subscriptions ORDER BY person, topic",
    "id, person, conversation, dialogue, ended_at, slots FROM runs ORDER BY id",
    "* FROM answers ORDER BY run, path",
    "brand, id, person, state FROM conversations ORDER BY id",
    "brand, channel, external_id, person, since, own, lent, spoke_at FROM identities ORDER BY 2, 3",
    "id, channel, sender, due_at FROM events WHERE due_at IS NOT NULL ORDER BY id",
)
"""Everything that is kept of people, but for what was said and what came in."""


async def everything(table: Table) -> list[list[tuple[object, ...]]]:
    return [await table.rows(question) for question in THEIRS]


async def lives(table: Table) -> None:
    """Let two accounts have a life of their own each: alike in part, and under way."""
    for text in ("/want", "yes", "/nap", "/survey", "Lucca"):
        await table.say("phone", text)
    for text in ("/want", "yes", "/fancy", "red", "/order", "/survey"):
        await table.say("site", text)


async def test_what_is_undone_at_once_has_never_been(table: Table):
    await lives(table)
    before = await everything(table)
    await table.join_rows("phone", "site")
    assert await everything(table) != before
    await table.part_rows("site")
    assert await everything(table) == before


async def test_each_goes_on_with_what_was_theirs(table: Table):
    await lives(table)
    await table.link("phone", "site")
    alone = "From now on this account stands alone again, as it was before."
    assert await table.say("site", "unlink") == [alone, "Town?"]
    assert table.heard("phone")[-2:] == [alone, "How many?"]
    assert await table.say("phone", "3") == ["3 from Lucca."]
    assert await table.say("site", "Pisa") == ["How many?"]
    assert await table.say("site", "4") == ["4 from Pisa."]
    await table.happens("order.paid", "site", "ada")
    assert table.heard("site")[-1] == "It is paid."
    await table.pass_time(7200)
    assert table.heard("phone")[-1] == "Slept well?"
    assert "Slept well?" not in table.heard("site")


async def test_what_a_guest_answered_meanwhile_is_the_guests(sealed: Table):
    await sealed.say("site", "/survey")
    await sealed.say("phone", "hello")
    await sealed.link("phone", "site")
    await sealed.say("phone", "Lucca")
    await sealed.say("phone", "unlink")
    host, guest = await sealed.person("phone"), await sealed.person("site")
    assert await sealed.rows("person FROM answers") == [(guest,)]
    await sealed.erase(host)
    assert await sealed.say("site", "7") == ["7 from Lucca."]
    assert len(await sealed.rows("path FROM answers WHERE value IS NOT NULL")) == 2


async def test_what_is_lent_goes_and_what_has_changed_stays(table: Table):
    for text in ("/fancy", "red"):
        await table.say("site", text)
    await table.say("phone", "hello")
    await table.link("phone", "site")
    assert await table.facts("phone") == {"colour": "red"}
    await table.say("phone", "/fancy")
    await table.say("phone", "blue")
    await table.say("site", "unlink")
    assert await table.facts("phone") == {"colour": "blue"}
    assert await table.facts("site") == {"colour": "red"}


async def test_the_host_can_part_too_and_all_are_alone(table: Table):
    await table.link("phone", "site")
    await table.link("phone", "game")
    await table.say("phone", "unlink")
    assert len({await table.person(one) for one in ("phone", "site", "game")}) == 3
    assert await table.rows("COUNT(*) FROM identities WHERE own IS NOT NULL") == [(0,)]
    assert table.heard("game")[-1].startswith("From now on this account stands alone")


async def test_one_of_three_leaves_and_two_stay(table: Table):
    await table.link("phone", "site")
    await table.link("phone", "game")
    await table.say("site", "unlink")
    assert await table.person("phone") == await table.person("game")
    assert await table.person("site") != await table.person("game")
    assert await table.rows("channel FROM identities WHERE own IS NOT NULL ORDER BY 1") == [
        ("game",),
        ("phone",),
    ]


async def test_who_stands_alone_is_told_so(table: Table):
    assert await table.say("phone", "scollega") == ["This account is not linked with any other."]


@pytest.mark.parametrize("waits", ["phone", "site"])
async def test_a_timer_comes_on_the_account_that_began_it_after_parting(table: Table, waits: str):
    other = "site" if waits == "phone" else "phone"
    await table.say("phone", "hello")
    await table.say("site", "hello")
    await table.link("phone", "site")
    await table.say(waits, "/nap")
    await table.say(other, "hello")
    await table.say("site", "unlink")
    await table.pass_time(7300)
    assert table.heard(waits)[-1] == "Slept well?"
    assert "Slept well?" not in table.heard(other)


async def test_a_talk_with_the_desk_goes_with_the_account_that_asked_for_it(table: Table):
    await table.say("phone", "hello")
    await table.say("site", "hello")
    await table.link("phone", "site")
    await table.say("site", "/aid")
    before = await table.person("phone")
    await table.part_rows("site")
    own = await table.person("site")
    assert await table.say("phone", "hello") == [UNKNOWN]  # nobody of the desk hears the other
    assert await table.say("desk", "Yes?", before) == [ELSEWHERE]
    await table.say("site", "It broke.")
    assert table.heard("desk", own) == ["It broke."]
    await table.say("desk", "Which part?", own)
    assert table.heard("site")[-1] == "Which part?"
    assert "Which part?" not in table.heard("phone")
