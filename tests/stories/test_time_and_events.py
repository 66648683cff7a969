"""What a clock and other systems cause in a story: at its moment, to whom it concerns."""

import pytest

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.stories.difference import Failure
from bot.stories.play import Played, play
from bot.stories.reach import unreached
from bot.stories.reading import stories_in

BRAND = """\
brand: tiny
title: Tiny
languages: [en]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
topics:
  news: {title: News, wording: Shall I write to you?}
quiet: {from: "22:00", to: "08:00"}
"""

DIALOGUES = {
    "eggs": """\
dialogue: eggs
starts: [{command: eggs}]
steps:
  - say: In the water.
  - wait: 3m
  - say: "Soft at {time(now)}"
  - wait: 4m
  - say: "Hard at {time(now)}"
""",
    "tea": """\
dialogue: tea
starts: [{command: tea}]
steps:
  - ask: Milk?
    as: milk
    type: yes_no
    within: 1h
    otherwise:
      - say: Then black.
  - emit: tea.served
    with: {milk: "{milk}"}
""",
    "order": """\
dialogue: order
starts: [{command: order}]
steps:
  - ask: Which number?
    as: order
    type: number
  - wait_for: order.shipped
    where: event.data.number == order
    as: parcel
    within: 3d
    otherwise: [{say: It is late.}, end]
  - say: "Off it goes, by {parcel.by}."
""",
    "code": """\
dialogue: code
starts: [{event: code.made}]
steps:
  - say: "Your code is {event.data.code}."
""",
    "open": """\
dialogue: open
starts: [{event: shop.opened, topic: news}]
steps:
  - ask: "We are open, in {event.data.where}. Coming?"
    as: coming
    type: yes_no
  - say: Noted.
""",
}

PROFILES = {"webchat": Capabilities(buttons=20), "terminal": Capabilities(buttons=20)}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "dialogues").mkdir()
    (folder / "brand.yaml").write_text(BRAND)
    for name, text in DIALOGUES.items():
        (folder / "dialogues" / f"{name}.yaml").write_text(text)
    reading = read_brand(folder, {}, PROFILES)
    assert reading.library is not None, reading.faults
    return reading.library


async def played(library: Library, text: str) -> Played:
    found = stories_in("tests/a.yaml", text.encode())
    assert not found.faults, found.faults
    return await play(found.stories[0], library, PROFILES)


async def failure(library: Library, steps: str, head: str = "") -> Failure | None:
    return (await played(library, f"story: x\n{head}steps:\n{steps}")).failure


HOLDS = {
    "each thing at its own moment": """
  - person: /eggs
  - bot: In the water.
  - bot: nothing
  - later: 1h
  - bot: {contains: 'Soft at 10:03'}
  - bot: {contains: 'Hard at 10:07'}
  - bot: nothing
  - expect: {dialogue: null, outcome: ended}
""",
    "what is due exactly at the end has happened": """
  - person: /eggs
  - later: 2m59s
  - bot: nothing
  - later: 1s
  - bot: {contains: 'Soft at 10:03'}
  - later: 4m
  - bot: {contains: 'Hard at 10:07'}
""",
    "a question has its time": """
  - person: /tea
  - later: 59m
  - person: "yes"
  - later: 2h
  - bot: nothing
  - expect: {slots: {milk: true}, emitted: [tea.served]}
""",
    "and no more": """
  - person: /tea
  - expect: {emitted: []}
  - later: 1h
  - bot: Then black.
  - expect: {slots: {milk: null}, dialogue: null, emitted: [tea.served]}
""",
    "an event is about the person of the story": """
  - person: /order
  - person: "7"
  - event: order.shipped
    data: {number: 8, by: boat}
  - bot: nothing
  - event: {name: order.shipped, data: {number: 7, by: train}}
  - bot: Off it goes, by train.
  - expect: {slots: {parcel: {number: 7, by: train}}}
""",
    "or about another": """
  - as: ada
    person: /order
  - as: ada
    person: "7"
  - person: /order
  - person: "7"
  - as: ada
    event: {name: order.shipped, data: {number: 7, by: train}}
  - bot: nothing
  - as: ada
    bot: Off it goes, by train.
  - as: ada
    expect: {dialogue: null}
  - expect: {dialogue: order}
""",
    "an event that nobody waits for is no failure": """
  - person: /eggs
  - event: moon.rose
  - bot: nothing
""",
    "an event that does not come": """
  - person: /order
  - person: "7"
  - later: 3d
  - bot: It is late.
  - later: 30d
  - bot: nothing
""",
    "an event for one who wrote": """
  - person: /eggs
  - event: code.made
    data: {code: A7}
  - bot: Your code is A7.
""",
    "to nobody in particular it begins nothing without a topic": """
  - person: /eggs
  - event: code.made
    data: {code: A7}
    to: everyone
  - bot: nothing
""",
    "nobody who never wrote is written to": """
  - as: ada
    person: /eggs
  - event: code.made
    data: {code: A7}
  - bot: nothing
  - as: ada
    bot: nothing
  - expect: {dialogue: null, subscribed: [], emitted: []}
""",
    "quiet hours hold what a clock causes": """
  - later: 11h58m
  - person: /eggs
  - bot: In the water.
  - later: 10h1m
  - bot: nothing
  - later: 1m
  - bot: {contains: 'Soft at 8:00'}
  - later: 4m
  - bot: {contains: 'Hard at 8:04'}
""",
    "a word at night lets out first what they hold": """
  - later: 11h58m
  - person: /eggs
  - later: 5h
  - bot: nothing
  - person: /tea
  - bot: {contains: 'Soft at 2:58'}
  - bot: Milk?
""",
    "what is held does not outlive a stop": """
  - later: 11h58m
  - person: /eggs
  - later: 5h
  - person: stop
  - bot: {contains: will not hear from us}
  - bot: nothing
  - later: 1d
  - bot: nothing
""",
}


