"""The families of faults, by the names under which they are chosen."""

from collections.abc import Callable, Mapping

from bot.engine.roles.ownership import LEASE_SECONDS
from tests.faults.theatre import database_faults, outside_faults, process_faults
from tests.faults.theatre.database import File
from tests.faults.theatre.fault import Fault
from tests.faults.theatre.stage import Stage


def _kills(stage: Stage) -> list[Fault]:
    return process_faults.faults_of("SIGKILL", process_faults.killed, (0, 0.5), stage)


def _stops(stage: Stage) -> list[Fault]:
    longer = (LEASE_SECONDS + 1, LEASE_SECONDS + 7)
    return process_faults.faults_of("SIGSTOP", process_faults.stopped, longer, stage)


def _terms(stage: Stage) -> list[Fault]:
    return process_faults.faults_of("SIGTERM", process_faults.restarted, (0, 0.5), stage)


def _clocks(stage: Stage) -> list[Fault]:
    act = process_faults.jumping
    return process_faults.faults_of("clock jump", act, (1, 10), stage, "clock")


def _disk(stage: Stage) -> list[Fault]:
    if not isinstance(stage.database, File):
        return database_faults.full_disks(stage.database)
    return process_faults.faults_of("disk full", process_faults.disk_full, (0.5, 4), stage)


FAMILIES: Mapping[str, Callable[[Stage], list[Fault]]] = {
    "kills": _kills,
    "stops": _stops,
    "terms": _terms,
    "clocks": _clocks,
    "floods": outside_faults.floods,
    "resets": outside_faults.resets,
    "gateway": outside_faults.gateway,
    "repeats": outside_faults.repeats,
    "disk": _disk,
    "locks": database_faults.locks,
    "restarts": database_faults.restarts,
}


def faults_on(stage: Stage) -> list[list[Fault]]:
    """Return the faults of each chosen family that can happen on this stage."""
    chosen = (FAMILIES[name](stage) for name in stage.programme.faults)
    return [faults for faults in chosen if faults]
