"""What stories assert of waits, buttons, stubs and tags, each as one that fails at its line."""

import pytest

from bot.cli.rehearsal import profiles
from bot.stories.play import play
from bot.stories.reading import stories_in
from tests.stories.brands import library_of

FAILING = {
    "nothing left": ("  - person: /order\n  - bot: We wait.\n  - bot: Here\n", 5, "Nothing"),
    "not the whole": ("  - person: /order\n  - bot: We\n", 4, "Something else is said."),
    "another order": (
        (
            "  - person: /outer\n  - bot: {contains: Hello}\n"
            "  - bot: First?\n    buttons: [No thanks, Yes please]\n"
        ),
        5,
        "Something else is said",
    ),
    "some": (
        (
            "  - person: /outer\n  - bot: {contains: Hello}\n"
            "  - bot: First?\n    buttons: [Yes please]\n"
        ),
        5,
        "Something else is said",
    ),
    "no stub": (
        "  - person: /outside\n  - person: '7'\n",
        4,
        "https://api.example.org/orders/7",
    ),
    "more": (
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
    failure = (await play(story, library_of("steps"), profiles())).failure
    assert failure is not None
    assert (failure.place.line, message in failure.message) == (line, True), failure
