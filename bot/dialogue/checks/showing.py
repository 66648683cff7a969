"""Files and cards that are shown: each file is there, and every platform of the brand takes it."""

from collections.abc import Iterator, Sequence

from bot.brand.leaves import Template, Words
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.media_address import is_web, own_file
from bot.core.media_types import kind_of, media_type_of
from bot.dialogue.checks.limits import Limits
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.steps import AskStep, SayStep, ShownCard, ShownFile, Step

_MEGABYTE = 1024 * 1024
_SENT = {"photo": "image", "file": "file"}
"""What a person has to send for an answer of a type: nothing that they write will do."""


def check_shown(scene: Scene) -> None:
    """Check every file that is shown: it is in the folder, not empty, and known for what it is."""
    for _, step in scene.steps:
        for shown in files_in(step):
            _check_file(scene, shown, is_picture=False)
        card = card_in(step)
        if card is not None and card.image is not None:
            _check_file(scene, card.image, is_picture=True)


def check_shown_room(scene: Scene, platforms: Sequence[Limits]) -> None:
    """Warn where a platform shows a file or a card in a lesser form, or takes no such answer.

    Args:
        scene: the dialogue.
        platforms: those of the channels that the brand declares, each once.
    """
    for _, step in scene.steps:
        for platform in platforms:
            for shown in files_in(step):
                _check_size(scene, shown, platform)
            card = card_in(step)
            if card is not None:
                _check_card(scene, card, platform)
            if isinstance(step, AskStep):
                _check_answer(scene, step, platform)


def files_in(step: Step) -> tuple[ShownFile, ...]:
    """Return the files beside the text of a step."""
    return step.media or () if isinstance(step, SayStep | AskStep) else ()


def card_in(step: Step) -> ShownCard | None:
    """Return the card of a step."""
    return step.card if isinstance(step, SayStep) else None


def texts_in(step: Step) -> Iterator[Template]:
    """Yield what people read of the files and the card of a step."""
    card = card_in(step)
    files = [*files_in(step)]
    if card is not None:
        yield card.title
        yield from () if card.text is None else (card.text,)
        files += [] if card.image is None else [card.image]
    yield from (shown.alt for shown in files if shown.alt is not None)


def addresses_in(step: Step) -> Iterator[Words]:
    """Yield the addresses of the files and the card of a step, which may hold expressions."""
    card = card_in(step)
    yield from (shown.file for shown in files_in(step))
    if card is not None:
        yield from () if card.url is None else (card.url,)
        yield from () if card.image is None else (card.image.file,)


def _check_file(scene: Scene, shown: ShownFile, *, is_picture: bool) -> None:
    written = shown.file.text
    if "{" in written:
        return
    media_type = media_type_of(written)
    address = None if is_web(written) else own_file(written)
    if address is not None and address not in scene.known.media:
        hint = did_you_mean(address, scene.known.media) or "Put it into the brand's folder."
        scene.faults.error(shown.file.place, f"There is no file {quoted(address)}.", hint)
    elif address is not None and scene.known.media[address] == 0:
        scene.faults.error(shown.file.place, f"The file {quoted(address)} is empty.")
    elif is_picture and media_type is not None and kind_of(media_type) != "image":
        hint = "Write the address of a JPEG, PNG, GIF or WebP file."
        scene.faults.error(shown.file.place, f"{quoted(written)} is no picture.", hint)
    elif media_type is None and shown.kind is None and not is_picture:
        hint = f'Write {{file: "{written}", kind: image}}, or another kind.'
        scene.faults.warning(
            shown.file.place, "Nothing says what this is: it is shown as a file.", hint
        )


def _check_size(scene: Scene, shown: ShownFile, platform: Limits) -> None:
    address = own_file(shown.file.text)
    length = scene.known.media.get(address or "", 0)
    kind = kind_of(media_type_of(shown.file.text)) if shown.kind is None else shown.kind.text
    if platform.file_bytes is not None and length > platform.file_bytes:
        message = f"On {platform.platform} this file is not shown, only told in words."
        _warn_of_size(scene, shown, message, length, platform.file_bytes)
    elif kind == "image" and platform.image_bytes is not None and length > platform.image_bytes:
        message = f"On {platform.platform} this picture is shown as a file."
        _warn_of_size(scene, shown, message, length, platform.image_bytes)


def _warn_of_size(scene: Scene, shown: ShownFile, message: str, length: int, most: int) -> None:
    hint = f"It has {length / _MEGABYTE:.1f} MB; {most // _MEGABYTE} MB are taken there."
    scene.faults.warning(shown.file.place, message, hint)


def _check_card(scene: Scene, card: ShownCard, platform: Limits) -> None:
    for text, most in ((card.title, platform.card_title), (card.text, platform.card_text)):
        if text is None or most is None:
            continue
        lengths = (platform.least_length(one) for one in scene.in_all_languages(text).values())
        if max(lengths) > most:
            message = f"On {platform.platform} this card is shown as text."
            hint = f"This has more than the {most} characters that a card takes there."
            scene.faults.warning(text.place, message, hint)


def _check_answer(scene: Scene, step: AskStep, platform: Limits) -> None:
    kind = ask_type(step)
    if is_on(step.optional) or step.type is None or kind not in _SENT or platform.receives is None:
        return
    if _SENT[kind] not in platform.receives:
        message = f"On {platform.platform} nobody can send a {kind}."
        scene.faults.warning(step.type.place, message, 'Let people skip it: "optional: true".')
