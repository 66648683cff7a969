"""What a story says where something else is shown than it expects, or cannot be sent."""

import pytest

from bot.cli.rehearsal import profiles
from bot.stories.play import play
from bot.stories.reading import stories_in
from tests.stories.brands import library_of

BROKEN = {
    "media: [media/other.png]": "This is the hall. (media/other.png)",
    "media: []": "This is the hall. (no file)",
    "card: {title: A card}": "This is the hall. {title: A card}",
    "card: {title: A card, url: u}": "This is the hall. {title: A card, url: u}",
}


@pytest.mark.parametrize("beside", BROKEN)
async def test_a_difference_is_shown(beside: str) -> None:
    text = f"""\
story: broken
steps:
  - person: /hall
  - bot: This is the hall.
    {beside}
"""
    (story,) = stories_in("tests/broken.yaml", text.encode()).stories
    failure = (await play(story, library_of("showing"), profiles())).failure
    assert failure is not None
    assert (failure.place.line, failure.expected) == (4, BROKEN[beside])
    assert failure.actual == (
        "This is the hall. (media/hall.png) [The menu]",
        "Which table? (media/hall.png) [Red | Blue]",
    )


async def test_a_card_is_shown_in_a_difference() -> None:
    text = """\
story: broken
steps:
  - person: /hall
  - press: Red
  - bot: Something else
"""
    (story,) = stories_in("tests/broken.yaml", text.encode()).stories
    failure = (await play(story, library_of("showing"), profiles())).failure
    assert failure is not None
    card = "{title: Table: Red, text: For four., image: media/hall.png, url: https://example.org/tables}"
    assert failure.actual == (f"Yours is the Red one. {card}",)


MISWRITTEN = {
    "person: {location: [91, 9]}": '"location" is [latitude, longitude], in degrees.',
    "person: {location: [here]}": '"location" is [latitude, longitude], in degrees.',
    "person: {contact: {name: Ada}}": '"contact" is {phone: …, name: …}.',
    "person: {contact: Ada}": '"contact" is a map of phone, name.',
    "person: {poll: Monday}": '"poll" is a list of texts.',
    "person: {picture: media/a.png}": '"person" has no key "picture".',
    "bot: {contains: a}\n    card: {tilte: A}": '"card" has no key "tilte".',
    "person: a\n    media: [media/a.png]": '"media" stands beside "bot" only.',
}


@pytest.mark.parametrize("step", MISWRITTEN)
def test_what_does_not_fit_is_a_fault(step: str) -> None:
    read = stories_in("tests/broken.yaml", f"story: a\nsteps:\n  - {step}\n".encode())
    assert MISWRITTEN[step] in [fault.message for fault in read.faults]
