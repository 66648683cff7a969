"""Connections that may lead to the public internet only.

An address that the operator wrote may be anywhere. One that a feed or a dialogue leads to may not:
behind it could be what only this machine can reach.
"""

import socket

from bot.core.addresses import is_public

Info = tuple[int, int, int, str, tuple[str | int, ...] | tuple[int, bytes]]
"""One line of what a name is looked up as: family, type, protocol, name, address."""


class NotPublic(OSError):  # noqa: N818 - it names a state of the world, not a mistake
    """This address is not one of the public internet."""


def socket_to_public(info: Info) -> socket.socket:
    """Return a socket for a connection that is about to be made, if it leads to a public address.

    It sees the final address of each connection: names, literal addresses and names that resolve
    differently the second time are all judged alike.

    Args:
        info: where the connection leads, as `socket.getaddrinfo` tells it.

    Raises:
        NotPublic: the address is not public.
    """
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise NotPublic("not a public address")
    return socket.socket(family, kind, protocol)
