"""Sending on WhatsApp: what arrives, the window, templates, files, and what goes wrong."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from adapters.whatsapp.template import NO_TEMPLATE
from bot.channels.contract import ChannelSettings, Group, Receipt
from bot.core.content import Button, Media, Message
from bot.core.events import Incoming
from bot.core.ids import EventId, GroupId
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from sandbox.faults import Answer, Fault, Hang, Order, Reset
from sandbox.whatsapp.world import Template
from tests.adapters.whatsapp_stage import ADA, NOTICE, deliver, opened, settings_for, square
from tests.ports import free_port

YES_NO = (Button("y", "Yes"), Button("n", "No"))
INLINE = Media("file", "data:text/plain,hi", "a.txt")


async def take(_: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
    return [Receipt("new", EventId(one.external_id)) for one in incoming]


class Spoke:
    """When people last spoke, as the product knows it."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at
        self.asked = 0
        self.failing: Exception | None = None

    async def __call__(self, _: ChannelSettings, person: str) -> datetime | None:
        self.asked += 1
        if self.failing is not None:
            raise self.failing
        return self.at if person == ADA else None


async def test_a_message_arrives_with_its_buttons_and_what_it_answers():
    async with square() as place, opened(place.settings(), take) as channel:
        message = Message("**which** one?", "**which** one?", YES_NO, answers="wamid.7")
        outcome = await deliver(channel, message)
        (line,) = place.heard
        assert outcome == Accepted(line.id)
        assert (line.raw, line.text, line.quoted) == ("*which* one?", "which one?", "wamid.7")
        assert [(label.id, label.title) for label in line.labels] == [("y", "Yes"), ("n", "No")]


async def test_a_message_of_several_calls_goes_on_where_it_stopped():
    async with square() as place, opened(place.settings(), take) as channel:
        place.stand_in.faults.order(Order("messages", Answer(500), match={"type": "text"}, times=1))
        sound = (Media("audio", "https://example.org/a.mp3"),)
        assert isinstance(await deliver(channel, "listen", media=sound), Unknown)
        assert isinstance(await deliver(channel, "listen", media=sound), Accepted)
        assert [line.type for line in place.heard] == ["audio", "text"]


async def test_a_file_is_uploaded_once_and_again_where_meta_has_forgotten_it():
    async with square() as place, opened(place.settings(), take) as channel:
        for delivery in ("d1", "d2"):
            await deliver(channel, "", media=(INLINE,), delivery=delivery)
        assert len(place.world.files) == 1
        place.world.files.clear()
        assert isinstance(await deliver(channel, "", media=(INLINE,), delivery="d3"), Accepted)
        assert [line.type for line in place.heard] == ["document"] * 3


async def test_a_file_that_many_are_sent_at_once_is_uploaded_once():
    async with square() as place, opened(place.settings(), take) as channel:
        sending = [
            deliver(channel, "", media=(INLINE,), delivery=f"d{number}") for number in range(8)
        ]
        outcomes = await asyncio.gather(*sending)
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(place.world.files) == 1


async def test_a_file_that_is_refused_is_told_in_words():
    async with square() as place, opened(place.settings(), take) as channel:
        wrong = Media("image", "data:text/plain,hi", alt="a hall", media_type="image/png")
        place.stand_in.faults.order(
            Order("messages", Answer(400, {"error": {"code": 131053}}), match={"type": "image"})
        )
        place.stand_in.faults.order(
            Order("messages", Answer(400, {"error": {"code": 131053}}), match={"type": "image"})
        )
        assert isinstance(await deliver(channel, "look", media=(wrong,)), Accepted)
        assert [line.text for line in place.heard] == ["look\n\n[a hall]"]


@pytest.mark.parametrize("fault", [Reset(), Reset(after=True), Answer(500), Answer(200, text="?")])
async def test_a_file_that_did_not_get_there_was_certainly_not_sent(fault: Fault):
    async with square() as place, opened(place.settings(), take) as channel:
        place.stand_in.faults.order(Order("media", fault))
        assert isinstance(await deliver(channel, "", media=(INLINE,)), Throttled)


SETTLED: dict[str, tuple[Fault, type[Outcome]]] = {
    "190, the token is refused": (Answer(401, {"error": {"code": 190}}), Misconfigured),
    "368, blocked for its policies": (Answer(403, {"error": {"code": 368}}), Misconfigured),
    "131026, nobody there": (Answer(400, {"error": {"code": 131026}}), Unreachable),
    "131056, too much to one person": (Answer(400, {"error": {"code": 131056}}), Throttled),
    "131051, not supported": (Answer(400, {"error": {"code": 131051}}), Rejected),
    "500": (Answer(500), Unknown),
    "502 with a page of HTML": (Answer(502, text="<html>"), Unknown),
    "200 with no JSON": (Answer(200, text="<html>"), Unknown),
    "no answer": (Hang(30), Unknown),
    "cut off, though it was done": (Reset(after=True), Unknown),
}


@pytest.mark.parametrize("name", SETTLED)
async def test_what_goes_wrong(name: str):
    fault, kind = SETTLED[name]
    async with square() as place, opened(place.settings(), take) as channel:
        place.stand_in.faults.order(Order("messages", fault))
        assert isinstance(await deliver(channel, "hello"), kind)


