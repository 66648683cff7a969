"""The part of the control API that lets things go wrong."""

from typing import assert_never

from aiohttp import web

from sandbox import faults as ordered
from sandbox.control import ImpossibleError, clear, order
from sandbox.discord.control.orders import GatewayOrder, LimitsOrder, Patience, Pulse
from sandbox.discord.gateway.connection import Connection
from sandbox.discord.gateway.hub import Hub
from sandbox.discord.interactions import Interactions
from sandbox.discord.limits import Limit, Limits
from sandbox.discord.model import Bot
from sandbox.discord.playing import Playing


class Troubling:
    """Serves faults.

    Args:
        faults: what goes wrong with requests.
        limits: the rate limits.
        hub: the gateway.
        playing: knows bots by their tokens.
        interactions: what people wait for.
    """

    def __init__(
        self,
        faults: ordered.Faults,
        limits: Limits,
        hub: Hub,
        playing: Playing,
        interactions: Interactions,
    ) -> None:
        self._faults, self._limits = faults, limits
        self._hub, self._playing, self._interactions = hub, playing, interactions

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            order("faults", ordered.Order, self._fault),
            clear("faults", self._faults.clear),
            order("limits", LimitsOrder, self._limit),
            clear("limits", self._limits.restore),
            order("gateway", GatewayOrder, self._gateway),
            order("heartbeat", Pulse, self._pulse),
            order("patience", Patience, self._have_patience),
        ]

    def _fault(self, wanted: ordered.Order) -> object:
        self._faults.order(wanted)
        return None

    def _limit(self, wanted: LimitsOrder) -> object:
        if wanted.on is not None:
            self._limits.on = wanted.on
        if wanted.route is not None:
            self._limits.set(wanted.route, Limit(wanted.requests, wanted.seconds))
        return None

    def _pulse(self, wanted: Pulse) -> object:
        if wanted.seconds is not None:
            self._hub.heartbeat_seconds = wanted.seconds
        if wanted.resumable_seconds is not None:
            self._hub.keep_sessions(wanted.resumable_seconds)
        return None

    def _have_patience(self, wanted: Patience) -> object:
        self._interactions.answer_seconds = wanted.seconds
        return None

    def _gateway(self, wanted: GatewayOrder) -> object:
        if wanted.action == "refuse":
            self._hub.refuse(wanted.times, wanted.status)
            return {"connections": 0}
        if wanted.token is None:
            raise ImpossibleError("the connections of which bot: token is missing")
        return {"connections": self._direct(self._playing.bot(wanted.token), wanted)}

    def _direct(self, bot: Bot, wanted: GatewayOrder) -> int:
        connections = self._hub.of(bot)
        if wanted.forget or wanted.action == "forget":
            self._hub.forget(bot)
        match wanted.action:
            case "reconnect":
                self._hub.reconnect(bot)
            case "invalid":
                self._hub.invalidate(bot, resumable=wanted.resumable)
            case "drop" | "close" | "malformed" | "stall":
                for connection in connections:
                    _trouble(connection, wanted)
            case "forget" | "refuse":
                pass  # done above
            case _:
                assert_never(wanted.action)
        return len(connections)


def _trouble(connection: Connection, wanted: GatewayOrder) -> None:
    match wanted.action:
        case "drop":
            connection.drop()
        case "close":
            connection.close(wanted.code)
        case "stall":
            connection.stalled = True
        case _ if wanted.raw is not None:
            connection.say_raw(wanted.raw)
        case _:
            if connection.session is not None:
                connection.session.dispatch(wanted.t, wanted.d)
