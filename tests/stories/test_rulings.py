"""The rulings on stories, each as one that fails at its line."""

import pytest

from bot.cli.rehearsal import profiles
from bot.stories.play import play
from bot.stories.reading import stories_in
from tests.stories.brands import library_of

FAILING = {
    "66, a gap": ("  - person: /outer\n  - bot: First?\n", 4, "Something else is said."),
    "66, nothing left": ("  - person: /order\n  - bot: We wait.\n  - bot: Here\n", 5, "Nothing"),
    "67, no yes": ("  - person: /consent\n  - expect: {subscribed: [news]}\n", 4, "Something else"),
    "68, not the whole": ("  - person: /order\n  - bot: We\n", 4, "Something else is said."),
    "69, another order": (
        (
            "  - person: /outer\n  - bot: {contains: Hello}\n"
            "  - bot: First?\n    buttons: [No thanks, Yes please]\n"
        ),
        5,
        "Something else is said",
    ),
    "69, some": (
        (
            "  - person: /outer\n  - bot: {contains: Hello}\n"
            "  - bot: First?\n    buttons: [Yes please]\n"
        ),
        5,
        "Something else is said",
    ),
    "70, no such label": ("  - person: /outer\n  - press: Perhaps\n", 4, "No message has a button"),
    "73, not silent": ("  - person: /order\n  - bot: nothing\n", 4, "Something more is said."),
    "74, no stub": (
        "  - person: /outside\n  - person: '7'\n",
        4,
        "https://api.example.org/orders/7",
    ),
    "75, more": (
        (
            "  - person: /outer\n  - press: Yes please\n  - press: Yes please\n"
            "  - expect: {tags: [done, more]}\n"
        ),
        6,
        "Something else is true.",
    ),
}


@pytest.mark.parametrize("name", FAILING)
async def test_it_fails_at_its_line(name: str) -> None:
    steps, line, message = FAILING[name]
    (story,) = stories_in("tests/a.yaml", f"story: {name}\nsteps:\n{steps}".encode()).stories
    failure = (await play(story, library_of("rulings"), profiles())).failure
    assert failure is not None
    assert (failure.place.line, message in failure.message) == (line, True), failure