@pytest.mark.parametrize("name", HOLDS)
async def test_holds(library: Library, name: str) -> None:
    assert await failure(library, HOLDS[name]) is None


SUBSCRIBED = "with: {subscribed: [news]}\n"

REACHES_SUBSCRIBERS = {
    "an event with a topic reaches everybody who subscribed": """
  - event: {name: shop.opened, data: {where: Rome}, to: everyone}
  - as: ada
    bot: We are open, in Rome. Coming?
  - as: grace
    bot: We are open, in Rome. Coming?
  - as: ada
    person: "yes"
  - as: ada
    bot: Noted.
  - as: grace
    expect: {dialogue: open, subscribed: [news]}
""",
    "or one of them": """
  - as: ada
    event: {name: shop.opened, data: {where: Rome}}
  - as: ada
    bot: We are open, in Rome. Coming?
  - as: grace
    bot: nothing
""",
    "not who stopped": """
  - as: ada
    person: stop
  - event: {name: shop.opened, data: {where: Rome}, to: everyone}
  - as: ada
    bot: nothing
  - as: grace
    bot: We are open, in Rome. Coming?
""",
    "in the morning": """
  - later: 14h
  - event: {name: shop.opened, data: {where: Rome}, to: everyone}
  - as: ada
    bot: nothing
  - later: 7h59m
  - as: ada
    bot: nothing
  - later: 1m
  - as: ada
    bot: We are open, in Rome. Coming?
""",
    "or as soon as they write": """
  - later: 14h
  - event: {name: shop.opened, data: {where: Rome}, to: everyone}
  - as: ada
    person: /eggs
  - as: ada
    bot: We are open, in Rome. Coming?
  - as: ada
    bot: In the water.
  - as: grace
    bot: nothing
""",
}


@pytest.mark.parametrize("name", REACHES_SUBSCRIBERS)
async def test_reaches_subscribers(library: Library, name: str) -> None:
    assert await failure(library, REACHES_SUBSCRIBERS[name], SUBSCRIBED) is None


async def test_nobody_subscribed_so_nobody_hears(library: Library) -> None:
    steps = "  - person: /eggs\n  - event: {name: shop.opened, to: everyone}\n  - bot: nothing\n"
    assert await failure(library, steps) is None


async def test_a_failure_tells_what_time_and_events_did(library: Library) -> None:
    steps = """
  - person: /order
  - as: ada
    event: code.made
  - person: "7"
  - later: 1h
  - event: {name: order.shipped, data: {number: 7, by: train}}
  - bot: By boat.
"""
    found = await failure(library, steps)
    assert found is not None
    assert found.conversation == (
        "person: /order",
        "bot: Which number?",
        "(event: code.made, about ada)",
        "(ada never wrote: the event is not taken)",
        "person: 7",
        "(later: 1h)",
        "(event: order.shipped, about person)",
        "bot: Off it goes, by train.",
    )


async def test_other_events_were_emitted(library: Library) -> None:
    found = await failure(library, "  - person: /tea\n  - expect: {emitted: [tea.served]}\n")
    assert found is not None
    assert found.actual == ('emitted: expected ["tea.served"], is []',)


async def test_a_feed_that_the_brand_does_not_have(library: Library) -> None:
    found = await failure(library, "  - post: {feed: blog, title: One}\n")
    assert found is not None
    assert found.message == 'The brand has no feed "blog". There are: none.'


async def test_steps_that_a_clock_reaches_count(library: Library) -> None:
    steps = "  - person: /eggs\n  - later: 1h\n  - event: {name: code.made, data: {code: 1}}\n"
    one = await played(library, f"story: x\nsteps:\n{steps}")
    missed = {step.dialogue for step in unreached(library, one.trail)}
    assert missed == {"tea", "order", "open"}
