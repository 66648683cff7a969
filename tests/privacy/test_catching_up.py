"""What was said in clear is encrypted later, and keys are wrapped by a new master key."""

from pathlib import Path

import pytest

from bot.core.events import Said
from bot.engine.upkeep.encrypting import EVERY, FIRST, Encrypting
from bot.store import sealing_up
from bot.store.data_keys import keys_by_master
from bot.store.database import open_store
from bot.store.errors import EncryptionFault
from bot.store.export import export_person
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault
from bot.store.sqlite import ask_to_scrub
from tests.databases.at_rest import places_of
from tests.privacy.sealed_talk import FAIR, MARKER, SAID, SealedTalk, new_keys


async def catch_up(talk: SealedTalk) -> int:
    """Do what there is to do, and return in how many steps."""
    rests = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    assert talk.masters is not None
    vault = Vault(talk.masters, {FAIR} if talk.encrypts else ())
    encrypting = Encrypting(talk.store, {FAIR: talk.library}, vault, talk.clock, rest)
    assert await encrypting.look() == talk.clock() + FIRST
    talk.clock.now += FIRST
    assert await encrypting.look() == talk.clock() + EVERY
    return len(rests)


async def test_what_was_said_before_is_encrypted_in_small_steps(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sealing_up, "MOST_ROWS", 4)
    talk = SealedTalk(url, tmp_path / "brand", None)
    await talk.start()
    for happening in SAID:
        await talk.do(happening)
    await talk.do(Said("/aid"), "bob-8")
    await talk.do(Said(f"About {MARKER}"), "bob-8")
    await talk.do(Said("/everything"), "eve-9", space="group-1")
    await talk.stop()
    talk.masters, talk.encrypts = MasterKeys(new_keys()), True
    await talk.start()
    assert await catch_up(talk) > 20
    await talk.store.run(ask_to_scrub)
    await talk.stop()
    assert places_of(MARKER, url) == set()
    await talk.start()
    await _everything_is_readable(talk)
    answers = dict(await talk.rows("slot, value FROM answers WHERE slot IN ('view', 'score')"))
    assert answers == {"view": '"a"', "score": "7"}
    assert await catch_up(talk) == 0, "it is done once"
    await talk.stop()


async def test_what_was_cut_off_in_the_middle_goes_on_later(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sealing_up, "MOST_ROWS", 3)
    talk = SealedTalk(url, tmp_path / "brand", None)
    await talk.start()
    await talk.say_everything()
    await talk.stop()
    talk.masters, talk.encrypts = MasterKeys(new_keys()), True
    await talk.start()
    steps = 0

    async def cut_off(_seconds: float) -> None:
        nonlocal steps
        steps += 1
        if steps == 7:
            raise ConnectionError

    vault = Vault(talk.masters, {FAIR})
    encrypting = Encrypting(talk.store, {FAIR: talk.library}, vault, talk.clock, cut_off)
    talk.clock.now += FIRST
    with pytest.raises(ConnectionError):
        await encrypting.look()
    assert not await _complete(url, talk)
    await talk.do(Said("/aid"))
    assert await catch_up(talk) > 0
    assert await _complete(url, talk)
    await talk.store.run(ask_to_scrub)
    await talk.stop()
    assert places_of(MARKER, url) == set()


async def _everything_is_readable(talk: SealedTalk) -> None:
    person = await talk.person()
    document = await talk.store.run(lambda connection: export_person(connection, FAIR, person))
    assert "~" not in str(document)
    assert MARKER in str(document["answers"])
    await talk.do(Said("First"), "eve-9", space="group-1")
    assert talk.asked("eve-9")[-1] == "Several?"


async def test_it_is_done_again_after_a_time_in_clear(url: str, tmp_path: Path):
    talk = SealedTalk(url, tmp_path / "brand", MasterKeys(new_keys()))
    await talk.start()
    assert await catch_up(talk) > 0
    await talk.stop()
    assert await _complete(url, talk)
    await (await open_store(url, vault=Vault(talk.masters))).close()
    assert await _complete(url, talk), "a command changes nothing"
    await (await open_store(url, "shared", Vault(talk.masters))).close()
    assert not await _complete(url, talk)
    await talk.start()
    assert await catch_up(talk) > 0
    await talk.stop()


async def _complete(url: str, talk: SealedTalk) -> bool:
    store = await open_store(url, vault=Vault(talk.masters))
    ((at,),) = await store.run(
        lambda connection: [
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT complete_at FROM data_keys WHERE owner = ''"
            )
        ]
    )
    await store.close()
    return at is not None


async def test_keys_are_wrapped_by_a_new_master_key(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sealing_up, "MOST_ROWS", 2)
    old, new = new_keys(2)
    talk = SealedTalk(url, tmp_path / "brand", MasterKeys([old]))
    await talk.start()
    for who in ("ada", "bob", "eve"):
        await talk.do(Said("/everything"), who)
    await talk.stop()
    talk.masters = MasterKeys([new, old])
    await talk.start()
    await catch_up(talk)
    await talk.do(Said("First"), "ada")
    wrapped = await talk.store.run(lambda connection: keys_by_master(connection, FAIR))
    assert wrapped == {talk.masters.current: 4}
    await talk.stop()
    with pytest.raises(EncryptionFault):
        await open_store(url, vault=Vault(MasterKeys([old])))
    talk.masters = MasterKeys([new])
    await talk.start()
    await talk.do(Said("First"), "bob")
    assert talk.asked("ada") == talk.asked("bob") == ["View?", "Several?"]
    await talk.stop()


async def test_the_old_master_key_is_needed_until_all_are_wrapped(url: str, tmp_path: Path):
    old, new = new_keys(2)
    talk = SealedTalk(url, tmp_path / "brand", MasterKeys([old]))
    await talk.start()
    await talk.do(Said("/everything"))
    both = MasterKeys([new, old])
    await talk.store.run(lambda connection: sealing_up.wrap_next(connection, FAIR, both))
    await talk.stop()
    with pytest.raises(EncryptionFault, match="set the one that it was, beside a new one"):
        await open_store(url, vault=Vault(MasterKeys([new])))
    talk.masters = both
    await talk.start()
    await talk.do(Said("First"))
    assert talk.asked()[-1] == "Several?"
    await talk.stop()
