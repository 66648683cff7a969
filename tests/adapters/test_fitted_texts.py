"""What the core fits to a platform is within its limits in the platform's own form as well."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord import encode as discord
from adapters.discord.adapter import Discord
from adapters.telegram.channel import Telegram
from adapters.telegram.entities import units
from adapters.telegram.entities import write as telegram_text
from bot.channels.fit import fit
from bot.core.content import Message
from bot.core.markup import escaped, parse, unmarked

STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

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
    limit = discord.TEXT_LIMIT
    with monkeypatch.context() as patch:
        patch.setattr(discord, "TEXT_LIMIT", 1_000_000)
        for piece in fit(message(markdown), Discord.capabilities).messages:
            assert len(discord.markdown_of(piece)) <= limit


@STEADY
@given(markdown=LONG)
def test_telegram_takes_every_piece(markdown: str) -> None:
    for piece in fit(message(markdown), Telegram.capabilities).messages:
        text, _ = telegram_text(parse(piece.markdown))
        assert 0 < units(text) <= 4096


@pytest.mark.parametrize(("length", "pieces"), [(4096, 1), (4097, 2)])
def test_telegram_takes_a_text_up_to_its_limit(length: int, pieces: int) -> None:
    said = message(escaped(("2*3 _a_. " * 460)[:length]))
    assert len(fit(said, Telegram.capabilities).messages) == pieces
