"""The parts of the Discord stand-in that need no socket."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.discord.form import Faults, Fields
from sandbox.discord.limits import GLOBAL_PER_SECOND, Limit, Limits
from sandbox.discord.model import Bot, Interaction, User
from sandbox.discord.nonces import REMEMBERED_SECONDS, Nonces
from sandbox.discord.outside import Outside
from sandbox.discord.refusals import RefusedError
from sandbox.discord.snowflakes import Snowflakes, is_snowflake, made_at

ROUTE = "POST channels/{id}/messages"
quick = settings(max_examples=100)


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@quick
@given(st.lists(st.sampled_from([0.0, 0.0001, 0.5, -2.0]), max_size=60))
def test_ids_grow_whatever_the_clock_does(steps: list[float]) -> None:
    clock = Clock()
    ids = Snowflakes(clock)
    made = []
    for step in steps:
        clock.now += step
        made.append(int(ids.next()))
    assert made == sorted(set(made))


def test_more_ids_than_fit_into_a_millisecond_grow_too() -> None:
    ids = Snowflakes(Clock())
    made = [int(ids.next()) for _ in range(10_000)]
    assert made == sorted(set(made))


@quick
@given(st.floats(min_value=1_420_070_400, max_value=4_000_000_000))
def test_an_id_tells_when_it_was_made(now: float) -> None:
    assert abs(made_at(Snowflakes(lambda: now).next()) - now) < 0.002


@pytest.mark.parametrize(
    ("value", "can_be"),
    [
        ("17", True),
        (17, True),
        (str((1 << 64) - 1), True),
        (str(1 << 64), False),
        ("9" * 400, False),
        (-1, False),
        (True, False),
        ("", False),
        ("1.5", False),
        ("٣", False),
        (None, False),
    ],
)
def test_what_can_be_an_id(value: object, can_be: bool) -> None:
    assert is_snowflake(value) is can_be


@quick
@given(st.integers(1, 8), st.integers(1, 30))
def test_a_window_lets_so_many_pass(requests: int, asked: int) -> None:
    limits = Limits(Clock())
    limits.set(ROUTE, Limit(requests, 5.0))
    passed = [limits.take("bot", ROUTE, "1", bound=False).retry_after is None for _ in range(asked)]
    assert passed == [number < requests for number in range(asked)]


def test_a_window_opens_again() -> None:
    clock = Clock()
    limits = Limits(clock)
    for _ in range(6):
        taken = limits.take("bot", ROUTE, "1", bound=True)
    assert taken.retry_after == 5.0
    assert taken.headers["Retry-After"] == "5"
    assert limits.take("another", ROUTE, "1", bound=True).retry_after is None
    clock.now += 5.0
    assert limits.take("bot", ROUTE, "1", bound=True).headers["X-RateLimit-Remaining"] == "4"


def test_the_limit_of_a_bot_holds_over_all_its_routes() -> None:
    limits = Limits(Clock())
    for number in range(GLOBAL_PER_SECOND):
        assert limits.take("bot", ROUTE, str(number), bound=True).retry_after is None
    taken = limits.take("bot", "GET users/@me", "", bound=True)
    assert (taken.everywhere, taken.retry_after) == (True, 1.0)
    limits.restore()
    assert limits.take("bot", "GET users/@me", "", bound=True).retry_after is None


def test_old_nonces_are_forgotten() -> None:
    clock = Clock()
    nonces = Nonces(clock)
    nonces.remember("1", "bot", 17, "m1")
    assert nonces.recall("1", "bot", "17") == "m1"
    clock.now += REMEMBERED_SECONDS + 1
    assert nonces.recall("1", "bot", 17) is None
    nonces.remember("1", "bot", 18, "m2")
    assert len(nonces._made) == 1


def test_faults_are_nested_by_the_path_of_their_field() -> None:
    faults = Faults()
    fields = Fields({"list": [{"text": 5.5}, "no"], "flag": 3, "number": "x", "id": "x"}, faults)
    [inside] = fields.each("list", 1, 1)
    assert inside.text("text") == "5.5"
    assert (fields.flag("flag"), fields.number("number"), fields.snowflake("id")) == (
        False,
        None,
        None,
    )
    fields.texts("flag")
    fields.required_number("missing")
    with pytest.raises(RefusedError) as refused:
        faults.refuse()
    errors = refused.value.errors
    assert errors is not None
    assert set(errors) == {"list", "flag", "number", "id", "missing"}
    assert errors["list"] == {
        "_errors": [
            {"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be between 1 and 1 in length."}
        ],
        "1": {
            "_errors": [
                {
                    "code": "DICT_TYPE_CONVERT",
                    "message": "Only dictionaries may be used in a DictType",
                }
            ]
        },
    }


def test_the_address_is_learned_whatever_the_prefix() -> None:
    outside = Outside()
    outside.learn("localhost:8081", "/discord/api/v10/users/@me", "/api/v10/users/@me")
    assert outside.gateway() == "ws://localhost:8081/discord/gateway"
    outside.learn("127.0.0.1:80", "/gateway", "/gateway")
    assert (outside.base, outside.gateway()) == ("http://127.0.0.1:80", "ws://127.0.0.1:80/gateway")


def test_secrets_are_not_in_what_is_printed() -> None:
    bot = Bot("the-secret", User("1", "convivio", bot=True))
    interaction = Interaction("2", "the-secret", "command", "1", "3", "4", None, {}, 0.0)
    assert "the-secret" not in f"{bot!r} {interaction!r} {bot} {interaction}"
