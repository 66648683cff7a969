"""How properties are tried: the same examples every time, and nothing that a clock decides."""

from hypothesis import HealthCheck, settings

UNTIMED = (HealthCheck.too_slow,)
"""A busy machine makes examples slowly: that is no fault of what is tried."""

FIXTURE_ONCE = HealthCheck.function_scoped_fixture
"""For a property that is sound with one fixture for all of its examples, and says so itself."""


def try_steadily() -> None:
    """Let every property be tried so, whatever else it settles for itself."""
    settings.register_profile(
        "steady", derandomize=True, deadline=None, database=None, suppress_health_check=UNTIMED
    )
    settings.load_profile("steady")
