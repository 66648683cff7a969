"""Interactions: what people do with a bot's controls, and the three seconds to answer it."""

import secrets

from sandbox.discord.changes import Answered, Began
from sandbox.discord.model import Interaction, InteractionKind, Meeting
from sandbox.discord.refusals import (
    already_acknowledged,
    invalid_webhook_token,
    unknown_interaction,
    unknown_webhook,
)
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World

ANSWER_SECONDS = 3.0
"""How long a bot has for its first answer (Discord's reference, interaction callback)."""

TOKEN_SECONDS = 900.0
"""How long the token is good for what follows (the same: 15 minutes)."""

BUTTON_CLICKED = 3
"""The type of the interaction (Discord's reference, interaction type)."""

KINDS: dict[InteractionKind, int] = {"command": 2, "button": BUTTON_CLICKED, "modal": 5}
"""The types of the kinds (the same)."""


class Interactions:
    """The interactions of one world.

    Args:
        world: where they happen.

    `answer_seconds` is how long people wait for the first answer.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_token: dict[str, Interaction] = {}
        self.answer_seconds = ANSWER_SECONDS

    def begin(
        self,
        kind: InteractionKind,
        meeting: Meeting,
        data: JsonObject,
        message_id: str | None = None,
    ) -> Interaction:
        """Let a person do something; the bot hears of it if it listens."""
        interaction = Interaction(
            id=self._world.ids.next(),
            token=secrets.token_urlsafe(64),
            kind=kind,
            bot_id=meeting.bot.id,
            person_id=meeting.person.user.id,
            channel_id=meeting.channel.id,
            guild_id=meeting.channel.guild_id,
            data=data,
            began=self._world.clock(),
            message_id=message_id,
        )
        self._world.interactions[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        self._world.changes.tell(Began(interaction))
        return interaction

    def failed(self, interaction: Interaction) -> bool:
        """Say whether the person reads that the application did not respond."""
        waited = self._world.clock() - interaction.began
        return interaction.answer is None and waited > self.answer_seconds

    def to_answer(self, interaction_id: str, token: str) -> Interaction:
        """Return an interaction that may be answered now.

        Raises:
            RefusedError: there is none, it is too late, or it is answered.
        """
        interaction = self._world.interactions.get(interaction_id)
        if interaction is None or interaction.token != token or self.failed(interaction):
            raise unknown_interaction()
        if interaction.answer is not None:
            raise already_acknowledged()
        return interaction

    def answered(self, interaction: Interaction, answer: int, original: str | None) -> None:
        """Keep what an interaction was answered with; `original` is what `@original` means."""
        interaction.answer, interaction.original = answer, original
        interaction.answered_at = self._world.clock()
        self._world.changes.tell(Answered(interaction))

    def to_follow(self, application_id: str, token: str) -> Interaction:
        """Return an answered interaction whose webhook is still good.

        Raises:
            RefusedError: there is none, its time is over, or it is not answered yet.
        """
        if self._world.bot_by_id(application_id) is None:
            raise unknown_webhook()
        interaction = self._by_token.get(token)
        if interaction is None or interaction.bot_id != application_id:
            raise invalid_webhook_token()
        if self._world.clock() - interaction.began > TOKEN_SECONDS:
            raise invalid_webhook_token()
        if interaction.answer is None:
            raise unknown_webhook()
        return interaction
