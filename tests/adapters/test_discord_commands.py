"""The menu in Discord's form, and whether Discord has it already."""

import pytest

from adapters.discord.commands import differs, locales, menu
from bot.core.commands import Command


def test_a_menu():
    commands = [
        Command("survey", {"en": "Two  questions", "it": "Due domande", "tlh": "?"}),
        Command("help", {"en": ""}),
        Command("long", {"en": "x" * 120}),
    ]
    assert menu(commands) == [
        {
            "name": "survey",
            "type": 1,
            "description": "Two questions",
            "description_localizations": {"it": "Due domande"},
        },
        {"name": "help", "type": 1, "description": "help"},
        {"name": "long", "type": 1, "description": "x" * 99 + "…"},
    ]
    assert len(menu([Command(f"c{number}", {"en": "x"}) for number in range(120)])) == 100


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("it", ("it",)),
        ("it-CH", ("it",)),
        ("en", ("en-GB", "en-US")),
        ("en-us", ("en-US",)),
        ("pt", ("pt-BR",)),
        ("zh-TW", ("zh-TW",)),
        ("zh", ("zh-CN",)),
        ("la", ()),
    ],
)
def test_languages(language: str, known: tuple[str, ...]):
    assert locales(language) == known


def test_what_discord_adds_is_no_difference():
    wanted = menu([Command("a", {"en": "A"}), Command("b", {"en": "B", "it": "Bi"})])
    offered = [
        {**entry, "id": "1", "version": "2", "nsfw": False, "options": [], "contexts": None}
        for entry in reversed(wanted)
    ]
    assert not differs(wanted, offered)
    assert differs(wanted, offered[1:])
    assert differs(wanted, [{**entry, "description": "other"} for entry in offered])
    assert differs(wanted, [{**entry, "description_localizations": None} for entry in offered])
    assert not differs([], [])
