"""The brands in which this process has a role: whoever looks at these looks at no others."""

from collections.abc import Iterator, Mapping

from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.engine.roles.ownership import Ownership
from bot.engine.roles.tenure import Role


class LedBrands(Mapping[BrandId, Library]):
    """What each brand says now, as long as its role is ours: brands come and go.

    Args:
        libraries: of all brands.
        role: its name, one of `bot.store.leases`.
        ownership: who knows whether it is ours.
    """

    def __init__(
        self, libraries: Mapping[BrandId, Library], role: str, ownership: Ownership
    ) -> None:
        self._libraries = libraries
        self._role = role
        self._ownership = ownership

    def __getitem__(self, brand: BrandId) -> Library:
        if not self._leads(brand):
            raise KeyError(brand)
        return self._libraries[brand]

    def __iter__(self) -> Iterator[BrandId]:
        return iter([brand for brand in self._libraries if self._leads(brand)])

    def __len__(self) -> int:
        return sum(map(self._leads, self._libraries))

    def _leads(self, brand: BrandId) -> bool:
        tenure = self._ownership.tenure(Role(brand, self._role))
        return tenure is not None and tenure.may_act()
