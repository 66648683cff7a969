"""One process a database: whatever way leads to its file."""

from pathlib import Path

import pytest

from bot.store.alone import alone_with
from bot.store.errors import DatabaseInUse


def test_a_folder_that_is_yet_to_come_is_held_too(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'not' / 'yet' / 'convivio.db'}"
    with alone_with(url), pytest.raises(DatabaseInUse), alone_with(url):
        pass


def test_the_same_file_by_another_way_is_the_same_file(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with (
        alone_with(f"sqlite:///{tmp_path}/data/convivio.db"),
        pytest.raises(DatabaseInUse),
        alone_with(f"sqlite:///{tmp_path}/link/convivio.db"),
    ):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_memory_is_nobodys(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with alone_with(url), alone_with(url):
        assert not list(tmp_path.iterdir())
