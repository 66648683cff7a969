"""Keys come, fail, change and go: what was said can be read by whoever may, and nobody else."""

from pathlib import Path

import pytest
from msgspec import DecodeError
from sqlalchemy import text

from bot.core.events import Said
from bot.core.ids import BrandId, ConversationId, PersonId, RunId
from bot.engine.erasing import erase_person
from bot.store.answers import AnswerRow, answer_results, save_answers
from bot.store.connection import Connection
from bot.store.conversations import ConversationMove, move_conversations, states
from bot.store.database import open_store
from bot.store.errors import EncryptionFault
from bot.store.export import export_person
from bot.store.looking import look_into
from bot.store.people import PersonRow, save_persons
from bot.store.sealing.master_keys import MasterKeys
from bot.store.sealing.vault import Vault
from tests.privacy.sealed_talk import FAIR, MARKER, SealedTalk, new_keys, seen


async def test_a_person_reads_an_export_in_clear(talk: SealedTalk):
    await talk.say_everything()
    person = await talk.person()
    document = await talk.store.run(lambda connection: export_person(connection, FAIR, person))
    assert MARKER in str(document["events"])
    assert MARKER in str(document["answers"])
    assert f"Ada {MARKER}" in str(document["persons"])
    assert "data_keys" not in document
    assert "~" not in str(document)


async def test_erasing_destroys_the_key_and_says_how_much_it_was(talk: SealedTalk):
    await talk.do(Said("/everything"))
    await talk.do(Said("/everything"), "bob-8")
    person = await talk.person()
    receipt = await talk.store.run(lambda connection: erase_person(connection, FAIR, person, 1))
    assert receipt.counts["data_keys"] == 1
    assert await talk.rows(f"count(*) FROM data_keys WHERE owner = '{person}'") == [(0,)]
    assert await talk.rows("count(*) FROM data_keys") == [(2,)]
    await talk.do(Said("/everything"))
    assert await talk.person() != person
    assert talk.asked("ada-7")[-1] == "View?"


async def test_who_erases_themselves_is_told_and_nothing_is_left(talk: SealedTalk):
    await talk.do(Said("/everything"))
    await talk.do(Said("privacy"))
    for word in ("erase", "yes"):
        await talk.do(Said(word))
    assert "erased" in talk.asked("ada-7")[-1].lower()
    assert await talk.rows("count(*) FROM persons") == [(0,)]
    assert await talk.rows("owner FROM data_keys") == [("",)]
    assert await talk.rows("count(*) FROM deliveries") == [(0,)]


async def test_who_has_nothing_to_be_sealed_has_no_key(talk: SealedTalk):
    def answer(who: str, *, coded: bool) -> AnswerRow:
        return AnswerRow(
            FAIR, RunId(who), "steps.0", PersonId(who), "survey", "why", '"so"', 1, coded=coded
        )

    rows = [answer("ada", coded=True), answer("bob", coded=False)]
    await talk.store.run(lambda connection: save_answers(connection, rows))
    assert await talk.rows("owner FROM data_keys WHERE owner IN ('ada', 'bob')") == [("bob",)]


async def test_a_key_whose_unit_failed_is_never_used(talk: SealedTalk):
    row = PersonRow(FAIR, "p1", "Ada", None, None, None, None, None, "{}", 1, 1)  # type: ignore[arg-type]

    def half(connection: Connection) -> None:
        save_persons(connection, [row])
        raise ValueError("this unit fails")

    lost = talk.store.submit(half)
    kept = talk.store.submit(lambda connection: save_persons(connection, [row]))
    with pytest.raises(ValueError, match="this unit fails"):
        await lost
    await kept
    ((name,),) = await talk.rows("facts FROM persons")
    ((key,),) = await talk.rows("id FROM data_keys WHERE owner = 'p1'")
    assert seen(name)[1:17] == key
    assert await talk.store.run(lambda connection: _names(connection, talk)) == ["Ada"]


def _names(connection: Connection, talk: SealedTalk) -> list[object]:
    document = export_person(connection, FAIR, "p1")  # type: ignore[arg-type]
    return [one["name"] for one in document["persons"]]  # type: ignore[union-attr, index, call-overload]


async def test_what_was_said_before_stays_readable_when_it_is_turned_on(url: str, tmp_path: Path):
    talk = SealedTalk(url, tmp_path / "brand", None)
    await talk.start()
    await talk.do(Said("/everything"))
    await talk.stop()
    talk.masters, talk.encrypts = MasterKeys(new_keys()), True
    await talk.start()
    await talk.do(Said("First"))
    assert talk.asked("ada-7") == ["View?", "Several?"]
    await talk.stop()
    talk.encrypts = False
    await talk.start()
    await talk.do(Said("Ex"))
    assert talk.asked("ada-7")[-1] == "Sure?"
    ((state,),) = await talk.rows("state FROM conversations")
    assert seen(state).startswith("["), "what is written is in clear again"
    await talk.stop()


