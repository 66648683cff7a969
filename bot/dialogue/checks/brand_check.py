"""Checking a brand as a whole, as a compiler checks a program."""

from collections.abc import Sequence

from bot.brand.brand_file import BrandFile
from bot.brand.collected import Faults
from bot.brand.leaves import Template
from bot.brand.loading import BrandReading
from bot.brand.translations import Translations
from bot.dialogue.checks.comparisons import check_comparisons
from bot.dialogue.checks.cycles import check_cycles
from bot.dialogue.checks.depth import check_depth
from bot.dialogue.checks.endings import check_endings
from bot.dialogue.checks.faq import check_faq
from bot.dialogue.checks.flow import check_consents, check_flow
from bot.dialogue.checks.handoffs import check_handoffs
from bot.dialogue.checks.limits import Limits
from bot.dialogue.checks.loops import check_loops
from bot.dialogue.checks.outside import check_outside
from bot.dialogue.checks.pieced import check_pieced
from bot.dialogue.checks.problems import check_in_all_languages, without_slots
from bot.dialogue.checks.questions import check_questions
from bot.dialogue.checks.references import check_language, check_references
from bot.dialogue.checks.remembered import check_remembered
from bot.dialogue.checks.room import check_room
from bot.dialogue.checks.scene import Scene
from bot.dialogue.checks.shadows import check_shadows
from bot.dialogue.checks.sharing import check_sharing
from bot.dialogue.checks.showing import check_shown, check_shown_room
from bot.dialogue.checks.skipped import check_skipped
from bot.dialogue.checks.splits import check_splits
from bot.dialogue.checks.starts import check_claims, check_reachable, check_starts
from bot.dialogue.checks.texts import check_texts
from bot.dialogue.checks.unfilled import check_unfilled
from bot.dialogue.checks.usage import check_usage
from bot.dialogue.checks.waiting import check_waiting
from bot.dialogue.model.faq import FaqFile
from bot.dialogue.model.known import Known
from bot.dialogue.model.script import Script

_CHECKS = (
    check_language,
    check_starts,
    check_references,
    check_questions,
    check_texts,
    check_waiting,
    check_remembered,
    check_comparisons,
    check_unfilled,
    check_skipped,
    check_splits,
    check_pieced,
    check_shown,
    check_handoffs,
    check_outside,
    check_sharing,
)
"""Checks of one dialogue at a time, however it is written."""

_OF_THE_WAY = (check_flow, check_consents)
"""Checks of the way from step to step in one dialogue, which Python goes by itself."""


def check_brand(
    brand: BrandReading | None,
    scripts: Sequence[Script],
    known: Known,
    translations: Translations,
    faults: Faults,
) -> None:
    """Add every fault that shows only when files are seen together, or steps in their order.

    Args:
        brand: brand.yaml, None where it could not be read.
        scripts: the dialogues that could be read, by file.
        known: the names of the brand.
        translations: the brand's catalogues.
        faults: where to add.
    """
    if brand is not None:
        translations.check_present(brand.languages_place)
        _check_brand_texts(brand, translations, faults)
    scenes = [Scene(script, known, translations, faults) for script in scripts]
    for scene in scenes:
        for check in _CHECKS if scene.is_python else (*_CHECKS, *_OF_THE_WAY):
            check(scene)
    check_claims(scenes, faults)
    check_reachable(scenes)
    check_usage(scenes)
    check_depth(scenes, check_cycles(scenes))
    check_loops(scenes)
    check_endings(scenes)
    check_shadows(scenes)


def check_answers(
    faq: FaqFile,
    scripts: Sequence[Script],
    known: Known,
    translations: Translations,
    faults: Faults,
) -> None:
    """Add every fault of what is said to what people ask again and again.

    Args:
        faq: faq.yaml.
        scripts: the dialogues that could be read, which are understood before it.
        known: the names of the brand.
        translations: the brand's catalogues.
        faults: where to add.
    """
    scene = Scene(faq.script(), known, translations, faults)
    for check in (check_references, check_questions, check_texts, check_shown):
        check(scene)
    check_faq(faq, scripts, known.languages, faults)


def check_platforms(
    scripts: Sequence[Script],
    known: Known,
    translations: Translations,
    platforms: Sequence[Limits],
    faults: Faults,
) -> None:
    """Warn of what a platform of the brand's channels shows in a lesser form.

    Args:
        scripts: the dialogues that could be read, by file.
        known: the names of the brand.
        translations: the brand's catalogues.
        platforms: those whose limits are known, each once.
        faults: where to add.
    """
    for script in scripts if platforms else ():
        scene = Scene(script, known, translations, faults)
        check_room(scene, platforms)
        check_shown_room(scene, platforms)


def _check_brand_texts(brand: BrandReading, translations: Translations, faults: Faults) -> None:
    language = brand.languages[0]
    for template in _texts_of(brand.file):
        check_in_all_languages(template, language, without_slots, translations, faults)


def _texts_of(file: BrandFile) -> list[Template]:
    texts = [file.title]
    for topic in (file.topics or {}).values():
        texts += (topic.title, topic.wording)
    return [text for text in texts if text is not None]
