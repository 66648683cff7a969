"""What the doctor says of encryption: the key that is missing, wrong, older or not asked for."""

import asyncio
from pathlib import Path

import pytest

from bot.brand.brand import Brand, Privacy
from bot.cli.encryption import encryption
from bot.core.ids import BrandId
from bot.store.sealing.master_keys import new_key, read_keys
from tests.cli.doctor import about_it, ask_doctor, fair
from tests.privacy.sealed_talk import SealedTalk

OLD, NEW = new_key(), new_key()


def name_of(key: str) -> str:
    masters = read_keys(key)
    assert masters is not None
    return masters.current


def told(
    setting: str | None, kept: dict[str, int], *, encrypt: bool = True
) -> list[tuple[str, str]]:
    brand = Brand(BrandId("fair"), "Fair", ("en",), "UTC", privacy=Privacy(encrypt=encrypt))
    environ = {} if setting is None else {"CONVIVIO_KEY": setting}
    found = [(one.state, one.words) for one in encryption(brand, kept, environ)]
    assert not [key for key in (OLD, NEW) if key in str(found)]
    return found


def test_with_its_key_all_is_well():
    under = f"what people say is encrypted, under the key {name_of(NEW)}"
    assert told(NEW, {}) == [("fine", under)]
    assert told(NEW, {name_of(NEW): 5}) == [("fine", under)]
    assert told(f"{NEW},{OLD}", {name_of(NEW): 5, name_of(OLD): 2}) == [
        ("fine", under),
        ("fine", "2 keys still under an older key: leave that in CONVIVIO_KEY"),
    ]


def test_without_the_key_it_says_how_to_get_one():
    ((state, words),) = told(None, {})
    assert state == "broken"
    assert "`convivio keys new` makes one" in words


def test_what_is_encrypted_wants_its_key_whatever_brand_yaml_says():
    assert told(None, {}, encrypt=False) == []
    ((state, words),) = told(None, {name_of(OLD): 1}, encrypt=False)
    assert state == "broken"
    assert "set CONVIVIO_KEY to the key that it was" in words


def test_a_key_that_is_gone_is_asked_for():
    ((state, words),) = told(NEW, {name_of(OLD): 3, name_of(NEW): 1})
    assert state == "broken"
    assert words.startswith("3 keys of people cannot be opened")


def test_what_is_no_key_is_said_without_showing_it():
    ((state, words),) = told("hush-hush-hush", {})
    assert state == "broken"
    assert "hush" not in words


def test_a_key_that_nobody_asks_for_is_told_of():
    ((state, words),) = told(NEW, {}, encrypt=False)
    assert (state, "privacy: {encrypt: true}" in words) == ("left off", True)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database in which somebody has said everything, under the new key."""
    home = tmp_path_factory.mktemp("sealed")
    masters = read_keys(NEW)
    assert masters is not None

    async def talk() -> None:
        made = SealedTalk(f"sqlite:///{home / 'store.db'}", home, masters)
        await made.start()
        await made.say_everything()
        await made.stop()

    asyncio.run(talk())
    return f"sqlite:///{home / 'store.db'}"


@pytest.mark.parametrize(
    ("key", "state", "code"),
    [(NEW, "fine", 0), (OLD, "broken", 1), (None, "broken", 1), ("none", "broken", 1)],
    ids=["right", "wrong", "missing", "malformed"],
)
def test_it_is_asked_of_the_database(
    tmp_path: Path, url: str, key: str | None, state: str, code: int
):
    folder = fair(tmp_path, "privacy: {encrypt: true}\n")
    done = ask_doctor(folder, "--json", CONVIVIO_KEY=key, CONVIVIO_DATABASE=url)
    ((encrypted, _),) = about_it(done, "encryption")
    ((database, _),) = about_it(done, "database")
    assert (encrypted, database) == (state, "fine")
    assert done.exit_code == code