async def test_a_start_without_the_key_is_refused_and_changes_nothing(talk: SealedTalk):
    await talk.do(Said("/everything"))
    with pytest.raises(EncryptionFault, match="said to fair is encrypted: set CONVIVIO_KEY"):
        await open_store(talk.url)
    with pytest.raises(EncryptionFault, match="none of the keys with which fair was encrypted"):
        await open_store(talk.url, vault=Vault(MasterKeys(new_keys()), {"fair", "other"}))
    with pytest.raises(EncryptionFault):
        look_into(talk.url, lambda _: None)
    assert await talk.rows("count(*) FROM data_keys") == [(2,)]


async def test_whoever_has_no_key_sees_codes_and_no_words(talk: SealedTalk):
    await talk.say_everything()
    blind = await open_store(talk.url, vault=Vault(None))

    def look(connection: Connection) -> dict[str | None, str]:
        return {one.slot: one.value for one in answer_results(connection, FAIR, "everything")}

    person = await talk.person()
    seen, seen_blind = await talk.store.run(look), await blind.run(look)
    with pytest.raises(DecodeError):
        await blind.run(lambda connection: export_person(connection, FAIR, person))
    await blind.close()
    assert seen["words"] == f'"I say {MARKER}"'
    assert seen_blind["view"] == seen["view"] == '"a"'
    assert MARKER not in str(seen_blind)


async def test_words_do_not_open_in_another_row(talk: SealedTalk):
    await talk.do(Said("/everything"), "ada-7")
    await talk.do(Said("/everything"), "bob-8")
    ada, bob = await talk.person("ada-7"), await talk.person("bob-8")

    def swap(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"UPDATE conversations SET state = (SELECT state FROM conversations WHERE id = '{ada}')"
            f" WHERE id = '{bob}'"
        )

    await talk.store.run(swap)
    found = await talk.store.run(
        lambda connection: states(connection, FAIR, [ConversationId(ada), ConversationId(bob)])
    )
    assert found[ConversationId(ada)].startswith("[")
    assert found[ConversationId(bob)].startswith("~")


async def test_what_was_sealed_as_a_text_is_read_as_well(talk: SealedTalk):
    await talk.do(Said("/everything"))
    events = await talk.rows("id, happening FROM events")
    ((ada, state),) = await talk.rows("id, state FROM conversations")

    def as_texts(connection: Connection) -> None:
        update = "UPDATE {} = :value WHERE id = :id"
        for id_, happening in events:
            given = {"value": seen(happening), "id": id_}
            connection.execute(text(update.format("events SET happening")), given)
        given = {"value": seen(state), "id": ada}
        connection.execute(text(update.format("conversations SET state")), given)

    await talk.store.run(as_texts)
    await talk.stop()
    await talk.start()
    await talk.do(Said("First"))
    assert talk.asked() == ["View?", "Several?"]
    document = await talk.store.run(
        lambda connection: export_person(connection, FAIR, PersonId(str(ada)))
    )
    assert [one["happening"]["text"] for one in document["events"]] == ["/everything", "First"]  # type: ignore[index, union-attr, call-overload]


async def test_one_tampered_conversation_harms_no_other(talk: SealedTalk):
    await talk.do(Said("/everything"), "ada-7")
    await talk.do(Said("/everything"), "bob-8")
    bob = await talk.person("bob-8")

    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"UPDATE persons SET facts = substr(facts, 1, length(facts) - 4) WHERE id = '{bob}'"
        )

    await talk.store.run(spoil)
    await talk.do(Said("First"), "bob-8")
    await talk.do(Said("First"), "ada-7")
    assert talk.asked("ada-7") == ["View?", "Several?"]
    assert await talk.rows("count(*) FROM incidents") == [(1,)]


async def test_the_conversation_of_a_group_that_moves_goes_on(talk: SealedTalk):
    await talk.do(Said("/everything"), "eve-9", space="old")
    ((old,),) = await talk.rows("id FROM conversations WHERE space = 'old'")
    new = ConversationId("new-id")
    move = ConversationMove(FAIR, ConversationId(str(old)), new, "new")
    before = await talk.store.run(lambda connection: states(connection, FAIR, [move.old_id]))
    await talk.store.run(lambda connection: move_conversations(connection, [move]))
    after = await talk.store.run(lambda connection: states(connection, FAIR, [new]))
    assert after[new] == before[move.old_id]
    assert (str(old),) not in await talk.rows("owner FROM data_keys")


async def test_brands_in_one_database_are_apart(talk: SealedTalk):
    await talk.do(Said("/everything"))
    masters = talk.masters
    other = await open_store(talk.url, vault=Vault(masters, {BrandId("other")}))
    await other.close()
    assert await talk.rows("brand FROM data_keys WHERE owner = '' ORDER BY brand") == [
        ("fair",),
        ("other",),
    ]
