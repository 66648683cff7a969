"""Interactions of the Discord stand-in: three seconds, one answer, fifteen minutes to follow."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.discord_square import TOKEN, Square, square

LOADING, EPHEMERAL = 1 << 7, 1 << 6


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        await made.order("limits", on=False)
        yield made


async def known(place: Square, interaction: dict[str, Any]) -> dict[str, Any]:
    listed = await place.look("interactions")
    return next(dict(each) for each in listed if each["id"] == interaction["id"])


def webhook(place: Square, interaction: dict[str, Any]) -> str:
    return f"webhooks/{place.bot}/{interaction['token']}"


async def test_an_interaction_is_answered_once(place: Square) -> None:
    interaction = await place.began()
    assert await place.answer(interaction, 4, content="Noted.") == (204, None)
    status, said = await place.answer(interaction, 4, content="Noted.")
    assert (status, said["code"]) == (400, 40060)
    assert said["message"] == "Interaction has already been acknowledged."
    assert [each["content"] for each in await place.said()] == ["Well?", "Noted."]
    assert (await known(place, interaction))["answer"] == 4


async def test_after_three_seconds_it_is_unknown_and_failed(place: Square) -> None:
    interaction = await place.began()
    place.clock.moved = 3.1
    status, said = await place.answer(interaction, 6)
    assert (status, said["code"], said["message"]) == (404, 10062, "Unknown interaction")
    assert (await known(place, interaction))["failed"] is True


async def test_another_token_is_unknown(place: Square) -> None:
    interaction = await place.began() | {"token": "x"}
    assert (await place.answer(interaction, 6))[1]["code"] == 10062


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        (4, {}, None),
        (4, {"content": "x" * 2001}, ("data", "content")),
        (3, {}, ("type",)),
        (9, {"custom_id": "m"}, ("data", "title")),
    ],
)
async def test_a_wrong_answer_is_refused_and_can_be_mended(
    place: Square, kind: int, data: dict[str, Any], path: tuple[str, ...] | None
) -> None:
    interaction = await place.began()
    status, said = await place.answer(interaction, kind, **data)
    assert status == 400
    if path is None:
        assert said["code"] == 50006
    else:
        errors = said["errors"]
        for name in path:
            errors = errors[name]
        assert errors["_errors"]
    assert (await place.answer(interaction, 6))[0] == 204


async def test_a_deferred_answer_is_filled_by_the_first_that_follows(place: Square) -> None:
    interaction = await place.began()
    hook = webhook(place, interaction)
    status, early = await place.rest("POST", hook, {"content": "too early"}, token=None)
    assert (status, early["code"]) == (404, 10015)
    await place.answer(interaction, 5)
    assert (await place.said())[-1]["flags"] & LOADING
    _, first = await place.rest("POST", hook, {"content": "First."}, token=None)
    _, second = await place.rest("POST", hook, {"content": "Second."}, token=None)
    assert [each["content"] for each in await place.said()] == ["Well?", "First.", "Second."]
    original = f"{hook}/messages/@original"
    assert (await place.rest("GET", original, token=None))[1]["id"] == first["id"]
    changed = await place.rest("PATCH", original, {"content": "Changed."}, token=None)
    assert changed[1]["content"] == "Changed."
    assert not changed[1]["flags"] & LOADING
    removed = await place.rest("DELETE", f"{hook}/messages/{second['id']}", token=None)
    assert removed[0] == 204
    place.clock.moved = 901
    status, late = await place.rest("POST", hook, {"content": "late"}, token=None)
    assert (status, late["code"]) == (401, 50027)


async def test_a_deferred_update_means_the_message_that_was_pressed(place: Square) -> None:
    interaction = await place.began()
    await place.answer(interaction, 6)
    original = f"{webhook(place, interaction)}/messages/@original"
    body = {"content": "You said yes.", "components": []}
    _, changed = await place.rest("PATCH", original, body, token=None)
    assert changed["id"] == interaction["message"]
    [shown] = await place.said()
    assert (shown["content"], shown["buttons"]) == ("You said yes.", [])


async def test_an_update_changes_the_message_at_once(place: Square) -> None:
    interaction = await place.began()
    path = f"interactions/{interaction['id']}/{interaction['token']}/callback?with_response=true"
    body = {"type": 7, "data": {"content": "You said yes.", "components": []}}
    status, told = await place.rest("POST", path, body, token=None)
    assert status == 200
    assert told["interaction"]["response_message_id"] == interaction["message"]
    assert told["resource"]["message"]["content"] == "You said yes."


async def test_an_ephemeral_answer_is_for_one_person_only(place: Square) -> None:
    interaction = await place.began()
    await place.answer(interaction, 4, content="Only you.", flags=EPHEMERAL)
    shown = (await place.said())[-1]
    assert shown["ephemeral_for"] == place.ada
    assert (await place.rest("GET", f"channels/{place.dm}/messages/{shown['id']}"))[0] == 404
    _, history = await place.rest("GET", f"channels/{place.dm}/messages")
    assert [message["content"] for message in history] == ["Well?"]


async def test_a_form_is_shown_and_sent(place: Square) -> None:
    interaction = await place.began()
    field = {"type": 4, "custom_id": "name", "style": 1, "label": "Name"}
    rows = [{"type": 1, "components": [field]}]
    await place.answer(interaction, 9, custom_id="form", title="Who?", components=rows)
    assert (await known(place, interaction))["modal"]["title"] == "Who?"
    sent = await place.order(
        "submit",
        token=TOKEN,
        person=place.ada,
        interaction=interaction["id"],
        texts={"name": "Ada"},
    )
    submitted = place.stand_in.world.interactions[sent["interaction_id"]]
    assert submitted.data["custom_id"] == "form"
    answer = {"id": submitted.id, "token": submitted.token}
    assert (await place.answer(answer, 9, custom_id="m", title="Again"))[0] == 400
    assert (await place.answer(answer, 4, content="Thanks."))[0] == 204


async def register(place: Square, *names: str) -> None:
    body = [{"name": name, "description": "About it", "type": 1} for name in names]
    status, said = await place.rest("PUT", f"applications/{place.bot}/commands", body)
    assert status == 200, said


async def test_only_registered_commands_can_be_given(place: Square) -> None:
    refused = await place.order("slash", status_=400, token=TOKEN, person=place.ada, name="survey")
    assert "no command /survey" in refused["error"]
    await register(place, "survey")
    given = await place.order("slash", token=TOKEN, person=place.ada, name="/survey")
    interaction = place.stand_in.world.interactions[given["interaction_id"]]
    assert interaction.data["name"] == "survey"
    assert (await place.answer({"id": interaction.id, "token": interaction.token}, 4, content="1"))[
        0
    ] == 204
    said = (await place.said())[-1]
    assert (said["content"], said["interaction"]) == ("1", interaction.id)


async def test_commands_keep_their_ids_while_they_keep_their_names(place: Square) -> None:
    path = f"applications/{place.bot}/commands"
    await register(place, "survey", "help")
    _, first = await place.rest("GET", path)
    await register(place, "help", "order")
    _, second = await place.rest("GET", path)
    ids = {command["name"]: command["id"] for command in first}
    again = {command["name"]: command["id"] for command in second}
    assert set(again) == {"help", "order"}
    assert again["help"] == ids["help"]
    status, _ = await place.rest("POST", path, {"name": "new", "description": "It"})
    assert status == 201
    status, _ = await place.rest("POST", path, {"name": "new", "description": "It again"})
    assert status == 200
    one = f"{path}/{again['order']}"
    _, changed = await place.rest("PATCH", one, {"description": "Other words"})
    assert changed["description"] == "Other words"
    assert (await place.rest("DELETE", one))[0] == 204
    assert len(await place.look("commands", token=TOKEN)) == 2


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"name": "Survey", "description": "d"}, ("0", "name")),
        ({"name": "two words", "description": "d"}, ("0", "name")),
        ({"name": "survey"}, ("0", "description")),
        ({"name": "survey", "description": "d" * 101}, ("0", "description")),
        ({"name": "n" * 33, "description": "d"}, ("0", "name")),
    ],
)
async def test_wrong_commands_are_refused(
    place: Square, command: dict[str, Any], path: tuple[str, ...]
) -> None:
    status, said = await place.rest("PUT", f"applications/{place.bot}/commands", [command])
    assert (status, said["code"]) == (400, 50035)
    errors = said["errors"]
    for name in path:
        errors = errors[name]
    assert errors["_errors"]


async def test_two_commands_of_a_name_are_refused(place: Square) -> None:
    twice = [{"name": "a", "description": "d"}] * 2
    status, said = await place.rest("PUT", f"applications/{place.bot}/commands", twice)
    assert (status, list(said["errors"])) == (400, ["1"])


@pytest.mark.parametrize(
    ("order", "fields", "words"),
    [
        ("press", {"message_id": "17", "label": "Yes"}, "sees no message"),
        ("press", {"message_id": "{well}", "label": "No"}, "no such button"),
        ("press", {"message_id": "{well}", "label": "Off"}, "disabled"),
        ("press", {"message_id": "{well}", "label": "Link"}, "is a link"),
        ("press", {"message_id": "{hers}", "label": "Yes"}, "not the bot's"),
        ("say", {"text": "hi", "channel": "17"}, "sees no channel"),
        ("say", {"text": "hi", "reply_to": "17"}, "no message 17"),
        ("say", {"text": " "}, "between 1 and 2000"),
    ],
)
async def test_what_a_person_could_not_do_is_refused_in_words(
    place: Square, order: str, fields: dict[str, str], words: str
) -> None:
    buttons = [
        {"type": 2, "style": 2, "label": "Yes", "custom_id": "y"},
        {"type": 2, "style": 2, "label": "Off", "custom_id": "o", "disabled": True},
        {"type": 2, "style": 5, "label": "Link", "url": "https://example.org"},
    ]
    well = await place.post("Well?", components=[{"type": 1, "components": buttons}])
    hers = await place.say("hi")
    known_ids = {"well": well["id"], "hers": hers}
    filled = {name: value.format(**known_ids) for name, value in fields.items()}
    refused = await place.order(order, status_=400, token=TOKEN, person=place.ada, **filled)
    assert words in refused["error"]
