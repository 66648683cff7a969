"""The programs behind the certificates run, small."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

import bench.peers.__main__ as peers
from bench import broadcast, check, delivery, encrypt, idle, joined, million, reading, ready, soak

pytestmark = pytest.mark.slow

MORE_PEOPLE_MB = 64
"""What a broadcast to many may take above one to a few."""


def test_memory_does_not_grow_with_turns():
    measured = asyncio.run(soak.measure(turns=160, people=16))
    told = soak.report(measured)
    assert told["verdict"] == "kept", told
    assert measured.turns == 160


def test_what_a_start_costs_is_told_as_ratios(capsys: pytest.CaptureFixture[str]):
    assert ready.main(["--rounds", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["measure"] == "anchor"
    assert all(line["rss_ratio"] > 0 for line in lines)


def test_memory_does_not_grow_with_idle_conversations():
    told = asyncio.run(idle.measure_memory(400))
    assert told["conversations"] == 402
    assert told["verdict"] == "kept", told


def test_turns_among_open_conversations_are_measured():
    told = idle.measure_turns(64, 640, seconds=0.1, rounds=1)
    assert told["among_64_us"]
    assert told["among_640_us"]


def test_turns_among_many_people_are_measured(capsys: pytest.CaptureFixture[str]):
    asked = ("--people", "1000", "--rounds", "1", "--seconds", "0.1", "--database", "sqlite")
    million.main(asked)
    filled, alone, together, started = map(json.loads, capsys.readouterr().out.splitlines())
    assert filled["people"] == 1_000
    assert (alone["at_once"], together["at_once"]) == (1, 64)
    assert min(alone["ratio"], together["ratio"], started["ready_seconds"]) > 0


def test_others_are_measured_where_they_are_installed(capsys: pytest.CaptureFixture[str]):
    peers.main(["--python", sys.executable, "--seconds", "0.05", "--rounds", "1"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["peer"] for line in lines] == list(peers.WANTED)
    assert lines[0]["peer_turns_per_second"] > 0
    assert lines[-1]["verdict"] == "left out"


def test_what_encryption_costs_is_measured(capsys: pytest.CaptureFixture[str]):
    assert encrypt.main(["--seconds", "0.4", "--size", "8"]) == 0
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert line["slices"] >= 2
    assert min(line["clear_cpu_us_per_turn"], line["sealed_cpu_us_per_turn"], line["size"]) > 0


def test_what_a_joined_person_costs_is_measured(capsys: pytest.CaptureFixture[str]):
    assert joined.main(["--seconds", "0.4", "--size", "8"]) == 0
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert line["slices"] >= 2
    assert min(line["alone_cpu_us_per_turn"], line["alone_statements_per_turn"]) > 0
    assert line["joined_statements_per_turn"] >= line["alone_statements_per_turn"]


def test_deliveries_are_measured(capsys: pytest.CaptureFixture[str]):
    cases = [case for case in delivery.CASES if case not in delivery.OUTBOXES]
    assert delivery.main(["--seconds", "0.05", "--at-once", "8", "--only", *cases]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["case"] for line in lines[:-2]] == cases[:-1]
    assert all(line["ours_per_second"] > 0 for line in lines)
    assert all(line["of_bare_by_cpu"] > 0 for line in lines[:-2])


async def test_an_outbox_is_measured_beside_the_bare_client(tmp_path: Path):
    place = f"sqlite:///{tmp_path / 'outbox.db'}"
    line = await delivery.from_outbox("webhook", 0.05, place)
    assert line["case"] == "webhook from the outbox in sqlite"
    assert line["of_bare_by_cpu"]


def test_broadcasts_are_measured(capsys: pytest.CaptureFixture[str]):
    assert broadcast.main(["--people", "300", "--base", "100", "--rounds", "1"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["case"].split()[0] for line in lines] == ["plan", "claim", "send", "send"]
    assert all(line["of_bare"] > 0 for line in lines)
    assert lines[-1]["answers"] > 0
    assert lines[-1]["mb_above_the_first"] < MORE_PEOPLE_MB


def test_readings_are_measured(capsys: pytest.CaptureFixture[str]):
    assert reading.main(["--rounds", "3"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["type"] for line in lines} >= {"date", "time", "phone", "email", "url"}
    assert all(line["of_a_fold"] > 0 for line in lines)


def test_a_brand_of_many_dialogues_is_measured(capsys: pytest.CaptureFixture[str]):
    assert check.main(["--dialogues", "12", "--steps", "15", "--turns", "60"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["case"] for line in lines] == ["check", "load", "turn"]
    assert [line.get("verdict") for line in lines] == ["kept", "kept", None]
