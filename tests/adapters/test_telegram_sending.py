"""Sends over sockets to the stand-in: what people see, and how each failure ends."""

from typing import Any

import pytest

from adapters.telegram.courtesies import MOST_TYPING
from bot.core.commands import Command
from bot.core.content import Button, Media
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from tests.adapters.telegram_stage import (
    QUICK,
    Square,
    Taken,
    deliver,
    opened,
    quicker,
    settings_for,
    square,
)
from tests.eventually import eventually
from tests.ports import free_port


def answer(status: int, description: str | None = None, **parameters: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": status}
    if description is not None:
        body["description"] = description
    if parameters:
        body["parameters"] = parameters
    return {"kind": "answer", "status": status, "body": body}


FLOOD = "Too Many Requests: retry after 3"
FAILURES: dict[str, tuple[dict[str, Any], Outcome]] = {
    "429 with a time": (
        answer(429, FLOOD, retry_after=3),
        Throttled("Flood control exceeded. Retry in 0:00:03", 3.0),
    ),
    "429 without a time": (answer(429, FLOOD), Throttled(FLOOD)),
    "429 with no time": (answer(429, FLOOD, retry_after=0), Throttled(FLOOD)),
    "429 page": (
        {"kind": "answer", "status": 429, "text": "<html>slow down</html>"},
        Throttled("HTTP 429 Too Many Requests"),
    ),
    "403": (
        answer(403, "Forbidden: bot was blocked by the user"),
        Unreachable("Forbidden: bot was blocked by the user"),
    ),
    "400": (answer(400, "Bad Request: message is too long"), Rejected("Message is too long")),
    "400 of a chat": (answer(400, "Bad Request: chat not found"), Unreachable("Chat not found")),
    "migrated": (
        answer(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009),
        Moved("-1009"),
    ),
    "401": (answer(401, "Unauthorized"), Misconfigured("the token is refused: Unauthorized")),
    "404": (answer(404, "Not Found"), Misconfigured("the token is refused: Not Found")),
    "409": (answer(409, "Conflict: x"), Throttled("Conflict: x")),
    "413": (answer(413, "Request Entity Too Large"), Rejected("Request Entity Too Large")),
    "500": (answer(500, "Internal Server Error"), Unknown("Internal Server Error")),
    "502 page": (
        {"kind": "answer", "status": 502, "text": "<html>Bad Gateway</html>"},
        Unknown("HTTP 502 Bad Gateway"),
    ),
    "200 with ok=false": (
        {"kind": "answer", "status": 200, "body": {"ok": False}},
        Unknown("an answer that is none of Telegram's"),
    ),
    "200 with a code": (
        {"kind": "answer", "status": 200, "body": {"ok": False, "error_code": 403}},
        Unreachable("HTTP 403 Forbidden"),
    ),
    "200 without a result": (
        {"kind": "answer", "status": 200, "body": {"ok": True}},
        Unknown("KeyError"),
    ),
    "200 garbage": (
        {"kind": "answer", "status": 200, "text": "{"},
        Unknown("an answer that is none of Telegram's"),
    ),
    "unknown status": (
        {"kind": "answer", "status": 599, "text": ""},
        Unknown("HTTP 599"),
    ),
    "redirect": (
        {"kind": "answer", "status": 302, "text": "", "headers": {"Location": "/"}},
        Misconfigured("api_base leads elsewhere: HTTP 302 Found"),
    ),
    "hang": ({"kind": "hang", "seconds": 3, "after": True}, Unknown("TimeoutError")),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failed_send_has_its_outcome(name: str):
    fault, outcome = FAILURES[name]
    async with square() as place:
        await place.say("hello")
        await place.fault("sendMessage", **fault)
        tempo = quicker(answer=0.2) if name == "hang" else QUICK
        async with opened(place.settings(), Taken(), tempo) as channel:
            assert await deliver(channel, place.ada) == outcome
            assert isinstance(await deliver(channel, place.ada), Accepted)


UNDECIDABLE: dict[str, dict[str, Any]] = {
    "a time-out": {"kind": "hang", "seconds": 3, "after": True},
    "a cut connection": {"kind": "reset", "after": True},
}


@pytest.mark.parametrize("name", UNDECIDABLE)
async def test_what_got_no_answer_may_have_arrived(name: str):
    async with square() as place:
        await place.say("hello")
        await place.fault("sendMessage", **UNDECIDABLE[name])
        async with opened(place.settings(), Taken(), quicker(connect=0.1, answer=0.2)) as channel:
            assert isinstance(await deliver(channel, place.ada, "once"), Unknown)
        assert [one["text"] for one in await place.messages()] == ["hello", "once"]


async def test_nobody_there_is_certainly_not_sent():
    async with opened(settings_for(f"http://127.0.0.1:{free_port()}"), Taken()) as channel:
        assert await deliver(channel, 17) == Throttled(
            "Telegram cannot be reached: ClientConnectorError"
        )
    assert await deliver(channel, 17) == Throttled("the channel is closed")


async def test_a_flood_in_two_chats_holds_the_channel():
    async with square() as place:
        await place.say("hello")
        await place.fault("sendMessage", times=2, **answer(429, FLOOD, retry_after=3))
        async with opened(place.settings(), Taken()) as channel:
            outcomes: list[Any] = [await deliver(channel, place.ada), await deliver(channel, 999)]
    assert [(one.scope, one.retry_after) for one in outcomes] == [("space", 3.0), ("channel", 3.0)]


async def test_text_styles_and_buttons_arrive():
    async with square() as place:
        await place.say("hello")
        buttons = (Button("a.1", "An interruption"), Button("b", "Shop", url="https://e.org/"))
        async with opened(place.settings(), Taken()) as channel:
            outcome = await deliver(channel, place.ada, "👍 **so**", buttons=buttons)
        message = (await place.messages())[-1]
        (call,) = await place.calls("sendMessage")
    assert outcome == Accepted(str(message["message_id"]))
    assert message["text"] == "👍 so"
    assert [(one["type"], one["offset"], one["length"]) for one in message["entities"]] == [
        ("bold", 3, 2)
    ]
    assert [[key["label"] for key in row] for row in message["buttons"]] == [
        ["An interruption"],
        ["Shop"],
    ]
    assert '"is_disabled": true' in call["params"]["link_preview_options"]


EXPORT = Media("file", "data:application/json;base64,eyJhIjoxfQ==", "export.json")


async def test_a_file_of_ours_is_uploaded():
    async with square() as place:
        await place.say("hello")
        async with opened(place.settings(), Taken()) as channel:
            outcome = await deliver(channel, place.ada, "**yours**", media=(EXPORT,))
        message = (await place.messages())[-1]
    assert isinstance(outcome, Accepted)
    assert message["text"] == "yours"
    assert message["file"] == "export.json"


async def test_a_file_is_uploaded_once_and_again_where_its_id_is_refused():
    wrong = answer(400, "Bad Request: wrong file identifier/HTTP URL specified")
    async with square() as place:
        await place.say("hello")
        async with opened(place.settings(), Taken()) as channel:
            for number in range(2):
                outcome = await deliver(channel, place.ada, media=(EXPORT,), delivery=f"d{number}")
                assert isinstance(outcome, Accepted)
            await place.fault("sendDocument", **wrong)
            assert isinstance(await deliver(channel, place.ada, media=(EXPORT,)), Accepted)
            assert isinstance(await deliver(channel, place.ada, media=(EXPORT,)), Accepted)
        calls = await place.calls("sendDocument")
        shown = [one["file_id"] for one in (await place.messages())[1:]]
    first, again = shown[0], shown[2]
    assert [call["params"]["document"] for call in calls] == [
        "export.json",
        first,
        first,
        "export.json",
        again,
    ]


async def test_a_message_of_several_calls_goes_on_where_it_failed():
    async with square() as place:
        await place.say("hello")
        await place.fault("sendMessage", **answer(429, FLOOD, retry_after=3))
        async with opened(place.settings(), Taken()) as channel:
            text = "x" * 1_100
            first = await deliver(channel, place.ada, text, media=(EXPORT,))
            second = await deliver(channel, place.ada, text, media=(EXPORT,))
        shown = await place.messages()
    assert isinstance(first, Throttled)
    assert isinstance(second, Accepted)
    assert [bool(one["file"]) for one in shown] == [False, True, False]


async def test_a_file_of_this_machine_is_only_told_in_words():
    async with square() as place:
        await place.say("hello")
        async with opened(place.settings(), Taken()) as channel:
            outcome = await deliver(channel, place.ada, media=(Media("file", "/etc/passwd"),))
        shown = (await place.messages())[-1]
    assert isinstance(outcome, Accepted)
    assert (shown["text"], shown["file"]) == ("hello\n\n[file]", None)


async def typed(place: Square) -> list[str]:
    return [call["params"]["chat_id"] for call in await place.calls("sendChatAction")]


async def test_people_see_that_somebody_is_typing_where_an_answer_takes_long():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken):
        await place.say("hello")

        async def shown() -> bool:
            return bool(await typed(place))

        await eventually(shown)
        assert await typed(place) == [str(place.ada)]


async def test_nobody_is_typing_where_the_answer_came():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken, quicker(silence=0.3)) as channel:
        await place.say("hello")
        await taken.count(1)
        await deliver(channel, place.ada)
        await place.say("and")
        await taken.count(2)

        async def shown() -> bool:
            return bool(await typed(place))

        await eventually(shown)
        assert len(await typed(place)) == 1


