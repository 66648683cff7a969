"""What a bot answers an interaction with, and what it makes of it: a message, a change, a form."""

from enum import IntEnum

from sandbox.discord.drafts import Draft, Upload, read_draft
from sandbox.discord.form import Faults, Fields
from sandbox.discord.interactions import Interactions
from sandbox.discord.model import (
    Channel,
    Interaction,
    Message,
    MessageFlags,
    MessageType,
    Reference,
)
from sandbox.discord.refusals import empty_message
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World
from sandbox.discord.writing import Writing

MODAL_TITLE = 45
"""Characters of a modal's title (Discord's reference, interaction callback: modal)."""


class Callback(IntEnum):
    """The types of answers (Discord's reference, interaction callback type)."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    MODAL = 9


class Answers:
    """Answers interactions.

    Args:
        world: where they happen.
        interactions: knows them.
        writing: writes messages.
    """

    def __init__(self, world: World, interactions: Interactions, writing: Writing) -> None:
        self._world, self._interactions, self._writing = world, interactions, writing

    def answer(
        self, interaction: Interaction, values: JsonObject, uploads: tuple[Upload, ...]
    ) -> Message | None:
        """Do what a callback says; returns the message that it made or changed.

        Raises:
            RefusedError: the body is wrong; the interaction can still be answered.
        """
        faults = Faults()
        kind, data = _read(interaction, values, faults)
        message = {} if kind == Callback.MODAL else data
        draft = read_draft(message, uploads, faults, at=("data",))
        faults.refuse()
        return self._do(interaction, kind, data, draft)

    def _do(
        self, interaction: Interaction, kind: Callback, data: JsonObject, draft: Draft
    ) -> Message | None:
        message: Message | None
        match kind:
            case Callback.MESSAGE:
                if draft.says_nothing():
                    raise empty_message()
                message = self._new(interaction, draft)
            case Callback.DEFERRED_MESSAGE:
                message = self._new(interaction, draft, promised=True)
            case Callback.DEFERRED_UPDATE:
                message = self._pressed_on(interaction)
            case Callback.UPDATE:
                message = self._pressed_on(interaction)
                if message is not None:
                    self._writing.change(message, draft)
            case Callback.PONG | Callback.MODAL:
                interaction.modal = data if kind == Callback.MODAL else None
                message = None
        self._interactions.answered(interaction, kind, message.id if message else None)
        return message

    def follow(self, interaction: Interaction, draft: Draft) -> Message:
        """Say more; the first of it fills a message that was promised (a deferred answer).

        Raises:
            RefusedError: it says nothing.
        """
        if draft.says_nothing():
            raise empty_message()
        place = self._world.channels[interaction.channel_id]
        promised = place.messages.get(interaction.original or "")
        if promised is not None and MessageFlags.LOADING in promised.flags:
            self._writing.change(promised, draft)
            return promised
        return self._new(interaction, draft)

    def _new(
        self,
        interaction: Interaction,
        draft: Draft,
        *,
        promised: bool = False,
    ) -> Message:
        place = self._world.channels[interaction.channel_id]
        bot = self._world.bot_by_id(interaction.bot_id)
        assert bot is not None
        message = self._writing.compose(bot.user, place, draft)
        message.interaction = interaction.id
        message.flags |= draft.flags & MessageFlags.EPHEMERAL
        if promised:
            message.flags |= MessageFlags.LOADING
        if MessageFlags.EPHEMERAL in message.flags:
            message.seen_by = interaction.person_id
        _relate(message, interaction, place)
        self._writing.put(place, message)
        return message

    def _pressed_on(self, interaction: Interaction) -> Message | None:
        place = self._world.channels[interaction.channel_id]
        return place.messages.get(interaction.message_id or "")


def _relate(message: Message, interaction: Interaction, place: Channel) -> None:
    if interaction.message_id is None:
        message.kind = MessageType.COMMAND_ANSWER
        return
    message.kind = MessageType.REPLY
    message.reference = Reference(interaction.message_id, place.id, place.guild_id)


def _read(
    interaction: Interaction, values: JsonObject, faults: Faults
) -> tuple[Callback, JsonObject]:
    fields = Fields(values, faults)
    number = fields.required_number("type")
    allowed = _allowed(interaction)
    if number is not None and number not in allowed:
        words = ", ".join(str(int(kind)) for kind in allowed)
        fields.note("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{words}}}.")
    kind = Callback(number) if number in allowed else Callback.PONG
    data = fields.inside("data")
    if data is None and kind in {Callback.MESSAGE, Callback.MODAL}:
        fields.note("data", "BASE_TYPE_REQUIRED", "This field is required")
    if kind == Callback.MODAL and data is not None:
        data.required_text("title", 1, MODAL_TITLE)
        data.required_text("custom_id", 1, 100)
        return kind, data.values
    return kind, data.values if data is not None else {}


def _allowed(interaction: Interaction) -> tuple[Callback, ...]:
    new = (Callback.PONG, Callback.MESSAGE, Callback.DEFERRED_MESSAGE)
    changing = (Callback.DEFERRED_UPDATE, Callback.UPDATE)
    match interaction.kind:
        case "command":
            return (*new, Callback.MODAL)
        case "button":
            return (*new, *changing, Callback.MODAL)
        case "modal":
            return (*new, *changing) if interaction.message_id else new
