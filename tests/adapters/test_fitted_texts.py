"""What the core fits to a platform is within its limits in the platform's own form as well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from adapters.discord import encode as discord
from adapters.discord.adapter import Discord
from adapters.telegram import encode as telegram
from adapters.telegram.channel import Telegram
from adapters.telegram.entities import units
from adapters.telegram.entities import write as telegram_text
from bot.channels.fit import fit
from bot.channels.uploading import Unusable
from bot.core.content import Button, Card, Media, Message
from bot.core.markup import escaped, parse, unmarked
from tests.steady import FIXTURE_ONCE, UNTIMED

STEADY = settings(max_examples=40, suppress_health_check=[*UNTIMED, FIXTURE_ONCE])

WORDS = st.sampled_from(
    [
        *("word", "**strong**", "*soft*", "~~old~~", "`code`", "[here](https://example.org/a_b)"),
        *("2 * 3", "a_b", "<i>", "\n- one", "\n1. one", "\n\n", "😀", "#tag", "\\*", "ùe\u0301"),
    ]
)
LONG = st.lists(WORDS, min_size=5, max_size=60).map(lambda found: " ".join(found) * 20)


def message(markdown: str) -> Message:
    return Message(unmarked(markdown), markdown)


@STEADY
@given(markdown=LONG)
def test_discord_takes_every_piece_with_its_marks(
    markdown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = discord.TEXT.limit
    with monkeypatch.context() as patch:
        patch.setattr(discord, "TEXT", structs.replace(discord.TEXT, limit=1_000_000))
        for piece in fit(message(markdown), Discord.capabilities).messages:
            assert len(discord.markdown_of(piece)) <= limit


@STEADY
@given(markdown=LONG)
def test_telegram_takes_every_piece(markdown: str) -> None:
    for piece in fit(message(markdown), Telegram.capabilities).messages:
        text, _ = telegram_text(parse(piece.markdown))
        assert 0 < units(text) <= 4096


MEDIA = st.lists(
    st.sampled_from(
        [
            Media("image", "media/a.png", size=1),
            Media("image", "media/a.png", size=11 * 1024 * 1024, alt="a **large** one"),
            Media("file", "media/a.pdf", size=51 * 1024 * 1024),
            Media("video", "https://example.org/a.webm"),
            Media("image", "https://example.org/a.png"),
            Media("audio", "telegram:AwAD"),
            Media("location", "geo:45.4,9.2"),
        ]
    ),
    max_size=12,
)
CARDS = st.builds(
    Card,
    st.sampled_from(["A title", "x" * 300]),
    st.just("text"),
    st.just("**text**"),
    st.sampled_from([None, "https://example.org/"]),
    st.none() | st.just(Media("image", "media/a.png", size=1)),
)
SHOWN = st.builds(
    lambda text, media, card, buttons: structs.replace(
        message(text), media=tuple(media), card=card, buttons=tuple(buttons)
    ),
    st.just("") | WORDS | LONG,
    MEDIA,
    st.none() | CARDS,
    st.lists(st.just(Button("m.0", "Press")), max_size=3),
)
CONTENTS = {"media/a.png": b"PNG", "media/a.pdf": b"PDF"}


@STEADY
@given(said=SHOWN)
def test_each_message_is_one_call_on_telegram(said: Message) -> None:
    fitted = fit(said, Telegram.capabilities).messages
    for piece in fitted:
        calls = telegram.encode(piece, CONTENTS)
        assert not isinstance(calls, Unusable)
        (call,) = calls
        assert not isinstance(call, telegram.ShowFile) or units(call.caption) <= 1024
    assert all(not piece.buttons for piece in fitted[:-1])
    assert fitted[-1].buttons == said.buttons


@STEADY
@given(said=SHOWN)
def test_each_message_has_room_for_its_files_on_discord(said: Message) -> None:
    fitted = fit(said, Discord.capabilities).messages
    for piece in fitted:
        sent = discord.encode_message(piece, contents=CONTENTS)
        embeds = sent.body.get("embeds", [])
        assert isinstance(embeds, list)
        assert len(sent.uploads) <= 10
        assert len(embeds) <= 10
        assert all(len(str(embed.get("title", ""))) <= 256 for embed in embeds)
    assert fitted[-1].buttons == said.buttons


@pytest.mark.parametrize(("length", "pieces"), [(4096, 1), (4097, 2)])
def test_telegram_takes_a_text_up_to_its_limit(length: int, pieces: int) -> None:
    said = message(escaped(("2*3 _a_. " * 460)[:length]))
    assert len(fit(said, Telegram.capabilities).messages) == pieces
