"""What a turn tells of a person with several accounts: kept with the account that told it."""

import msgspec

from bot.engine.lending import Telling, read_layer, with_told, written_layer
from bot.engine.turns.effects import Stage
from bot.engine.turns.scene import Scene
from bot.store.joined import Lent
from bot.store.people import PersonRow


def keep_lent(stage: Stage, scene: Scene, before: PersonRow) -> None:
    """Write down by which account this was told, for the day when the accounts are parted.

    Args:
        stage: the turn, all of whose effects are rows by now.
        scene: later turns of the batch find it there.
        before: the person, as they were.
    """
    if not stage.said and msgspec.structs.replace(before, last_said=stage.person.last_said) == (
        stage.person
    ):
        return
    telling = Telling(stage.own, before, stage.person, stage.said, stage.number())
    layers = {one.own: read_layer(one.lent) for one in stage.members}
    written = {who: written_layer(one) for who, one in with_told(layers, telling).items()}
    for one in stage.members:
        if one.own in written:
            account, lent = one.account, written[one.own]
            stage.writes.lent[one.own] = Lent(
                account.brand, account.channel, account.external_id, one.own, lent
            )
    scene.members[stage.person.id] = [
        msgspec.structs.replace(one, lent=written.get(one.own, one.lent)) for one in stage.members
    ]
