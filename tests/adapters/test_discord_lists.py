"""Many choices are lists, and several votes are one pick, over sockets to the stand-in."""

from typing import Any

import pytest

from adapters.discord import Discord
from bot.channels.contract import Group, Part
from bot.channels.fit import fit
from bot.core.content import Button, Message, Picks, Poll
from bot.core.events import Pressed, Voted
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome
from tests.adapters.discord_stage import TOKEN, Market, a_market, sent
from tests.eventually import eventually

SKIP = Button("s", "Skip", authored=False)


def cities(count: int) -> list[Button]:
    return [Button(f"a.{place}", f"City {place}") for place in range(count)]


async def deliver(market: Market, message: Message) -> Outcome:
    part = Part(DeliveryId("d1"), message)
    (outcome,) = await market.channel.deliver(Group(GroupId("g1"), market.ada, None, (part,)))
    return outcome


@pytest.mark.parametrize(("count", "lists"), [(10, []), (11, [11]), (26, [25, 1]), (100, [25] * 4)])
async def test_a_few_choices_are_buttons_and_more_are_lists(count: int, lists: list[int]):
    buttons = [*cities(count), SKIP]
    message = Message("Where?", "Where?", tuple(buttons))
    assert fit(message, Discord.capabilities).messages == (message,)
    async with a_market() as market:
        await market.open()
        assert isinstance(await sent(market, market.ada, "Where?", buttons=buttons), Accepted)
        (shown,) = await market.messages()
    assert [len(one["labels"]) for one in shown["lists"]] == lists
    below = [key["label"] for row in shown["buttons"] for key in row]
    assert below == ["Skip"] if lists else [*(one.label for one in cities(count)), "Skip"]
    said = [one["placeholder"] for one in shown["lists"]]
    assert said == [None] * len(lists) if count < 26 else said[0] == "City 0 … City 24"


def test_what_no_list_holds_either_is_told_in_lines():
    message = Message("Where?", "Where?", (*cities(101), SKIP))
    (shown,) = fit(message, Discord.capabilities).messages
    assert "101. City 100" in shown.text
    assert shown.buttons == (SKIP,)


async def test_a_pick_in_a_list_is_the_press_of_its_button():
    async with a_market() as market:
        await market.open()
        outcome = await sent(market, market.ada, "Where?", buttons=cities(30))
        assert isinstance(outcome, Accepted)
        pick: dict[str, Any] = {"token": TOKEN, "person": market.ada}
        await market.order("choose", **pick, message_id=outcome.message, labels=["City 27"])
        await eventually(lambda: len(market.taken.incoming) == 1)
        (begun,) = market.stand_in.world.interactions.values()
        await eventually(lambda: begun.answer == 6)
    assert market.taken.incoming[0].happening == Pressed("a.27")


@pytest.mark.parametrize(
    ("count", "picks", "bounds"),
    [
        (11, Picks(done="d"), (1, 11)),
        (25, Picks(2, 4, "d"), (2, 4)),
        (12, Picks(3, 40, "d"), (3, 12)),
        (10, Picks(done="d"), None),  # few enough to be buttons
        (26, Picks(done="d"), None),  # more than one list holds
        (11, Picks(0, 4, "d"), None),  # a list takes no empty answer
    ],
)
async def test_several_of_many_choices_are_picked_at_once(
    count: int, picks: Picks, bounds: tuple[int, int] | None
):
    done = Button("d", "Done", authored=False)
    asked = Message("Which?", "Which?", (*cities(count), done, SKIP), picks=picks)
    (fitted,) = fit(asked, Discord.capabilities).messages
    async with a_market() as market:
        await market.open()
        outcome = await deliver(market, fitted)
        assert isinstance(outcome, Accepted)
        (shown,) = await market.messages()
    below = [key["label"] for row in shown["buttons"] for key in row]
    assert ("Done" in below) == (bounds is None)
    assert outcome.poll == (None if bounds is None else outcome.message)
    if bounds is not None:
        (held,) = shown["lists"]
        assert (held["least"], held["most"]) == bounds


async def test_several_votes_are_picked_in_one_list_and_are_one_vote():
    asked = Message("Which?", "**Which?**", (*cities(4), SKIP), poll=Poll(several=True))
    async with a_market() as market:
        await market.open()
        outcome = await deliver(market, asked)
        assert isinstance(outcome, Accepted)
        (shown,) = await market.messages()
        pick: dict[str, Any] = {"token": TOKEN, "person": market.ada}
        labels = ["City 3", "City 1"]
        await market.order("choose", **pick, message_id=outcome.message, labels=labels)
        await eventually(lambda: len(market.taken.incoming) == 1)
    assert outcome.poll == outcome.message
    (held,) = shown["lists"]
    assert (held["least"], held["most"], shown["content"]) == (1, 4, "**Which?**")
    assert market.taken.incoming[0].happening == Voted(str(outcome.message), (1, 3))
