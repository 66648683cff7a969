"""The stand-in for Telegram: a Bot API server on loopback, and a control API to play people."""

from aiohttp import web

from sandbox.faults import Faults
from sandbox.telegram.control import Control
from sandbox.telegram.serving import Serving
from sandbox.telegram.world import World


class TelegramStandIn:
    """One stand-in with a world of its own.

    Args:
        world: what it starts from; an empty one where absent.
    """

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.faults = Faults()
        self.serving = Serving(self.world, self.faults)

    def application(self) -> web.Application:
        """Return the routes of the API, of files and of control, to be mounted anywhere."""
        app = web.Application()
        app.add_routes(self.serving.routes())
        app.add_routes(Control(self.world, self.serving, self.faults).routes())
        app.on_shutdown.append(self.serving.close)
        return app
