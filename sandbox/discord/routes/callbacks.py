"""The routes of interactions: the first answer, and what follows through their webhook."""

from sandbox.discord.answers import Answers, Callback
from sandbox.discord.asking import EMPTY, Asked, Reply, Route
from sandbox.discord.drafts import read_draft
from sandbox.discord.interactions import KINDS, Interactions
from sandbox.discord.model import Interaction, Message, MessageFlags
from sandbox.discord.refusals import unknown_message
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World
from sandbox.discord.writing import Writing


class Callbacks:
    """The routes about interactions.

    Args:
        world: where they happen.
        interactions: knows them.
        answers: answers them.
        writing: changes messages.
        view: shows messages.
    """

    def __init__(
        self,
        world: World,
        interactions: Interactions,
        answers: Answers,
        writing: Writing,
        view: MessageView,
    ) -> None:
        self._world, self._interactions, self._answers = world, interactions, answers
        self._writing, self._view = writing, view

    def routes(self) -> list[Route]:
        """Return the routes."""
        one = "webhooks/{id}/{token}/messages/{message}"
        callback = "interactions/{id}/{token}/callback"
        return [
            Route("POST", callback, self._answer, public=True),
            Route("POST", "webhooks/{id}/{token}", self._follow, public=True),
            Route("GET", one, self._get, public=True),
            Route("PATCH", one, self._edit, public=True),
            Route("DELETE", one, self._delete, public=True),
        ]

    def _answer(self, asked: Asked) -> Reply:
        interaction = self._interactions.to_answer(asked.params["id"], asked.params["token"])
        message = self._answers.answer(interaction, asked.values(), asked.uploads)
        if asked.query.get("with_response", "").lower() not in {"1", "true"}:
            return EMPTY
        return Reply(self._told(interaction, message))

    def _told(self, interaction: Interaction, message: Message | None) -> JsonObject:
        told: JsonObject = {
            "id": interaction.id,
            "type": KINDS[interaction.kind],
            "channel_id": interaction.channel_id,
        }
        if interaction.guild_id is not None:
            told["guild_id"] = interaction.guild_id
        if message is None:
            return {"interaction": told}
        told |= {
            "response_message_id": message.id,
            "response_message_loading": MessageFlags.LOADING in message.flags,
            "response_message_ephemeral": MessageFlags.EPHEMERAL in message.flags,
        }
        if interaction.answer not in {Callback.MESSAGE, Callback.UPDATE}:
            return {"interaction": told}
        resource = {"type": interaction.answer, "message": self._view.write(message)}
        return {"interaction": told, "resource": resource}

    def _follow(self, asked: Asked) -> Reply:
        interaction = self._interaction(asked)
        draft = read_draft(asked.values(), asked.uploads)
        return Reply(self._view.write(self._answers.follow(interaction, draft)))

    def _get(self, asked: Asked) -> Reply:
        return Reply(self._view.write(self._message(asked)))

    def _edit(self, asked: Asked) -> Reply:
        message = self._message(asked)
        self._writing.change(message, read_draft(asked.values(), asked.uploads))
        return Reply(self._view.write(message))

    def _delete(self, asked: Asked) -> Reply:
        message = self._message(asked)
        self._writing.delete(self._world.channels[message.channel_id], message)
        return EMPTY

    def _interaction(self, asked: Asked) -> Interaction:
        return self._interactions.to_follow(asked.params["id"], asked.params["token"])

    def _message(self, asked: Asked) -> Message:
        interaction = self._interaction(asked)
        named = asked.params["message"]
        message_id = interaction.original if named == "@original" else named
        place = self._world.channels[interaction.channel_id]
        message = place.messages.get(message_id or "")
        if message is None or not self._is_of(message, interaction):
            raise unknown_message()
        return message

    def _is_of(self, message: Message, interaction: Interaction) -> bool:
        return message.interaction == interaction.id or message.id == interaction.original
