"""What an adapter must keep to whose platform calls us."""

from collections.abc import Iterator

from msgspec import structs

from bot.channels.conformance.groups import KeepingIntake, opened
from bot.channels.conformance.stage import Calling, Stage
from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.doors import Answered, PlatformCall, PlatformDoor

_ODD_BODIES = (b"", b"{", b"[]", b"null", b"7", b'{"type":[]}', b"\xff\xfe", b"[" * 5_000)
_TOLD, _UPDATES = 3, 2
"""So many calls are made, one of them a repetition."""

_ODD_WORDS = ("", " ", "0", "\udcff", "s\u00ec", "x" * 5_000)


async def check_calls(stage: Stage) -> list[str]:
    """Only its platform can call it, and each update is taken in once."""
    return await examine_calls(stage) if isinstance(stage, Calling) else []


async def examine_calls(stage: Calling) -> list[str]:
    """Return what is wrong with how an adapter takes calls, in words."""
    adapter = stage.make()
    if not isinstance(adapter, PlatformDoor):
        return ["its platform calls it, and it takes no calls"]
    if not adapter.is_called(stage.called):
        return ["it is set up to be called, and says that it is not"]
    call = stage.call("7001", "42", "/hello")
    found = [*_forged(adapter, stage.called, call), *await _closed(adapter, call)]
    return found + await _open(adapter, stage, call)


def _forged(door: PlatformDoor, settings: ChannelSettings, call: PlatformCall) -> Iterator[str]:
    """Only what the platform has signed is taken for its own, whatever the headers hold."""
    if not door.is_genuine(settings, call):
        yield "a genuine call is taken for a forged one"
    if door.is_genuine(settings, structs.replace(call, headers={})):
        yield "a call without headers is taken for a genuine one"
    for name in call.headers:
        for odd in _ODD_WORDS:
            forged = structs.replace(call, headers={**call.headers, name: odd})
            if door.is_genuine(settings, forged):
                yield f"a call with {odd[:9]!r} for {name} is taken for a genuine one"


async def _closed(door: PlatformDoor, call: PlatformCall) -> list[str]:
    """A closed channel takes nothing."""
    taken = isinstance(await door.answer(call), Answered)
    return ["a closed channel says that it has taken a call"] if taken else []


async def _open(adapter: Adapter, stage: Calling, call: PlatformCall) -> list[str]:
    """Each update is taken in under one id, and nothing that may be told raises."""
    assert isinstance(adapter, PlatformDoor)
    intake, found = KeepingIntake(), []
    async with opened(adapter, stage.called, intake):
        await stage.ready(adapter)
        told = (call, call, stage.call("7002", "42", "/hello"))
        answers = [await adapter.answer(one) for one in told]
        if not all(isinstance(answer, Answered) for answer in answers):
            found.append("a genuine call is not taken")
        ids = [one.external_id for one in intake.taken]
        if len(ids) != _TOLD or len(set(ids)) != _UPDATES:
            found.append(f"two calls, one of them repeated, came with the ids {ids}")
        for body in _ODD_BODIES:
            await adapter.answer(structs.replace(call, body=body))
    return found
