"""The routes of guilds."""

from sandbox.discord.asking import Asked, Reply, Route
from sandbox.discord.model import Guild
from sandbox.discord.refusals import unknown_guild, unknown_member
from sandbox.discord.wire import accounts, places
from sandbox.discord.world import World


class Guilds:
    """The routes about guilds.

    Args:
        world: where they are.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("GET", "guilds/{id}", self._get),
            Route("GET", "guilds/{id}/channels", self._channels),
            Route("GET", "guilds/{id}/members/{member}", self._member),
        ]

    def _guild(self, asked: Asked) -> Guild:
        guild = self._world.guilds.get(asked.params["id"])
        if guild is None or asked.bot.id not in guild.members:
            raise unknown_guild()
        return guild

    def _get(self, asked: Asked) -> Reply:
        return Reply(places.guild(self._guild(asked)))

    def _channels(self, asked: Asked) -> Reply:
        guild = self._guild(asked)
        channels = [self._world.channels[channel_id] for channel_id in guild.channels]
        written = [places.channel(self._world, each) for each in channels if not each.parent_id]
        return Reply(written)

    def _member(self, asked: Asked) -> Reply:
        guild, member_id = self._guild(asked), asked.params["member"]
        account = self._world.user(member_id)
        if account is None or member_id not in guild.members:
            raise unknown_member()
        return Reply(accounts.membership(guild, account))
