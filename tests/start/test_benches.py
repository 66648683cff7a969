"""The programs behind the certificates run, small."""

import asyncio
import json

import pytest

from bench import ready, soak

pytestmark = pytest.mark.slow


def test_memory_does_not_grow_with_turns():
    measured = asyncio.run(soak.measure(turns=400, people=16))
    told = soak.report(measured)
    assert told["verdict"] == "kept", told
    assert measured.turns == 400


def test_what_a_start_costs_is_told_as_ratios(capsys: pytest.CaptureFixture[str]):
    assert ready.main(["--rounds", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["measure"] == "anchor"
    assert all(line["rss_ratio"] > 0 for line in lines)
