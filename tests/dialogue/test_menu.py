"""The menu of commands: every dialogue that has one, then the words that count everywhere."""

from typing import get_args

from msgspec import structs

from bot.brand.brand import Brand, Channel
from bot.core.commands import Command
from bot.core.ids import BrandId, ChannelName
from bot.core.text import Text
from bot.core.universal import UniversalWord
from bot.dialogue.program import Dialogue, Program, Trigger
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.menu import MOST_COMMANDS, menu_of

EVERYWHERE = ["help", "back", "restart", "language", "privacy", "stop"]


def dialogue(name: str, *commands: str, title: Text | None = None) -> Dialogue:
    program = Program(name, title or Text(name), "v1", ())
    return Dialogue(name, tuple(Trigger(command=command) for command in commands), program)


def menu(*dialogues: Dialogue, languages: tuple[str, ...] = ("en", "it")) -> tuple[Command, ...]:
    brand = Brand(BrandId("fair"), Text("Fair"), languages, "Europe/Rome", {})
    return menu_of(Library(brand, {one.name: one for one in dialogues}))


def test_a_brand_without_dialogues_offers_what_counts_everywhere() -> None:
    assert [command.name for command in menu()] == EVERYWHERE
    assert {*EVERYWHERE, "link", "unlink"} == set(get_args(UniversalWord))
    assert all(set(command.descriptions) == {"en", "it"} for command in menu())


def test_what_links_accounts_is_offered_where_there_is_more_than_one_channel() -> None:
    channels = {ChannelName(name): Channel(ChannelName(name), name) for name in ("web", "desk")}
    brand = Brand(BrandId("fair"), Text("Fair"), ("en",), "Europe/Rome", channels)
    names = [command.name for command in menu_of(Library(brand, {}))]
    assert names == ["link", "unlink", *EVERYWHERE]
    with_desk = structs.replace(brand, desk=ChannelName("desk"))
    assert [command.name for command in menu_of(Library(with_desk, {}))] == EVERYWHERE


def test_each_command_of_a_dialogue_is_described_by_its_title() -> None:
    title = Text("Is *marketing* a conversation?", {"it": "Il marketing è\nconversazione?"})
    first, second, *_ = menu(dialogue("survey", "survey", "poll", title=title))
    assert (first.name, second.name) == ("survey", "poll")
    assert first.descriptions == second.descriptions
    assert first.descriptions == {
        "en": "Is marketing a conversation?",
        "it": "Il marketing è conversazione?",
    }


def test_a_title_that_depends_on_the_reader_gives_way_to_the_name() -> None:
    first, *_ = menu(dialogue("survey", "survey", title=Text("For {person.first_name}")))
    assert first.descriptions == {"en": "survey", "it": "survey"}


def test_a_dialogue_in_place_of_a_universal_word_appears_once() -> None:
    offered = menu(
        dialogue("help", "help", title=Text("Ask us")),
        dialogue("way_back", "back", title=Text("Way back")),
        dialogue("restart", title=Text("All anew")),
    )
    assert [command.name for command in offered] == EVERYWHERE
    described = {command.name: command.descriptions["en"] for command in offered}
    assert (described["help"], described["back"], described["restart"]) == (
        "Ask us",
        "Way back",
        "All anew",
    )


def test_names_are_legal_and_each_appears_once() -> None:
    offered = menu(dialogue("a", "Survey", "no-dash", "x" * 33), dialogue("b", "survey"))
    assert [command.name for command in offered] == ["survey", *EVERYWHERE]


def test_a_menu_has_an_end() -> None:
    offered = menu(*(dialogue(f"d{number}", f"c{number}") for number in range(120)))
    assert len(offered) == MOST_COMMANDS
    assert [command.name for command in offered[-6:]] == EVERYWHERE


def test_an_unknown_language_is_described_in_english() -> None:
    *_, stop = menu(languages=("is",))
    assert stop.descriptions["is"].startswith("End everything")
