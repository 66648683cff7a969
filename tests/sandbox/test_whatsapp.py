"""The stand-in for WhatsApp refuses what Meta refuses, and plays people as they are."""

from typing import Any

import aiohttp
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.whatsapp.marks import shown
from sandbox.whatsapp.world import Template
from tests.adapters.whatsapp_stage import ADA, NUMBER, TOKEN, Square, control, square

TEXT = {"type": "text", "text": {"body": "hello"}}
BUTTON = {"type": "reply", "reply": {"id": "a", "title": "A"}}
ROW = {"id": "a", "title": "A"}


async def ask(
    place: Square, body: Any, token: str = TOKEN, number: str = NUMBER
) -> tuple[int, dict[str, Any]]:
    """Send a message as anybody with a token may."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{place.url}/v23.0/{number}/messages"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=raw, headers=headers) as answer,
    ):
        return answer.status, msgspec.json.decode(await answer.read())


def to_ada(**more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": ADA, **more}


def interactive(**fields: Any) -> dict[str, Any]:
    return to_ada(type="interactive", interactive=fields)


def buttons(*buttons: Any, text: str = "which?") -> dict[str, Any]:
    return interactive(type="button", body={"text": text}, action={"buttons": list(buttons)})


def rows(*rows: Any) -> dict[str, Any]:
    action = {"button": "Menu", "sections": [{"rows": list(rows)}]}
    return interactive(type="list", body={"text": "which?"}, action=action)


def numbered(many: int) -> list[dict[str, Any]]:
    return [{"id": f"r{place}", "title": f"Row {place}"} for place in range(many)]


def reply(title: str, name: str = "b") -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": name, "title": title}}


REFUSED: dict[str, tuple[Any, int]] = {
    "no JSON": (b"{", 100),
    "another product": ({**TEXT, "to": ADA, "messaging_product": "sms"}, 100),
    "nobody named": ({**TEXT, "messaging_product": "whatsapp"}, 100),
    "a name instead of a number": ({**to_ada(**TEXT), "to": "ada"}, 100),
    "a type that is none": (to_ada(type="poll", poll={}), 100),
    "a field that is none": (to_ada(**TEXT, reply_markup={}), 100),
    "content of another type": (to_ada(type="image", text={"body": "hi"}), 100),
    "content of two types": (to_ada(**TEXT, image={"link": "https://a/b"}), 100),
    "an empty text": (to_ada(type="text", text={"body": ""}), 100),
    "a text that is too long": (to_ada(type="text", text={"body": "x" * 4097}), 100),
    "a fourth button": (buttons(*(reply(f"B{n}", f"b{n}") for n in range(4))), 100),
    "no button": (buttons(), 100),
    "a title that is too long": (buttons(reply("x" * 21)), 100),
    "an id that is too long": (buttons(reply("A", "x" * 257)), 100),
    "the same title twice": (buttons(BUTTON, reply("A")), 131009),
    "the same id twice": (buttons(BUTTON, reply("B", "a")), 131009),
    "a body that is too long for buttons": (buttons(BUTTON, text="x" * 1025), 100),
    "an eleventh row": (rows(*numbered(11)), 100),
    "a row that is too long": (rows({"id": "a", "title": "x" * 25}), 100),
    "a description that is too long": (rows({**ROW, "description": "x" * 73}), 100),
    "a file by nothing": (to_ada(type="image", image={}), 100),
    "a file that is not kept": (to_ada(type="image", image={"id": "1"}), 100),
    "a file on no web": (to_ada(type="image", image={"link": "ftp://a/b"}), 100),
    "a caption below a sound": (
        to_ada(type="audio", audio={"link": "https://a/b", "caption": "c"}),
        100,
    ),
    "a place that is none on earth": (
        to_ada(type="location", location={"latitude": 91, "longitude": 0}),
        100,
    ),
    "a template that nobody approved": (
        to_ada(type="template", template={"name": "no", "language": {"code": "en"}}),
        132001,
    ),
    "a template without what is filled in": (
        to_ada(type="template", template={"name": "notice", "language": {"code": "en"}}),
        132000,
    ),
    "an end of a line in what is filled in": (
        to_ada(
            type="template",
            template={
                "name": "notice",
                "language": {"code": "en"},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": "a\nb"}]}],
            },
        ),
        132018,
    ),
    "a mark of reading on nothing": (
        {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.0"},
        100,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_meta_refuses(name: str):
    body, code = REFUSED[name]
    async with square() as place:
        status, answer = await ask(place, body)
        assert (status in {400, 404}, answer["error"]["code"]) == (True, code)
        assert place.heard == []


async def test_a_token_and_a_number_that_do_not_belong_together():
    async with square() as place:
        assert (await ask(place, to_ada(**TEXT), token="another"))[0] == 401
        status, answer = await ask(place, to_ada(**TEXT), number="999")
        assert (status, answer["error"]["error_subcode"]) == (400, 33)


@pytest.mark.parametrize("many", [1, 10])
async def test_what_is_taken_is_shown(many: int):
    async with square() as place:
        status, answer = await ask(place, rows(*numbered(many)))
        assert status == 200
        (line,) = place.heard
        assert answer["messages"] == [{"id": line.id}]
        assert [label.title for label in line.labels] == [row["title"] for row in numbered(many)]


async def test_outside_of_the_window_a_text_is_accepted_and_fails_later():
    async with square() as place:
        place.world.later(25 * 3600)
        assert (await ask(place, to_ada(**TEXT)))[0] == 200
        assert place.heard == []
        place.stand_in.people.say(place.number, place.ada, "hi")
        await ask(place, to_ada(**TEXT))
        assert [line.text for line in place.heard] == ["hello"]


async def test_a_burst_is_paid_back():
    async with square() as place:
        codes = [await ask(place, to_ada(**TEXT)) for _ in range(46)]
        assert [status for status, _ in codes] == [200] * 45 + [400]
        assert codes[-1][1]["error"]["code"] == 131056
        place.world.later(7)
        assert (await ask(place, to_ada(**TEXT)))[0] == 200
        assert (await ask(place, to_ada(**TEXT)))[0] == 400


async def test_a_file_that_was_sent_is_fetched_by_its_id_and_the_token():
    async with square() as place:
        status, said = await control(
            place, "send", person=ADA, kind="voice", media_type="audio/ogg", data="aGk="
        )
        assert status == 200
        (name,) = place.world.files
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.get(f"{place.url}/v23.0/{name}") as answer:
                told = msgspec.json.decode(await answer.read())
            assert (told["mime_type"], told["file_size"]) == ("audio/ogg", 2)
            async with session.get(told["url"]) as answer:
                assert await answer.read() == b"hi"
        async with aiohttp.ClientSession() as session, session.get(told["url"]) as answer:
            assert answer.status == 401
        assert said["id"] == place.chat[-1].id


async def test_what_nobody_could_do_is_said():
    async with square() as place:
        assert (await control(place, "say", person="1", text="hi"))[0] == 400
        assert (await control(place, "press", person=ADA, label="Yes"))[0] == 400
        assert (await control(place, "callback", url="http://127.0.0.1:1/"))[0] == 400


SEEN = {
    "*bold* and _slanted_ and ~struck~": "bold and slanted and struck",
    "`code` and ```*code*```": "code and *code*",
    "snake_case_here 2*3*4": "snake_case_here 2*3*4",
    "* no* and *no *": "* no* and *no *",
    "https://example.org/_a_": "https://example.org/_a_",
    "*two\nlines*": "*two\nlines*",
}


@pytest.mark.parametrize("text", SEEN)
def test_marks_are_read_as_whatsapp_reads_them(text: str):
    assert shown(text) == SEEN[text]


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=9) | st.integers(), max_size=4))
async def test_any_request_is_answered(fields: dict[str, Any]):
    async with square() as place:
        status, answer = await ask(place, to_ada(**{**TEXT, **fields}))
        assert status in {200, 400}
        assert ("error" in answer) == (status == 400)


async def test_a_paused_template_is_refused():
    async with square() as place:
        place.number.templates[:] = [
            Template(name="notice", language="en", body="hello", status="PAUSED")
        ]
        asked = to_ada(type="template", template={"name": "notice", "language": {"code": "en"}})
        assert (await ask(place, asked))[1]["error"]["code"] == 132015
