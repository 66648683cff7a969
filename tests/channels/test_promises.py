"""Any block through any table: within the limits, one call each, and nothing lost unsaid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.capabilities import Capabilities, CardRoom, ChoiceRoom, MediaRoom, PollRoom
from bot.channels.conformance.promises import broken_promises
from bot.channels.registry import adapter_names, make_adapter
from bot.channels.splitting import LEAST_LIMIT
from bot.core.content import Button, Card, Contact, Media, Message, Picks, Poll
from bot.core.markup import unmarked

STEADY = settings(max_examples=25, deadline=None)
MEGABYTE = 1024 * 1024

SIGNS = st.sampled_from(
    ["a", "b ", "ù", " ", "\n", ". ", "*b*", "**c d**", "`e`", "[f](https://g.h)"]
)
RARE = st.sampled_from(["😀", "👩‍👩‍👧", "🇮🇹", "\n\n", "。", "\\", "~~", "# ", "1. ", "<b>", "@ada"])
TEXTS = st.lists(SIGNS | RARE, max_size=40).map("".join) | st.just("x" * 150)
WORDS = st.text(st.sampled_from("abcù…1 😀"), min_size=1, max_size=30).filter(str.strip)
OPTIONS = st.lists(WORDS, max_size=30, unique_by=str.strip)
URLS = st.sampled_from(
    [
        "media/hall.jpg",
        "https://example.org/a.png",
        "https://example.org/a.doc",
        "telegram:AgAD",
        "terminal:/a.png",
        "data:text/plain,a",
    ]
)
PLACES = st.just(Media("location", "geo:45.5,9.25", alt="The hall"))
FILES = st.builds(
    Media,
    kind=st.sampled_from(["image", "file", "audio", "video", "voice"]),
    url=URLS,
    name=st.sampled_from([None, "a.ogg", "a_b.png"]),
    size=st.sampled_from([None, 1, 11 * MEGABYTE, 51 * MEGABYTE]),
    alt=st.sampled_from([None, "A hall"]),
)
CARDS = st.builds(
    lambda title, markdown, url, image: Card(title, unmarked(markdown), markdown, url, image),
    WORDS,
    TEXTS,
    st.sampled_from([None, "https://example.org/"]),
    st.none() | FILES.filter(lambda file: file.kind == "image"),
)
POLLS = st.sampled_from([Poll(), Poll(several=True)])


def buttons(labels: list[str], kinds: list[str]) -> tuple[Button, ...]:
    made = []
    for place, (label, kind) in enumerate(zip(labels, kinds, strict=False)):
        match kind:
            case "link":
                made.append(Button(f"m.{place}", label, "https://example.org/"))
            case "skip":
                made.append(Button(f"m.{place}", label, authored=False))
            case "done":
                made.append(Button("m.done", label, authored=False))
            case "contact":
                made.append(Button(f"m.{place}", label, authored=False, shares="contact"))
            case _:
                made.append(Button(f"m.{place}", label))
    return tuple(made)


KINDS = st.lists(
    st.sampled_from(["reply", "reply", "reply", "link", "skip", "contact"]), max_size=30
).map(lambda kinds: [*kinds, "done"])
MESSAGES = st.builds(
    lambda markdown, shown, media, card, contact, poll, replaces, answers, private, picks: Message(
        unmarked(markdown),
        markdown,
        shown,
        tuple(media),
        card,
        contact,
        poll,
        replaces,
        answers,
        private,
        picks,
    ),
    TEXTS,
    st.builds(buttons, OPTIONS, KINDS),
    st.lists(FILES | PLACES, max_size=4, unique_by=lambda file: (file.url, file.kind)),
    st.none() | CARDS,
    st.none() | st.just(Contact("+390212345", "Ada_B")),
    st.none() | POLLS,
    st.none() | st.just("0123456789ab"),
    st.none() | st.just("17"),
    st.booleans(),
    st.none() | st.builds(Picks, st.sampled_from([0, 1]), done=st.just("m.done")),
)
ROOMS = st.builds(
    MediaRoom,
    kinds=st.frozensets(
        st.sampled_from(["image", "file", "audio", "video", "voice", "location"]), max_size=6
    ),
    together=st.sampled_from([None, 1, 2]),
    caption=st.sampled_from([None, 45, 1024]),
    image_bytes=st.sampled_from([None, 10 * MEGABYTE]),
    file_bytes=st.sampled_from([None, 50 * MEGABYTE]),
    fetches=st.sampled_from([None, frozenset(), frozenset({"image/png"})]),
    own=st.sampled_from([None, "telegram"]),
)
TABLES = st.builds(
    Capabilities,
    text_limit=st.sampled_from([None, LEAST_LIMIT, 100, 2000, 4096]),
    unit=st.sampled_from(["characters", "utf16", "bytes"]),
    counts_marks=st.booleans(),
    buttons=st.sampled_from([0, 1, 3, 25, 1_000]),
    choices=st.none() | st.just(ChoiceRoom(most=30, beside=2, above=3, several=8)),
    label_limit=st.sampled_from([None, 4, 20, 80]),
    press_bytes=st.sampled_from([None, 64]),
    has=st.frozensets(
        st.sampled_from(["contact", "link", "share_contact", "share_location", "edit", "quote"])
    ),
    media=ROOMS,
    card=st.none() | st.just(CardRoom(title=20, text=60)),
    poll=st.none()
    | st.builds(
        PollRoom,
        question=st.sampled_from([10, 300]),
        label=st.sampled_from([4, 100]),
        most=st.sampled_from([3, 10]),
        several=st.booleans(),
        buttons=st.booleans(),
    ),
)


def is_sayable(message: Message) -> bool:
    """Say whether a message says or shows anything: no other leaves the machine."""
    return bool(message.text.strip() or message.media or message.card or message.contact)


@STEADY
@given(MESSAGES.filter(is_sayable), TABLES)
def test_any_message_keeps_to_any_table(message: Message, table: Capabilities) -> None:
    assert broken_promises(message, table) == []


@pytest.mark.parametrize("name", sorted(adapter_names()))
@settings(max_examples=25, deadline=None)
@given(message=MESSAGES.filter(is_sayable))
def test_any_message_keeps_to_every_adapters_table(name: str, message: Message) -> None:
    assert broken_promises(message, make_adapter(name).capabilities) == []
