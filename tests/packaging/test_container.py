"""The container files: valid by the Compose specification, and safe by default."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_compose_file_is_valid_by_the_specification():
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_compose_file_opens_nothing_to_the_world():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert all(
        port.startswith("127.0.0.1:")
        for service in services.values()
        for port in service.get("ports", ())
    )


def test_the_service_tells_its_health():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert "/health/ready" in services["convivio"]["healthcheck"]["test"][-1]


def test_the_image_runs_without_rights_and_tells_its_health():
    last_stage = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage
    assert "/health/ready" in last_stage
    assert re.search(
        r'^ENTRYPOINT \["convivio"\]\nCMD \["run", "/brand"\]', last_stage, re.MULTILINE
    )


def test_the_image_is_built_from_files_that_are_there():
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_in


def test_the_image_holds_every_package_but_the_sandbox():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    copied = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert set(copied) == {name.removesuffix("*") for name in packages} - {"sandbox"}


def test_the_licence_is_the_one_that_the_package_names():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
