"""Handing a conversation over to people."""

from bot.dialogue.program.part import Part


class Handoff(Part, frozen=True, tag="handoff"):
    """Rest until the desk hands the conversation back; without a desk go on at once.

    `reason` is a template for who takes over.
    """

    path: str
    reason: str | None = None
