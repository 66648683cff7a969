"""Spaces of the brand's own that a platform does not have, or could not be named so."""

from collections.abc import Iterator
from pathlib import Path

from bot.brand.faults import Fault, fault_at
from bot.brand.folder import BRAND_FILE
from bot.brand.nodes import Node, Place, Table
from bot.brand.reader import read_yaml
from bot.channels.contract import ChannelSettings, Posting
from bot.channels.registry import adapter_names, make_adapter


def space_faults(folder: Path, settings: ChannelSettings) -> Iterator[Fault]:
    """Return an error for each space in which a channel cannot post.

    Args:
        folder: the brand's.
        settings: of the channel.
    """
    if not settings.own_spaces or settings.adapter not in adapter_names():
        return
    adapter = make_adapter(settings.adapter)
    for space in settings.own_spaces:
        place = _place_of(folder, settings.name, space)
        if not adapter.capabilities.posts:
            told = f"{settings.name} has no places of the brand's own to post in."
            yield fault_at(place, told, hint="Name a channel of Telegram, Discord or a webhook.")
        elif isinstance(adapter, Posting) and (fault := adapter.fault_of_space(space)) is not None:
            yield fault_at(place, f"{fault}.")


def _place_of(folder: Path, channel: str, space: str) -> Place:
    """Return where a space stands in brand.yaml."""
    root = read_yaml(BRAND_FILE, (folder / BRAND_FILE).read_bytes()).root
    for topic in _values(_value(root, "topics")):
        named = _value(_value(topic, "posted_in"), channel)
        if named is not None and getattr(named, "text", None) == space:
            return named.place
    return Place(BRAND_FILE, 1, 1)


def _value(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Table) else None


def _values(node: Node | None) -> Iterator[Node]:
    if isinstance(node, Table):
        yield from (entry.value for entry in node.entries)
