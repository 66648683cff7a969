"""Files and cards that are shown: each file is there, and every platform of the brand takes it."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from bot.brand.leaves import Template, Words
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.changes import CardWritten, MediaTold, ShownAs
from bot.core.content import Card, Media, MediaKind, Message
from bot.core.lengths import size
from bot.core.media_address import address_meant, is_web, own_file, place_at
from bot.core.media_types import kind_of, media_type_of
from bot.dialogue.checks.least import least_markdown, least_text
from bot.dialogue.checks.limits import Limits
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.steps import AskStep, SayStep, ShownCard, ShownFile, Step

_MEGABYTE = 1024 * 1024
_NOUNS: Mapping[MediaKind, str] = {
    "image": "picture",
    "video": "film",
    "audio": "sound",
    "voice": "spoken note",
    "location": "place",
    "file": "file",
}
"""What authors call each kind."""

_KINDS: Mapping[str, MediaKind] = {kind: kind for kind in _NOUNS}
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
                _check_file_there(scene, shown, platform)
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
    if place_at(written) is not None:
        _check_place(scene, shown, is_picture=is_picture)
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


def _check_place(scene: Scene, shown: ShownFile, *, is_picture: bool) -> None:
    if is_picture:
        hint = "Show it beside the text, with media:."
        scene.faults.error(shown.file.place, "A place is no picture.", hint)
    elif shown.kind is not None:
        hint = "Leave kind: out."
        scene.faults.error(shown.kind.place, "A place is shown as nothing else.", hint)


def _check_file_there(scene: Scene, shown: ShownFile, platform: Limits) -> None:
    """Warn where a file is shown as another kind, or only told in words."""
    media = _media(scene, shown)
    if media is None:
        return
    noun = _NOUNS[media.kind]
    for change in platform.changes(Message("", "", media=(media,))):
        match change:
            case ShownAs(kind=kind):
                message = f"On {platform.platform} this {noun} is shown as a {_NOUNS[kind]}."
                most = platform.image_bytes if media.kind == "image" else None
                scene.faults.warning(shown.file.place, message, _of_size(media, most))
            case MediaTold():
                message = f"On {platform.platform} this file is not shown, only told in words."
                hint = _of_size(media, platform.file_bytes)
                if is_web(media.url):
                    hint = "It becomes a link."
                scene.faults.warning(shown.file.place, message, hint)
            case _:
                pass


def _media(scene: Scene, shown: ShownFile) -> Media | None:
    """Return the file that is shown, None where only an expression says which."""
    written = shown.file.text
    if "{" in written:
        return None
    if place_at(written) is not None:
        return Media("location", written)
    media_type, address = media_type_of(written), address_meant(written)
    kind = kind_of(media_type) if shown.kind is None else _KINDS.get(shown.kind.text, "file")
    return Media(kind, address, None, media_type, scene.known.media.get(address))


def _of_size(media: Media, most: int | None) -> str | None:
    """Return how large a file is where it is too large."""
    if media.size is None or most is None or media.size <= most:
        return None
    return f"It has {media.size / _MEGABYTE:.1f} MB; {most // _MEGABYTE} MB are taken there."


def _check_card(scene: Scene, card: ShownCard, platform: Limits) -> None:
    """Warn where a platform has cards, and shows this one as text."""
    if platform.card_title is None:
        return
    image = None if card.image is None else _media(scene, card.image)
    titles = scene.in_all_languages(card.title)
    texts = {} if card.text is None else scene.in_all_languages(card.text)
    for language in {**titles, **texts}:
        title = titles.get(language, card.title.text)
        text = texts.get(language, "" if card.text is None else card.text.text)
        shown = Card(least_text(title), least_text(text), least_markdown(text), image=image)
        if any(
            isinstance(change, CardWritten)
            for change in platform.changes(Message("", "", card=shown))
        ):
            _warn_of_card(scene, card, shown, platform)
            return


def _warn_of_card(scene: Scene, card: ShownCard, shown: Card, platform: Limits) -> None:
    message = f"On {platform.platform} this card is shown as text."
    is_title = size(shown.title, platform.unit) > (platform.card_title or 0)
    if not is_title and card.image is not None and _is_image_the_matter(shown, platform):
        hint = "Its picture cannot be shown in a card there."
        scene.faults.warning(card.image.file.place, message, hint)
        return
    most = platform.card_title if is_title else platform.card_text
    place = card.title.place if is_title or card.text is None else card.text.place
    hint = f"This has more than the {most} characters that a card takes there."
    scene.faults.warning(place, message, hint)


def _is_image_the_matter(card: Card, platform: Limits) -> bool:
    bare = replace(card, image=None)
    return not platform.changes(Message("", "", card=bare))


def _check_answer(scene: Scene, step: AskStep, platform: Limits) -> None:
    kind = ask_type(step)
    if is_on(step.optional) or step.type is None or kind not in _SENT or platform.receives is None:
        return
    if _SENT[kind] not in platform.receives:
        message = f"On {platform.platform} nobody can send a {kind}."
        scene.faults.warning(step.type.place, message, 'Let people skip it: "optional: true".')
