"""Channels that brand.yaml names beside those that it declares: the desk's, and those posted in."""

from collections.abc import Collection, Mapping

from bot.brand.brand import Channel
from bot.brand.brand_file import BrandFile
from bot.brand.collected import Faults
from bot.brand.leaves import Name
from bot.brand.nodes import Node, Table
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.ids import ChannelName

_DESK_ADAPTER = "webhook"
"""What a desk is reached by: each conversation is an account of its own there."""


def check_named_channels(
    file: BrandFile,
    written: Node | None,
    channels: Mapping[ChannelName, Channel],
    faults: Faults,
) -> None:
    """Refuse a channel that there is not, or a desk on which nobody can say whom an answer is for.

    Args:
        file: brand.yaml.
        written: its channels, None where there are none.
        channels: those of them that could be read.
        faults: where to add.
    """
    if not isinstance(written, Table | None):
        return
    declared = [] if written is None else [entry.key.text for entry in written.entries]
    for topic in (file.topics or {}).values():
        for name in topic.posted_in or {}:
            _is_declared(name, declared, faults)
    if file.handoff is not None and _is_declared(file.handoff, declared, faults):
        _check_desk(file.handoff, channels, faults)


def _is_declared(name: Name, declared: Collection[str], faults: Faults) -> bool:
    if name.text in declared:
        return True
    hint = did_you_mean(name.text, declared) or "Name one of the channels in brand.yaml."
    faults.error(name.place, f"There is no channel {quoted(name.text)}.", hint)
    return False


def _check_desk(desk: Name, channels: Mapping[ChannelName, Channel], faults: Faults) -> None:
    channel = channels.get(ChannelName(desk.text))
    if channel is not None and channel.adapter != _DESK_ADAPTER:
        message = f"{quoted(desk.text)} cannot be the desk: only a webhook channel can."
        faults.error(desk.place, message, "Add one with deliver_to, and name that.")
