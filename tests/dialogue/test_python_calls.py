"""Each call of `talk` does what its step does."""

from pathlib import Path

from programming import programmed, reading_of
from talking import Talk

from bot.core.effects import RecordArm, ReportIncident
from bot.dialogue.python.loading import load_python


def played(body: str, **facts: object) -> Talk:
    """Return a talk in which /order has been said to a function of this body."""
    lines = "\n".join(f"    {line}" for line in body.strip().split("\n"))
    talk = Talk(programmed(order_py=f"async def order(talk, extra=None):\n{lines}\n"), **facts)
    talk.say("/order")
    assert talk.every(ReportIncident) == []
    return talk


def said(talk: Talk) -> list[str]:
    return [message.text for message in talk.sent]


def test_split_keeps_the_arm_of_a_person():
    talk = played('arm = await talk.split({"short": 1, "long": 3})\nawait talk.say("{arm}")')
    arm = talk.every(RecordArm)[0].arm
    assert said(talk) == [arm]
    assert talk.slots == {"arm": arm}
    assert set(played('await talk.split(["a", "b"])').every(RecordArm)[0].arm) <= set("ab")


def test_tags_are_given_and_taken_and_read():
    body = """
await talk.tag(["baker", "bakes {extra or 'bread'}"])
await talk.untag("trial")
word = await talk.ask("?")
await talk.tag(word)
await talk.say("{tags}", tags=list(talk.person.tags))
"""
    talk = played(body, tags=("trial",))
    talk.say("{brand.id}")
    assert said(talk)[-1] == "baker, bakes bread and {brand.id}"


def test_files_and_cards_may_be_computed():
    body = """
page = await talk.ask("Page?")
await talk.say("Look.", media=f"https://example.org/{page}.jpg",
    card={"title": page, "url": "https://example.org/{page}"})
"""
    talk = played(body)
    talk.say("{brand.id}")
    message = talk.sent[-1]
    assert message.media[0].url == "https://example.org/{brand.id}.jpg"
    assert message.card.title == "{brand.id}"


def test_buttons_under_a_text_work_when_the_dialogue_is_over():
    talk = played('await talk.say("Choose.", buttons={"Hi": {"say": "Hello."}})')
    assert talk.press("Hi") == ["Hello."]


def test_bounds_and_conditions_of_answers():
    body = """
least = 3
number = await talk.ask("Number?", type="number", min=least, max="10", where="number != 5",
    again="No.", tries=2, otherwise=0)
await talk.say("{number}", number=number)
day = await talk.ask("Day?", type="date", min=talk.now.date(), again="Later.")
"""
    talk = played(body)
    assert talk.say("2") == ["No."]
    assert talk.say("5")[0] == "0"
    assert talk.say("1.1.2020") == ["Later."]
    assert played(body).say("4")[0] == "4"


def test_restart_begins_with_nothing():
    body = """
word = await talk.ask("Word?")
if word == "again":
    await talk.restart()
await talk.say("{word}")
"""
    talk = played(body)
    assert talk.say("again") == ["Word?"]
    assert talk.slots == {}
    assert talk.say("x") == ["x"]


def test_handoff_goes_on_where_there_is_no_desk():
    talk = played('await talk.ask("Why?")\nawait talk.handoff("{extra}")\nawait talk.say("Back.")')
    assert talk.say("because")[-1] == "Back."


def test_a_function_of_the_file_may_ask_too():
    source = """
    async def order(talk):
        names = [await ask_name(talk, number) for number in (1, 2)]
        await talk.say("{names}", names=names)

    async def ask_name(talk, number):
        return await talk.ask("Name {number}?", number=number)
    """
    talk = Talk(programmed(order_py=source))
    assert talk.say("/order") == ["Name 1?"]
    assert talk.say("Ada") == ["Name 2?"]
    assert talk.say("Eve") == ["Ada and Eve"]


def test_what_is_declared_is_what_is_published():
    source = """
    from convivio import dialogue

    @dialogue("orders", title="Orders", language="it", interruptible=False, phrases=["order it"],
        keyword="bread", link="o1", event="order.asked", starts=[{"command": ["o", "p"]}])
    async def order(talk):
        await talk.ask("{talk}", talk=talk.event.data["code"] if talk.event.data else "none")
    """
    library = programmed(order_py=source)
    found = library.dialogues["orders"]
    assert (found.program.title.original, found.program.language) == ("Orders", "it")
    assert not found.program.interruptible
    started = {
        one.command or one.phrase or one.keyword or one.link or one.event: one
        for one in found.triggers
    }
    assert set(started) == {"o", "p", "order it", "bread", "o1", "order.asked"}
    talk = Talk(library)
    assert talk.happen("order.asked", {"code": "A1"}) == ["A1"]
    assert Talk(library).say("/p") == ["none"]


def test_a_broadcast_opens_it_and_a_name_alone_starts_only_what_nothing_else_does():
    inner = 'async def inner(talk):\n    await talk.say("Inner.")\n'
    outer = 'async def outer(talk):\n    await talk.run("inner")\n    await talk.ask("Outer?")\n'
    library = programmed(inner_py=inner, outer_py=outer)
    assert library.dialogues["inner"].triggers == ()
    assert [one.command for one in library.dialogues["outer"].triggers] == ["outer"]
    talk = Talk(library, subscribed=("blog",))
    assert talk.begin("outer") == ["Inner.", "Outer?"]


def test_reading_a_file_does_not_run_it(tmp_path: Path):
    mark = tmp_path / "imported"
    source = f"""
    from pathlib import Path
    Path({str(mark)!r}).touch()

    async def order(talk):
        await talk.say("Hello")
    """
    reading = reading_of(tmp_path, order_py=source)
    assert reading.library is not None
    assert not mark.exists()
    load_python(reading.library, tmp_path, reading.library.python["order"].watch)
    assert mark.exists()
