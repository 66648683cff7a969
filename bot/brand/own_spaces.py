"""Spaces of the brand's own, as a channel of Telegram: what goes to a topic is posted there too."""

from collections.abc import Collection, Iterator

from bot.brand.brand_file import BrandFile
from bot.brand.collected import Faults
from bot.brand.leaves import Name, Words
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted


def own_spaces_in(file: BrandFile) -> Iterator[tuple[Name, Words]]:
    """Yield every space that brand.yaml names, with its channel."""
    for line in (file.topics or {}).values():
        yield from (line.posted_in or {}).items()


def check_own_spaces(file: BrandFile, channels: Collection[str], faults: Faults) -> None:
    """Refuse a space on a channel that there is not.

    Args:
        file: brand.yaml.
        channels: the names of those that it declares.
        faults: where to add.
    """
    for channel, _ in own_spaces_in(file):
        if channel.text not in channels:
            hint = did_you_mean(channel.text, channels) or "Name one of the channels in brand.yaml."
            faults.error(channel.place, f"There is no channel {quoted(channel.text)}.", hint)
