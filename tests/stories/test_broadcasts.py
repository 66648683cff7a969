"""Broadcasts and feeds in a story: they leave as the brand's files say, when the clock comes by."""

import pytest

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.stories.difference import Failure
from bot.stories.play import play
from bot.stories.reading import stories_in
from tests.brand_folder import library_of

FILES = {
    "brand.yaml": """\
brand: tiny
title: Tiny
languages: [en]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
topics:
  news: {title: News, wording: Shall I write to you?, at_most: 2 per day}
  talk: {title: Talk, wording: Shall we talk?}
feeds:
  blog: {url: "${NOT_SET}", topic: talk, dialogue: post}
quiet: {from: "22:00", to: "08:00"}
caps: {started_by_us: 3 per week}
""",
    "dialogues/daily.yaml": """\
dialogue: daily
starts: [{command: daily}]
steps: [{say: "News of {event.data.slot}"}]
""",
    "dialogues/word.yaml": """\
dialogue: word
steps:
  - say: A word about {event.name}.
""",
    "dialogues/post.yaml": """\
dialogue: post
steps:
  - say: "{event.data.count}: {event.data.title} {event.data.link}"
""",
    "dialogues/join.yaml": """\
dialogue: join
starts: [{command: join}]
steps: [{offer: talk}]
""",
    "dialogues/ask.yaml": """\
dialogue: ask
starts: [{command: ask}]
steps: [{ask: "Tea?", type: yes_no}, {say: Fine.}]
""",
    "broadcasts/daily.yaml": """\
broadcast: daily
topic: news
dialogue: daily
when: 0 12 * * *
""",
    "broadcasts/zoned.yaml": """\
broadcast: zoned
topic: talk
dialogue: word
when: 2030-06-05 11:00 in each person's zone
""",
    "broadcasts/after.yaml": """\
broadcast: after
topic: talk
dialogue: word
when: 3d after subscribing
""",
    "broadcasts/flash.yaml": """\
broadcast: flash
topic: news
dialogue: word
when: now
expires: 2h
""",
}

PROFILES = {"webchat": Capabilities(buttons=20), "terminal": Capabilities(buttons=20)}
NEWS = "with: {subscribed: [news]}\n"
TALK = "with: {subscribed: [talk]}\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("tiny"), FILES, PROFILES)


async def failure(library: Library, head: str, steps: str) -> Failure | None:
    found = stories_in("tests/a.yaml", f"story: x\n{head}steps:\n{steps}".encode())
    assert not found.faults, found.faults
    return (await play(found.stories[0], library, PROFILES)).failure


HOLDS = {
    "at its time": (
        NEWS,
        """
  - later: 1h59m
  - bot: nothing
  - later: 1m
  - bot: News of 2030-06-04 12:00
  - later: 1d
  - bot: News of 2030-06-05 12:00
""",
    ),
    "not above a cap, and then not when it is stale": (
        NEWS,
        """
  - later: 5d
  - bot: News of 2030-06-04 12:00
  - bot: News of 2030-06-05 12:00
  - bot: News of 2030-06-06 12:00
  - bot: nothing
  - later: 2d2h
  - bot: News of 2030-06-11 12:00
""",
    ),
    "on each person's clock": (
        "with: {subscribed: [talk], timezone: Asia/Tokyo}\n",
        """
  - later: 17h59m
  - bot: nothing
  - later: 1m
  - bot: A word about zoned.
""",
    ),
    "three days after the yes of this story": (
        "now: 2030-06-05 20:00\n",
        """
  - person: /join
  - person: "yes"
  - expect: {subscribed: [talk]}
  - later: 2d23h
  - bot: nothing
  - later: 1h
  - bot: A word about after.
""",
    ),
    "three days after, in the morning": (
        "with: {subscribed: [talk]}\nnow: 2030-06-05 23:00\n",
        """
  - later: 3d
  - bot: nothing
  - later: 8h59m
  - bot: nothing
  - later: 1m
  - bot: A word about after.
""",
    ),
    "or at night, to whoever is awake": (
        "with: {subscribed: [talk]}\nnow: 2030-06-05 23:00\n",
        """
  - later: 3d
  - bot: nothing
  - person: /ask
  - bot: A word about after.
  - bot: Tea?
  - later: 9h
  - bot: nothing
""",
    ),
    "not to whoever has left": (
        NEWS,
        """
  - person: stop
  - later: 2d
  - bot: nothing
""",
    ),
    "not to whoever never subscribed": (
        "",
        """
  - person: /ask
  - later: 2d
  - bot: nothing
""",
    ),
    "by hand, to everybody in the story": (
        NEWS,
        """
  - broadcast: flash
  - as: ada
    bot: A word about flash.
  - as: grace
    bot: A word about flash.
""",
    ),
    "by hand at night it is stale by the morning": (
        NEWS,
        """
  - later: 13h
  - bot: {contains: News}
  - broadcast: flash
  - bot: nothing
  - later: 10h
  - bot: nothing
""",
    ),
    "after the dialogue that is under way": (
        NEWS,
        """
  - person: /ask
  - broadcast: flash
  - bot: nothing
  - person: "yes"
  - bot: Fine.
  - bot: A word about flash.
""",
    ),
    "a post, once": (
        TALK,
        """
  - post: {feed: blog, title: One, link: "https://x.example/1"}
  - bot: "1: One https://x.example/1"
  - post: {feed: blog, title: One, link: "https://x.example/1"}
  - bot: nothing
""",
    ),
    "four posts are one message": (
        TALK,
        """
  - post:
      feed: blog
      posts: [{title: D}, {title: C}, {title: B}, {title: A}]
  - bot: {contains: "4: D"}
  - bot: nothing
""",
    ),
    "two posts are two, the older one first": (
        TALK,
        """
  - post: {feed: blog, posts: [{title: B}, {title: A}]}
  - bot: {contains: "1: A"}
  - bot: {contains: "1: B"}
  - bot: nothing
""",
    ),
}


@pytest.mark.parametrize("name", HOLDS)
async def test_holds(library: Library, name: str) -> None:
    head, steps = HOLDS[name]
    assert await failure(library, head, steps) is None


async def test_a_broadcast_that_the_brand_does_not_have(library: Library) -> None:
    found = await failure(library, "", "  - broadcast: flahs\n")
    assert found is not None
    assert found.message == 'The brand has no broadcast "flahs". Did you mean "flash"?'
