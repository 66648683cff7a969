"""Who may import what: the contracts of pyproject.toml hold, and a breach of each is refused."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = ("core", "brand", "dialogue", "channels", "understanding")
CLOCKS = frozenset({"now", "utcnow", "today"})

BREACHES = {
    "layers": ("bot/core/planted.py", "import bot.engine\n"),
    "no-adapter-in-bot": ("bot/web/planted.py", "import adapters.webhook\n"),
    "adapters-see-channels-and-core": ("adapters/planted.py", "import bot.dialogue.program\n"),
    "adapters-apart": ("adapters/planted_too.py", "import adapters.webhook\n"),
    "pure": ("bot/understanding/planted.py", "import random\n"),
    "database-in-store": ("bot/engine/planted.py", "from sqlalchemy import select\n"),
    "sandbox-alone": ("sandbox/planted.py", "import bot.core\n"),
    "sandbox-by-hand": ("bot/cli/planted.py", "import sandbox.faults\n"),
    "one-scheduler": ("bot/engine/planted_too.py", "import apscheduler\n"),
    "platforms-in-adapters": ("adapters/planted_three.py", "import telegram\n"),
}
"""For each contract one import that must break it."""


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages inside `folder`, not on the installed ones."""
    program = "from importlinter.cli import lint_imports_command as main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of the product with every breach planted in it."""
    tree = tmp_path_factory.mktemp("breached")
    for package in ("bot", "adapters", "sandbox", "convivio"):
        shutil.copytree(
            ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tree)
    for path, text in BREACHES.values():
        (tree / path).write_text(text)
    run = lint(tree)
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


def test_the_product_keeps_its_contracts():
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_refused(contract: str, breached: str):
    path, text = BREACHES[contract]
    planted = path.removesuffix(".py").replace("/", ".")
    imported = text.split()[1]
    assert f"{planted} -> {imported}" in breached


def test_every_contract_has_a_planted_breach():
    text = (ROOT / "pyproject.toml").read_text()
    ids = {line.split('"')[1] for line in text.splitlines() if line.startswith('id = "')}
    assert ids == set(BREACHES)


@pytest.mark.parametrize("folder", PURE)
def test_a_pure_folder_never_asks_what_time_it_is(folder: str):
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "bot" / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    ]
    assert asked == []
