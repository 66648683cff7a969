"""Files that people send: sealed like their words, exported, kept no longer, and erased."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.core.events import Said
from bot.engine.erasing import erase_person
from bot.engine.uploads import WRITABLE_FOR, Offered, Shown, Uploads
from bot.store import ageing
from bot.store.connection import Connection
from bot.store.export import export_person
from bot.store.moments import to_moment
from bot.store.people import Account
from tests.databases.at_rest import places_of
from tests.privacy.sealed_talk import FAIR, MARKER, SITE, SealedTalk, seen

ADA = Account(FAIR, SITE.name, "ada-7")
CONTENT = MARKER.encode() * 5_000


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def send(talk: SealedTalk) -> tuple[Uploads, Shown]:
    """Send a file with the word of nobody else in it and in its name."""
    await talk.do(Said("/everything"))
    uploads = Uploads(talk.store, talk.clock)
    room = await uploads.begin(ADA, Offered(f"{MARKER}.txt", "text/plain", len(CONTENT)))
    assert isinstance(room, Shown)
    assert await uploads.write(FAIR, room.id, room.key, once(CONTENT)) == "kept"
    return uploads, (await uploads.of(ADA, [room.id]))[room.id]


async def content_of(uploads: Uploads, shown: Shown) -> bytes:
    return b"".join([one async for one in uploads.read(FAIR, shown.id, 0, len(CONTENT))])


async def test_a_file_is_sealed_and_opens_to_its_person(talk: SealedTalk):
    uploads, shown = await send(talk)
    assert shown.media.name == f"{MARKER}.txt"
    assert await content_of(uploads, shown) == CONTENT
    pieces = await talk.rows("piece FROM upload_parts")
    assert len(pieces) == 3
    assert all(seen(piece).startswith("~") for (piece,) in pieces)
    await talk.store.close()
    assert not {one for one in places_of(MARKER, talk.url) if "upload" in one}
    await talk.start()


async def test_a_pass_ends(talk: SealedTalk):
    uploads, shown = await send(talk)
    assert await uploads.find(FAIR, shown.id, shown.key) == shown.media
    talk.clock.now += timedelta(days=1, seconds=2)
    assert await uploads.find(FAIR, shown.id, shown.key) is None


async def test_an_export_repeats_files_for_whoever_keeps_it(talk: SealedTalk):
    await send(talk)
    person = await talk.person()
    (told,) = (await talk.store.run(lambda one: export_person(one, FAIR, person)))["uploads"]
    assert "content" not in told
    document = await talk.store.run(lambda one: export_person(one, FAIR, person, with_files=True))
    (told,) = document["uploads"]
    assert told["name"] == f"{MARKER}.txt"
    head, _, content = told["content"].partition(",")
    assert (head, b64decode(content)) == ("data:text/plain;base64", CONTENT)


async def test_erasing_takes_the_files_along(talk: SealedTalk):
    uploads, shown = await send(talk)
    person = await talk.person()
    receipt = await talk.store.run(lambda one: erase_person(one, FAIR, person, 1))
    assert (receipt.counts["uploads"], receipt.counts["upload_parts"]) == (1, 3)
    assert await uploads.find(FAIR, shown.id, shown.key) is None
    assert await content_of(uploads, shown) == b""


async def test_what_comes_after_the_erasure_is_not_kept(talk: SealedTalk):
    await talk.do(Said("/everything"))
    person = await talk.person()
    uploads = Uploads(talk.store, talk.clock)
    room = await uploads.begin(ADA, Offered("a.txt", None, 3))
    assert isinstance(room, Shown)

    async def erased_meanwhile() -> AsyncIterator[bytes]:
        yield b"ab"
        await talk.store.run(lambda one: erase_person(one, FAIR, person, 1))
        yield b"c"

    assert await uploads.write(FAIR, room.id, room.key, erased_meanwhile()) == "unknown"
    assert await talk.rows("count(*) FROM upload_parts") == [(0,)]


async def test_files_go_with_the_messages(talk: SealedTalk):
    await send(talk)
    before = to_moment(talk.clock() + timedelta(days=1))

    def unit(connection: Connection) -> int:
        steps = [
            ageing.let_go(connection, FAIR, one, ageing.first_of(one), before)
            for one in ageing.TABLES
            if ageing.kind_of(one) == "messages"
        ]
        return sum(step.rows for step in steps)

    assert await talk.store.run(unit) >= 4
    assert await talk.rows("count(*) FROM uploads") == [(0,)]
    assert await talk.rows("count(*) FROM upload_parts") == [(0,)]


async def test_what_never_came_makes_room_again(talk: SealedTalk):
    await talk.do(Said("/everything"))
    uploads = Uploads(talk.store, talk.clock)
    for _ in range(10):
        assert isinstance(await uploads.begin(ADA, Offered("a.txt", None, 10 * 1024 * 1024)), Shown)
    assert await uploads.begin(ADA, Offered("a.txt", None, 1)) == "full"
    talk.clock.now += WRITABLE_FOR + timedelta(seconds=1)
    assert isinstance(await uploads.begin(ADA, Offered("a.txt", None, 1)), Shown)
