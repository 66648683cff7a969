"""Commands that need no server load none of it."""

import json

import pytest

from tests.product import ROOT, run_python

HEAVY = ("aiohttp", "sqlalchemy", "alembic", "telegram", "discord", "apscheduler")
LIGHT = {
    "--help": ["--help"],
    "--version": ["--version"],
    "check": ["check", str(ROOT / "examples" / "we-converse")],
}
PROGRAM = """
import json, sys
sys.argv = ["convivio", *json.loads(sys.argv[1])]
from bot.cli.main import main
try:
    main()
except SystemExit as end:
    print(json.dumps({"code": end.code or 0, "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("command", LIGHT)
def test_a_light_command_imports_nothing_heavy(command: str):
    run = run_python(PROGRAM, json.dumps(LIGHT[command]))
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["code"] == 0, run.stdout
    assert [name for name in HEAVY if name in told["modules"]] == []