class Silenced:
    """Telegram is to be left alone for as long as it says."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def left(self) -> float:
        return self.seconds

    def asked(self, seconds: float, reason: str) -> None:
        raise AssertionError("Telegram does not say whom a refusal concerns")


async def test_nothing_is_shown_while_telegram_is_to_be_left_alone():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        silence = Silenced(60.0)
        channel.heed(silence)
        await place.say("hello")
        outcome: Any = await deliver(channel, place.ada, buttons=(Button("a.1", "Yes"),))
        await place.post("press", person=place.ada, message_id=int(outcome.message), label="Yes")
        await place.is_confirmed(await place.say("still here"))
        silence.seconds = 0.0
        await place.say("and now")

        async def shown() -> bool:
            return bool(await typed(place))

        await eventually(shown)
        assert await place.calls("answerCallbackQuery") == []


async def test_in_a_rush_only_a_few_see_that_somebody_is_typing():
    taken = Taken()
    async with square() as place:
        people = [
            (await place.post("people", first_name=f"P{number}"))["id"] for number in range(12)
        ]
        async with opened(place.settings(), taken, quicker(silence=0.5)):
            for person in people:
                await place.post("say", person=person, text="hello")
            await taken.count(len(people))

            async def shown() -> bool:
                return len(await typed(place)) >= MOST_TYPING

            await eventually(shown)
            await place.is_confirmed(await place.say("still here"))
            assert len(await typed(place)) == MOST_TYPING


async def test_a_press_is_answered_once_it_is_taken_in():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.say("hello")
        outcome: Any = await deliver(channel, place.ada, buttons=(Button("a.1", "Yes"),))
        await place.post("press", person=place.ada, message_id=int(outcome.message), label="Yes")

        async def answered() -> Any:
            return await place.calls("answerCallbackQuery")

        (call,) = await eventually(answered)
        assert call["status"] == 200
        assert len(taken.incoming) == 2


@pytest.mark.parametrize("method", ["sendChatAction", "answerCallbackQuery"])
async def test_a_failed_courtesy_is_nobodys(method: str):
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.fault(method, **answer(400, "Bad Request: query is too old"))
        await place.say("hello")
        outcome: Any = await deliver(channel, place.ada, buttons=(Button("a.1", "Yes"),))
        await place.post("press", person=place.ada, message_id=int(outcome.message), label="Yes")

        async def asked() -> Any:
            return await place.calls(method)

        await eventually(asked)
        await place.is_confirmed(await place.say("still here"))
        assert channel.hindrance() is None


SURVEY = Command("survey", {"en": "Two questions", "it": "Due domande"})


async def menu(place: Square, language: str = "") -> list[dict[str, str]]:
    result: list[dict[str, str]] = (await place.api("getMyCommands", language_code=language))[
        "result"
    ]
    return result


async def test_the_menu_is_set_for_everybody_and_each_language_once():
    async with square() as place:

        async def complete() -> bool:
            return bool(await menu(place, "it"))

        async with opened(place.settings(SURVEY), Taken()):
            await eventually(complete)
            assert await menu(place) == [{"command": "survey", "description": "Two questions"}]
            assert await menu(place, "it") == [{"command": "survey", "description": "Due domande"}]
        written = len(await place.calls("setMyCommands"))
        asked = len(await place.calls("getMyCommands"))

        async def compared() -> bool:
            return len(await place.calls("getMyCommands")) >= asked + 3

        async with opened(place.settings(SURVEY), Taken()):
            await eventually(compared)
            await place.is_confirmed(await place.say("hello"))
        assert len(await place.calls("setMyCommands")) == written == 3


async def test_another_menu_is_shown_at_once():
    async with square() as place, opened(place.settings(SURVEY), Taken()) as channel:
        await eventually(lambda: menu(place, "it"))
        channel.offer([Command("order", {"en": "Where it is"})])

        async def is_shown() -> bool:
            return await menu(place, "en") == [{"command": "order", "description": "Where it is"}]

        assert await eventually(is_shown)


@pytest.mark.parametrize("told", [{"ok": True, "result": True}, {"ok": False, "error_code": 404}])
async def test_a_menu_that_nobody_tells_is_set(told: dict[str, object]):
    async with square() as place:
        await place.fault("getMyCommands", "answer", times=3, status=200, body=told)

        async def written() -> bool:
            return len(await place.calls("setMyCommands")) == 3

        async with opened(place.settings(SURVEY), Taken()):
            assert await eventually(written)


@pytest.mark.parametrize(("times", "written"), [(2, True), (100, False)])
async def test_a_menu_that_fails_is_no_obstacle(times: int, written: bool):
    taken = Taken()
    async with square() as place:
        await place.fault("setMyCommands", times=times, **answer(500, "Internal Server Error"))
        async with opened(place.settings(SURVEY), taken) as channel:
            await place.is_confirmed(await place.say("hello"))
            assert isinstance(await deliver(channel, place.ada), Accepted)

            async def tried() -> bool:
                return len(await place.calls("setMyCommands")) >= 5

            await eventually(tried)
        assert bool(await menu(place)) is written


async def test_half_a_character_does_not_stop_a_message():
    async with square() as place:
        await place.say("hello")
        async with opened(place.settings(), Taken()) as channel:
            assert isinstance(await deliver(channel, place.ada, "a\ud83db"), Accepted)
            outcome = await deliver(channel, place.ada, "a\ud83db", media=(EXPORT,))
        texts = [message["text"] for message in await place.messages()]
    assert isinstance(outcome, Accepted)
    assert texts == ["hello", "a?b", "a?b"]
