"""Who one is: accounts, the application, and where the gateway is."""

from sandbox.discord.asking import Asked, Reply, Route
from sandbox.discord.form import Faults, Fields
from sandbox.discord.outside import Outside
from sandbox.discord.refusals import invalid_recipients, unknown_user
from sandbox.discord.wire import accounts, places
from sandbox.discord.world import World


class Accounts:
    """The routes about accounts.

    Args:
        world: where they are.
        outside: where the stand-in is reached.
    """

    def __init__(self, world: World, outside: Outside) -> None:
        self._world, self._outside = world, outside

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("GET", "users/@me", self._me),
            Route("GET", "users/{id}", self._user),
            Route("GET", "users/@me/guilds", self._guilds),
            Route("POST", "users/@me/channels", self._open_private),
            Route("GET", "oauth2/applications/@me", self._application),
            Route("GET", "applications/@me", self._application),
            Route("GET", "gateway", self._gateway, public=True),
            Route("GET", "gateway/bot", self._gateway_bot),
        ]

    def _me(self, asked: Asked) -> Reply:
        return Reply(accounts.own_user(asked.bot))

    def _user(self, asked: Asked) -> Reply:
        account = self._world.user(asked.params["id"])
        if account is None:
            raise unknown_user()
        return Reply(accounts.user(account))

    def _guilds(self, asked: Asked) -> Reply:
        guilds = self._world.guilds.values()
        return Reply(
            [
                {
                    "id": guild.id,
                    "name": guild.name,
                    "icon": None,
                    "banner": None,
                    "owner": False,
                    "permissions": accounts.EVERYTHING,
                    "features": [],
                }
                for guild in guilds
                if asked.bot.id in guild.members
            ]
        )

    def _open_private(self, asked: Asked) -> Reply:
        faults = Faults()
        person_id = Fields(asked.values(), faults).snowflake("recipient_id", required=True)
        faults.refuse()
        person = self._world.people.get(person_id or "")
        if person is None:
            raise invalid_recipients()
        return Reply(places.channel(self._world, self._world.private_channel(asked.bot, person)))

    def _application(self, asked: Asked) -> Reply:
        guilds = sum(asked.bot.id in guild.members for guild in self._world.guilds.values())
        return Reply(accounts.application(asked.bot, guilds))

    def _gateway(self, asked: Asked) -> Reply:
        del asked
        return Reply({"url": self._outside.gateway()})

    def _gateway_bot(self, asked: Asked) -> Reply:
        del asked
        starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return Reply({"url": self._outside.gateway(), "shards": 1, "session_start_limit": starts})
