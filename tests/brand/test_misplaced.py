"""What lies beside the places that are read, and cannot even be opened."""

from pathlib import Path

import pytest

from bot.brand.collected import Faults
from bot.brand.misplaced import warn_of_misplaced


def refused(path: Path) -> bytes:
    raise PermissionError(path)


def test_what_may_not_be_opened_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dialouges").mkdir()
    (tmp_path / "dialouges" / "a.yaml").touch()
    (tmp_path / "greeting.yaml").write_text("dialogue: greeting")
    monkeypatch.setattr(Path, "read_bytes", refused)
    faults = Faults()
    warn_of_misplaced(tmp_path, faults)
    assert [fault.file for fault in faults.found] == ["dialouges"]
