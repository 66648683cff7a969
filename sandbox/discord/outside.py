"""Where the stand-in is reached, as the latest request shows: it may stand behind any prefix."""

_API = "/api/v10"


class Outside:
    """The stand-in's own address."""

    def __init__(self) -> None:
        self.base = "http://127.0.0.1"

    def learn(self, host: str, path: str, route: str) -> None:
        """Learn the address from a request.

        Args:
            host: its Host header.
            path: its whole path.
            route: the end of the path that the stand-in itself gave it.
        """
        self.base = f"http://{host}{path.removesuffix(route)}"

    def gateway(self) -> str:
        """Return the address of the gateway."""
        return self.base.replace("http", "ws", 1) + "/gateway"
