from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.sealing.master_keys import MasterKeys
from tests.databases.kinds import KINDS, database_of
from tests.privacy.sealed_talk import SealedTalk, new_keys


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own."""
    with database_of(request.param, tmp_path / "data" / "store.db") as made:
        yield made


@pytest.fixture
async def talk(url: str, tmp_path: Path) -> AsyncIterator[SealedTalk]:
    """A brand that encrypts, at work."""
    made = SealedTalk(url, tmp_path / "brand", MasterKeys(new_keys()))
    await made.start()
    yield made
    await made.stop()
