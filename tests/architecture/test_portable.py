"""Nothing in the repository points into the machine that it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATH = re.compile(
    rb"(?<![\w.~-])/(?:home|Users|root|work|mnt|private)/[\w.-]+|\b[A-Z]:\\\\?Users"
)
KEPT_OUT = frozenset({"tests/architecture/test_portable.py"})


def files() -> list[str]:
    """Every file that git keeps or would keep; none where there is no git."""
    if not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(set(filter(None, listed.stdout.split("\0"))) - KEPT_OUT)


def test_no_file_names_a_path_of_this_machine():
    if not files():
        pytest.skip("no git checkout, and only git knows which files the repository keeps")
    found = [
        f"{name}: {match.group().decode()}"
        for name in files()
        if (ROOT / name).is_file()
        for match in [MACHINE_PATH.search((ROOT / name).read_bytes())]
        if match
    ]
    assert found == []
