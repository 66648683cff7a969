"""The world outside, as far as dialogues may call it."""

from collections.abc import Mapping

from bot.brand.brand import Brand
from bot.core.calls import Action, Request, Target
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Attempt, Failure
from bot.engine.calls.loading import Actions
from bot.engine.calls.web import Web
from bot.engine.calls.workshop import Workshop


class World:
    """Functions of actions.py, and other systems by HTTP.

    Args:
        environ: where `${NAME}` in headers is looked up.
    """

    is_real = True

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._web = Web(environ)
        self._brands: dict[BrandId, Brand] = {}
        self._workshops: dict[BrandId, Workshop] = {}

    def publish(self, brand: Brand, actions: Actions) -> None:
        """Let a brand call these functions, and its own systems, from now on.

        Calls under way end with the functions that they began with.
        """
        self._brands[brand.id] = brand
        before = self._workshops.get(brand.id)
        if before is not None and before.actions.content == actions.content:
            return
        self._workshops[brand.id] = Workshop(actions)
        if before is not None:
            before.retire()

    def actions(self, brand: BrandId) -> Actions:
        """Return the functions that a brand may call now."""
        workshop = self._workshops.get(brand)
        return Actions() if workshop is None else workshop.actions

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        """Make a call once."""
        if brand not in self._brands:
            return Failure("nothing is called from here", final=True)
        match target:
            case Action(name=name, arguments=arguments):
                return await self._workshops[brand].run(name, arguments, key)
            case Request():
                return await self._web.send(target, key, self._brands[brand].own_systems)

    async def close(self) -> None:
        """Let go of connections and threads."""
        for workshop in self._workshops.values():
            workshop.close()
        await self._web.close()
