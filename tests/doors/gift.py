"""The gift finder of the shop, beside the stories: what a platform shows in a form of its own.

Several choices that are pressed one by one, a question of faq.yaml in between, what actions.py
computes, and cards with pictures.
"""

from collections.abc import Sequence

from bot.channels.registry import make_adapter
from tests.doors.neutral import Act, Heard, Press, Say, Talker, listen, plain

GIFT: Sequence[Act] = (
    Say("I am looking for a gift"),
    Press("A friend"),
    Say("Marta"),
    Say("Where are you?"),
    Press("Something on the stove"),
    Press("A long bath"),
    Press("Done"),
    Say("30"),
    Press("Skip"),
)

SUNDAY = (
    *("A pen and silence", "Something on the stove", "A long bath", "Friends around a table"),
    *("The sea, whatever the weather", "Done"),
)
PIECES = ("Tazza Vento", "Miele di agrumi", "Sapone Zagara", "None of them")

SHOWN: Sequence[tuple[str, tuple[str, ...], int]] = (
    (
        "Gladly. Who is it for?",
        ("The one I love", "A friend", "Family", "A colleague", "Me, for once"),
        0,
    ),
    ("What is their name?", ("Skip",), 0),
    ("What does a free Sunday look like for Marta?", SUNDAY, 0),
    ("Via dei Cartari 9 in Palermo", (), 1),
    ("What does a free Sunday look like for Marta?", SUNDAY, 0),
    ("So far: Something on the stove.", SUNDAY, 0),
    ("So far: Something on the stove, A long bath.", SUNDAY, 0),
    ("And how much would you like to spend", (), 0),
    ("By which day do you need it?", ("Skip",), 0),
    ("Three things come to mind.", (), 0),
    ("Tazza Vento, 24 €", (), 1),
    ("Miele di agrumi, 12 €", (), 1),
    ("Sapone Zagara, 9 €", (), 1),
    ("Does one of them look like Marta?", PIECES, 0),
)
"""What each message holds, wherever it stands: a part of its words, its buttons, its pictures."""

ANSWERS = (1, 1, 1, 2, 1, 1, 1, 1, 5)
"""How many messages answer each act."""

ADAPTERS = {"page": "webchat"}
"""The adapters of doors that are called otherwise."""

EDITING = frozenset(
    door
    for door in ("webhook", "page", "telegram", "discord", "whatsapp")
    if "edit" in make_adapter(ADAPTERS.get(door, door)).capabilities.has
)
"""The doors at which one message goes on telling what is picked: a person sees the latest of it."""


def seen_at(door: str, told: int = len(SHOWN)) -> list[tuple[str, tuple[str, ...], int]]:
    """Return what a person sees at a door once so many messages were told."""
    picks = [one for one in SHOWN[:told] if one[0].startswith("So far")]
    gone = picks[:-1] if door in EDITING else []
    return [one for one in SHOWN[:told] if one not in gone]


async def find_gift(door: str, talker: Talker) -> list[Heard]:
    """Go through the gift finder up to its three suggestions, and return what was heard."""
    told = 0
    for act, answers in zip(GIFT, ANSWERS, strict=True):
        await talker.do(act)
        told += answers
        seen = seen_at(door, told)
        heard = await listen(talker, len(seen), latest=seen[-1][0])
    return heard


def shown(door: str, heard: Sequence[Heard]) -> list[tuple[str, tuple[str, ...], int]]:
    """Return what was heard as `SHOWN` has it; a message with other words stays whole."""
    words = [plain(f"{one.text}\n{one.framed}") for one in heard]
    parts = [part for part, _, _ in seen_at(door)]
    return [
        (part if part in said else said, one.labels, one.pictures)
        for one, said, part in zip(heard, words, parts, strict=True)
    ]
