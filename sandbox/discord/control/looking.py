"""The part of the control API that shows what is there and what was done."""

from aiohttp import web

from sandbox.control import clear, look
from sandbox.discord.calls import Calls
from sandbox.discord.control import shown
from sandbox.discord.gateway.hub import Hub
from sandbox.discord.interactions import Interactions
from sandbox.discord.model import Channel
from sandbox.discord.playing import Playing
from sandbox.discord.world import World


class Looking:
    """Serves what there is to see.

    Args:
        world: what is there.
        playing: knows bots and people.
        interactions: knows what became of what people did.
        calls: what was asked of the REST API.
        hub: the gateway.
    """

    def __init__(
        self, world: World, playing: Playing, interactions: Interactions, calls: Calls, hub: Hub
    ) -> None:
        self._world, self._playing, self._interactions = world, playing, interactions
        self._calls, self._hub = calls, hub

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            look("messages", self._messages),
            look("interactions", self._list_interactions),
            look("commands", self._commands),
            look("sessions", self._sessions),
            look("calls", self._list_calls),
            clear("calls", self._calls.clear),
        ]

    def _messages(self, request: web.Request) -> object:
        place = self._place(request)
        return [shown.message(said) for said in place.messages.values()] if place else []

    def _place(self, request: web.Request) -> Channel | None:
        query = request.query
        if "channel" in query:
            return self._world.channels.get(query["channel"])
        bot = self._playing.bot(query.get("token", ""))
        person = self._playing.person(query.get("person", ""))
        return self._world.private_channel_between(bot, person)

    def _list_interactions(self, request: web.Request) -> object:
        del request
        known = self._world.interactions.values()
        return [shown.interaction(each, self._interactions) for each in known]

    def _list_calls(self, request: web.Request) -> object:
        return self._calls.of(request.query.get("method"), request.query.get("bot"))

    def _commands(self, request: web.Request) -> object:
        bot = self._playing.bot(request.query.get("token", ""))
        return [
            {
                "id": each.id,
                "name": each.name,
                "description": each.description,
                "guild": each.guild_id,
            }
            for each in bot.commands
        ]

    def _sessions(self, request: web.Request) -> object:
        bot = self._playing.bot(request.query.get("token", ""))
        sessions = [
            {
                "id": each.id,
                "connected": each.line is not None,
                "intents": int(each.intents),
                "sequence": each.sequence,
            }
            for each in self._hub.sessions(bot)
        ]
        return {"sessions": sessions, "dials": self._hub.dials}
