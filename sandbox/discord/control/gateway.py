"""What a test orders of the gateway."""

from typing import assert_never

from sandbox.discord.control.orders import GatewayOrder
from sandbox.discord.gateway.connection import Connection
from sandbox.discord.gateway.hub import Hub
from sandbox.discord.model import Bot
from sandbox.discord.playing import Impossible


def direct(hub: Hub, order: GatewayOrder, bot: Bot | None) -> int:
    """Do it, and return to how many connections.

    Raises:
        Impossible: it is for the connections of a bot, and none is named.
    """
    if order.action == "refuse":
        hub.refuse(order.times, order.status)
        return 0
    if bot is None:
        raise Impossible("which bot: token is missing")
    connections = hub.of(bot)
    if order.forget:
        hub.forget(bot)
    match order.action:
        case "reconnect":
            hub.reconnect(bot)
        case "invalid":
            hub.invalidate(bot, resumable=order.resumable)
        case "forget":
            hub.forget(bot)
        case "drop" | "close" | "malformed" | "stall":
            for connection in connections:
                _direct(connection, order)
        case _:
            assert_never(order.action)
    return len(connections)


def _direct(connection: Connection, order: GatewayOrder) -> None:
    match order.action:
        case "drop":
            connection.drop()
        case "close":
            connection.close(order.code)
        case "stall":
            connection.stalled = True
        case _:
            if order.raw is not None:
                connection.say_raw(order.raw)
            elif connection.session is not None:
                connection.session.dispatch(order.t, order.d)
