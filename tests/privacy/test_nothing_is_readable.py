"""What people say stands nowhere in the database of a brand that encrypts."""

from pathlib import Path

from bot.core.events import Happened, Said
from tests.databases.at_rest import places_of
from tests.privacy.sealed_talk import MARKER, SAID, SealedTalk, seen


async def test_a_word_that_was_said_stands_nowhere(talk: SealedTalk):
    await talk.say_everything()
    assert [text for text in talk.site.texts("ada-7") if MARKER in text], "it was understood"
    await talk.do(Said("stop everything else"), "ada-7")
    await talk.do(Said("/aid"), "bob-8")
    await talk.do(Said(f"About {MARKER}"), "bob-8")
    await talk.do(Said(f"More about {MARKER}"), "bob-8")
    await talk.do(Said(f"{MARKER} says the desk"), str(await talk.person("bob-8")), channel="desk")
    await talk.do(Happened("order.shipped", {"what": MARKER}), "bob-8")
    await talk.do(Said("/everything"), "eve-9", space="group-1")
    for happening in SAID[1:10]:
        await talk.do(happening, "eve-9", space="group-1")
    await talk.do(Said("privacy"), "ada-7")
    assert places_of(MARKER, talk.url) == set()


async def test_without_encryption_it_would_be_found(url: str, tmp_path: Path):
    talk = SealedTalk(url, tmp_path / "brand", None)
    await talk.start()
    await talk.do(Said(f"I say {MARKER}"))
    assert places_of(MARKER, url)
    await talk.stop()


async def test_codes_tags_and_consents_stay_as_they_are(talk: SealedTalk):
    await talk.say_everything()
    answers = dict(await talk.rows("slot, value FROM answers"))
    assert {slot for slot, value in answers.items() if seen(value)[0] != "~"} == {
        *("view", "several", "sure", "score", "stars", "day", "hour", "vote", None),
    }
    assert answers["view"] == '"a"'
    assert await talk.rows("tags FROM persons") == [('["keen"]',)]
    assert await talk.rows("topic, wording FROM consents") == [("blog", "Shall I write to you?")]


async def test_what_waits_is_sealed_by_the_brand_and_what_was_said_by_the_person(talk: SealedTalk):
    await talk.do(Said("/everything"))
    ((name,),) = await talk.rows(f"id FROM data_keys WHERE owner = '{await talk.person()}'")
    ((kept,),) = await talk.rows("happening FROM events")
    assert seen(kept).startswith(f'{{"type":"said"~{name}')
    assert await talk.rows("owner FROM data_keys ORDER BY owner") == [
        ("",),
        (str(await talk.person()),),
    ]
