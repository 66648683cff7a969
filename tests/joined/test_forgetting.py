"""What is held of a joined person is shown and erased as one, encrypted or not."""

from bot.store.export import export_person
from bot.store.moments import to_moment
from bot.store.silent import silent_people
from tests.joined.table import FAIR, Table


async def lives(table: Table) -> None:
    for text in ("/survey", "Lucca", "3", "/want", "yes"):
        await table.say("phone", text)
    for text in ("/fancy", "red", "/want", "yes"):
        await table.say("site", text)
    await table.link("phone", "site")
    await table.say("site", "/fancy")
    await table.say("site", "blue")


async def test_an_export_holds_both(sealed: Table):
    await lives(sealed)
    person = await sealed.person("site")
    held = await sealed.run(lambda connection: export_person(connection, FAIR, person))
    assert len(held["persons"]) == 2
    assert {one["channel"] for one in held["identities"]} == {"phone", "site"}
    assert {one["channel"] for one in held["consents"]} == {"phone", "site"}
    for said in ("Lucca", "red", "blue"):
        assert said in str(held["answers"])
    assert "~" not in str(held)


async def test_erasing_one_erases_all(sealed: Table):
    await lives(sealed)
    await sealed.say("game", "hello", "bob")
    await sealed.code("site")
    await sealed.say("site", "link 0000-0000")
    await sealed.say("site", "privacy")
    await sealed.press("site", "Erase")
    await sealed.press("site", "Yes")
    assert sealed.heard("site")[-1].startswith("Everything is erased")
    for table in ("persons", "identities", "conversations"):
        assert await sealed.rows(f"COUNT(*) FROM {table}") == [(1,)]
    for table in ("answers", "runs", "consents", "subscriptions", "link_codes", "link_attempts"):
        assert await sealed.rows(f"COUNT(*) FROM {table}") == [(0,)]
    assert await sealed.say("phone", "hello") == ["Sorry, I did not understand that."]


async def test_the_guest_can_be_erased_after_parting_and_the_host_stays(sealed: Table):
    await lives(sealed)
    await sealed.say("site", "unlink")
    assert await sealed.facts("site") == {"colour": "blue"}
    await sealed.erase(await sealed.person("site"))
    assert await sealed.facts("phone") == {"town": "Lucca"}
    assert await sealed.say("phone", "/want") == ["Noted."]


async def test_what_a_guest_did_meanwhile_is_sealed_with_their_own_key(sealed: Table):
    await lives(sealed)
    told = [str(row[0]) for row in await sealed.rows("lent FROM identities")]
    assert all("blue" not in one and "colour" not in one for one in told)
    host = await sealed.person("phone")
    await sealed.say("site", "unlink")
    await sealed.erase(host)
    guest = await sealed.person("site")
    assert await sealed.facts("site") == {"colour": "blue"}
    held = await sealed.run(lambda connection: export_person(connection, FAIR, guest))
    for words in ("Fancy blue.", "/fancy"):
        assert words in str(held)
    assert "~" not in str(held)


async def test_whoever_is_part_of_somebody_is_not_taken_for_silent(table: Table):
    await table.say("site", "hello")
    await table.say("phone", "hello")
    await table.link("phone", "site")
    before = to_moment(table.clock()) + 1
    found = await table.run(lambda found: silent_people(found, FAIR, "", before, 10))
    assert found.people == [await table.person("phone")]
    await table.say("site", "/want")
    await table.say("site", "yes")
    found = await table.run(lambda found: silent_people(found, FAIR, "", before + 10**9, 10))
    assert found.people == []
