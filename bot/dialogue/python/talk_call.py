"""One call of `talk` in a file, as the step that it would be in YAML."""

from msgspec import Struct

from bot.brand.nodes import Place
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps import Step


class TalkCall(Struct, frozen=True):
    """One call of `talk`.

    `path` names it in results, stories and journals. `slot` keeps what it gives. `step` is what it
    is as far as it is written. Of its options a run chooses those that `varies`, and makes up
    `computed`. `values` are further names that its texts may use. `pieced` are the places of texts
    that are put together in f-strings.
    """

    path: str
    kind: str
    place: Place
    step: Step
    slot: SlotName | None = None
    varies: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    pieced: tuple[Place, ...] = ()