async def test_a_wrong_token_is_refused_for_real():
    async with square() as place, opened(place.settings(token="EAA-other"), take) as channel:
        outcome = await deliver(channel, "hello")
        assert isinstance(outcome, Misconfigured)
        assert "EAA-other" not in outcome.reason


async def test_nobody_reached_is_certainly_not_sent():
    settings = settings_for(f"http://127.0.0.1:{free_port()}")
    async with opened(settings, take) as channel:
        assert isinstance(await deliver(channel, "hello"), Throttled)


async def test_there_are_no_groups():
    async with square() as place, opened(place.settings(), take) as channel:
        outcomes = await channel.deliver(Group(GroupId("g"), ADA, "market", ()))
        assert outcomes == []
        assert place.sent() == []


LONG_AGO = timedelta(hours=25)


async def test_who_spoke_to_another_process_may_be_told_anything():
    spoke = Spoke(datetime.now(UTC) - timedelta(hours=23))
    async with square() as place, opened(place.settings(), take, spoke) as channel:
        assert isinstance(await deliver(channel, "hello"), Accepted)
        assert isinstance(await deliver(channel, "again", delivery="d2"), Accepted)
        assert [line.template for line in place.heard] == [None, None]
        assert spoke.asked == 1


async def test_outside_of_the_window_a_template_says_it():
    spoke = Spoke()
    settings = {"template": NOTICE.name}
    async with square() as place, opened(place.settings(**settings), take, spoke) as channel:
        place.ada.spoke.clear()
        outcome = await deliver(channel, Message("A post\nis out", "A post\nis out", YES_NO))
        (line,) = place.heard
        assert outcome == Accepted(line.id)
        assert line.template == NOTICE.name
        assert line.text == "News of ours: A post · is out · Yes / No"


async def test_outside_of_the_window_without_a_template_it_is_refused_with_a_reason():
    async with square() as place, opened(place.settings(), take, Spoke()) as channel:
        assert await deliver(channel, "hello") == Rejected(NO_TEMPLATE)
        assert place.sent() == []


async def test_a_window_closes_with_time_and_opens_with_a_word():
    now = [datetime.now(UTC)]
    spoke = Spoke(now[0])
    settings = {"template": NOTICE.name}
    async with (
        square() as place,
        opened(place.settings(**settings), take, spoke, lambda: now[0]) as channel,
    ):
        await deliver(channel, "one")
        now[0] += LONG_AGO
        place.world.later(LONG_AGO.total_seconds())
        await deliver(channel, "two", delivery="d2")
        spoke.at = now[0]
        place.stand_in.people.say(place.number, place.ada, "hi")
        await deliver(channel, "three", delivery="d3")
        assert [line.template for line in place.heard] == [None, NOTICE.name, None]


async def test_where_meta_knows_better_the_template_follows_at_once():
    spoke = Spoke(datetime.now(UTC) - timedelta(minutes=5))
    settings = {"template": NOTICE.name}
    async with square() as place, opened(place.settings(**settings), take, spoke) as channel:
        late = Answer(400, {"error": {"code": 131047}})
        place.stand_in.faults.order(Order("messages", late))
        assert isinstance(await deliver(channel, "hello"), Accepted)
        assert isinstance(await deliver(channel, "again", delivery="d2"), Accepted)
        assert [line.template for line in place.heard] == [NOTICE.name, NOTICE.name]


async def test_the_template_says_all_though_some_of_it_was_said_already():
    settings = {"template": NOTICE.name}
    async with square() as place, opened(place.settings(**settings), take) as channel:
        sound = (Media("audio", "https://example.org/a.mp3", "a.mp3"),)
        late = Answer(400, {"error": {"code": 131047}})
        place.stand_in.faults.order(Order("messages", late, match={"type": "text"}))
        assert isinstance(await deliver(channel, "listen", media=sound), Accepted)
        assert [line.type for line in place.heard] == ["audio", "text"]
        assert place.heard[-1].text.startswith("News of ours: listen")


async def test_where_nobody_can_say_who_spoke_it_waits():
    spoke = Spoke()
    spoke.failing = OSError("away")
    async with square() as place, opened(place.settings(), take, spoke) as channel:
        assert await deliver(channel, "hello") == Throttled(
            "who spoke lately is not known: OSError"
        )
        assert place.sent() == []


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template(name="notice", language="it", body="{{1}}"), "132001"),
        (Template(name="notice", language="en", body="{{1}} {{2}}"), "132000"),
        (Template(name="notice", language="en", body="{{1}}", status="PAUSED"), "132015"),
        (Template(name="notice", language="en", body="x" * 1020 + "{{1}}"), "132005"),
    ],
)
async def test_a_template_that_does_not_serve_is_a_refusal(template: Template, code: str):
    settings = {"template": "notice"}
    async with square() as place, opened(place.settings(**settings), take, Spoke()) as channel:
        place.number.templates[:] = [template]
        outcome = await deliver(channel, "hello")
        assert isinstance(outcome, Rejected)
        assert outcome.reason.startswith(code)


async def test_what_comes_too_fast_is_refused():
    async with square() as place, opened(place.settings(), take) as channel:
        outcomes = [await deliver(channel, "x", delivery=f"d{n}") for n in range(46)]
        assert all(isinstance(one, Accepted) for one in outcomes[:45])
        assert outcomes[45] == Throttled("131056: too much was said to one person", 6.0)
