"""Reading a brand's folder: all of its faults, and its library where there is no error."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from bot.brand.broadcast_file import BroadcastFile, broadcast_of
from bot.brand.budgets import Budgets
from bot.brand.catalogues import Catalogue, read_catalogue
from bot.brand.collected import Faults
from bot.brand.environment import references_in
from bot.brand.faults import Fault, has_errors, in_order
from bot.brand.folder import File, read_folder
from bot.brand.loading import DEFAULT_LANGUAGE, BrandReading, brand_of, read_brand_file
from bot.brand.nodes import Document, Node
from bot.brand.reader import Read, read_yaml
from bot.brand.spilled import refuse_spilled
from bot.brand.translations import Translations, WrittenText
from bot.dialogue.checks.brand_check import check_answers, check_brand, check_platforms
from bot.dialogue.checks.broadcasts import Beginnings, check_beginnings
from bot.dialogue.checks.limits import FindLimits, Limits, no_limits
from bot.dialogue.compiling import compile_script
from bot.dialogue.compiling.leaves import is_on, text_of
from bot.dialogue.model.actions import read_actions
from bot.dialogue.model.faq import FaqFile
from bot.dialogue.model.known import Known, known_of, with_buttons
from bot.dialogue.model.script import Script, Start
from bot.dialogue.model.walk import steps_in
from bot.dialogue.program import Dialogue, Faq, Trigger
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.places import StepPlaces, places_of
from bot.dialogue.python.code import PythonCode
from bot.dialogue.python.compiling import compile_python, shared_hash
from bot.dialogue.python.script import PythonScript
from bot.dialogue.python.starting import with_starts
from bot.dialogue.steps import HttpStep


class Reading(Struct, frozen=True):
    """A brand's folder as read; `library` is None where a fault is an error.

    `texts` is all that people read, complete where there is a library, and `catalogues` are the
    translations that could be read. `places` says where each step stands.
    """

    library: Library | None
    faults: tuple[Fault, ...]
    texts: Sequence[WrittenText] = ()
    catalogues: Sequence[Catalogue] = ()
    places: StepPlaces = field(default_factory=dict)


def read_brand(
    folder: Path,
    environ: Mapping[str, str],
    adapter_names: Collection[str] | None = None,
    limits: FindLimits = no_limits,
    now: datetime | None = None,
) -> Reading:
    """Read, check and compile the brand in a folder.

    Nothing is started, and nothing outside the folder is read.

    Args:
        folder: where brand.yaml is.
        environ: where `${NAME}` in brand.yaml is looked up.
        adapter_names: the adapters of this installation, None to allow every known one.
        limits: what is known of the platforms of its channels.
        now: the present moment, None where it does not matter whether a time has passed.
    """
    publisher = _Publisher(environ, adapter_names, limits, now)
    library = publisher.library(folder)
    faults = in_order(publisher.faults.found)
    texts, catalogues = publisher.translations.written(), publisher.translations.catalogues
    library = None if has_errors(faults) else library
    return Reading(library, faults, texts, catalogues, publisher.places)


class _Publisher:
    def __init__(
        self,
        environ: Mapping[str, str],
        adapters: Collection[str] | None,
        limits: FindLimits,
        now: datetime | None,
    ) -> None:
        self.faults = Faults()
        self._environ = environ
        self._adapters = adapters
        self._limits = limits
        self._now = now
        self._unreadable: list[str] = []
        self.places: StepPlaces = {}
        self.translations = Translations((), {}, frozenset(), self.faults)

    def library(self, folder: Path) -> Library | None:
        """Return the library, which counts only if there is no error among the faults."""
        files = read_folder(folder, self.faults)
        brand = self._brand(files.brand)
        languages = (DEFAULT_LANGUAGE,) if brand is None else brand.languages
        translations = self.translations = self._translations(
            files.catalogues, languages, known=brand is not None
        )
        faq = self._faq(files.faq)
        answers = None if faq is None else faq.script()
        beginnings = Beginnings(self._broadcasts(files.broadcasts), brand, self._now)
        scripts = with_starts(self._scripts(files.dialogues), languages, beginnings.opened)
        known = known_of(brand, scripts, languages, self._unreadable, beginnings.opened)
        known = replace(
            known,
            media=files.media,
            read=beginnings.read,
            actions=read_actions(files.actions, self.faults),
            unset=frozenset(_variables_in(scripts) - self._environ.keys()),
        )
        if answers is not None:
            known = with_buttons(known, answers)
        check_brand(brand, scripts, known, translations, self.faults)
        if faq is not None:
            check_answers(faq, scripts, known, translations, self.faults)
        check_beginnings(beginnings, scripts, known, translations, self.faults)
        spoken = scripts if answers is None else [*scripts, answers]
        self.places = places_of(spoken)
        check_platforms(spoken, known, translations, self._platforms(brand), self.faults)
        if brand is None or has_errors(self.faults.found):
            return None
        shared = shared_hash(files.shared)
        library = _compiled(brand, scripts, beginnings.broadcasts, known, translations, shared)
        said = None if faq is None else _faq(faq, library.brand.languages[0], translations)
        return replace(library, media=files.media, folder=folder, faq=said)

    def _brand(self, file: File | None) -> BrandReading | None:
        read = None if file is None else self._read(file)
        if read is None or read.root is None:
            return None
        brand = read_brand_file(
            read.root, self._environ, self._adapters, self.faults, self._allowed
        )
        refuse_spilled(read.document, self.faults)
        return brand

    def _allowed(self, adapter: str) -> Budgets | None:
        limits = self._limits(adapter)
        return None if limits is None else limits.pace

    def _platforms(self, brand: BrandReading | None) -> list[Limits]:
        """Return the limits of each platform that the brand has a channel on, once."""
        channels = () if brand is None else brand.channels.values()
        adapters = dict.fromkeys(channel.adapter for channel in channels)
        return [found for adapter in adapters if (found := self._limits(adapter)) is not None]

    def _scripts(self, files: Sequence[File]) -> list[Script]:
        return [script for file in files if (script := self._script(file)) is not None]

    def _script(self, file: File) -> Script | None:
        if file.path.endswith(".py"):
            return self._python(file)
        root = self._root(file)
        script = None if root is None else Script.read(root, self.faults)
        if root is not None and (script is None or not script.dialogue.text):
            self._unreadable.append(file.data.decode(errors="replace"))
        return script

    def _python(self, file: File) -> Script | None:
        from bot.dialogue.python.reading import read_script  # noqa: PLC0415 - few brands have any

        document, python = read_script(file, self.faults)
        if python is None:
            self._unreadable.append(document.text)
        return python

    def _faq(self, file: File | None) -> FaqFile | None:
        root = None if file is None else self._root(file)
        return None if root is None else FaqFile.read(root, self.faults)

    def _broadcasts(self, files: Sequence[File]) -> list[BroadcastFile]:
        roots = [root for file in files if (root := self._root(file)) is not None]
        read = [BroadcastFile.read(root, self.faults) for root in roots]
        return [one for one in read if one is not None]

    def _root(self, file: File) -> Node | None:
        read = self._read(file)
        refuse_spilled(read.document, self.faults)
        return read.root

    def _read(self, file: File) -> Read:
        read = read_yaml(file.path, file.data)
        self.faults.found += read.faults
        if read.root is None:
            self._unreadable.append(read.document.text)
        return read

    def _translations(
        self, files: Sequence[File], languages: tuple[str, ...], *, known: bool
    ) -> Translations:
        found = [self._catalogue(file, languages, known=known) for file in files]
        catalogues = {one.language: one for one in found if one is not None}
        unreadable = frozenset(PurePosixPath(file.path).stem for file in files) - catalogues.keys()
        return Translations(languages, catalogues, unreadable, self.faults)

    def _catalogue(
        self, file: File, languages: Collection[str], *, known: bool
    ) -> Catalogue | None:
        language = PurePosixPath(file.path).stem
        if known and language not in languages:
            message = f'This catalogue is not used: "{language}" is not among the languages.'
            hint = "Add it to languages in brand.yaml, or rename the file, as in it.po."
            self.faults.warning(file.start, message, hint)
        try:
            text = file.data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            self.faults.error(file.start, "This file is not UTF-8 text.", "Save it as UTF-8.")
            return None
        refuse_spilled(Document(file.path, text), self.faults)
        return read_catalogue(language, file.path, text, self.faults)


def _variables_in(scripts: Sequence[Script]) -> set[str]:
    """Return the names of the variables that the headers of calls hold."""
    return {
        variable.name
        for script in scripts
        for _, step in steps_in(script.steps)
        if isinstance(step, HttpStep)
        for value in (step.http.headers or {}).values()
        for variable in references_in(value.scalar)
    }


def _compiled(  # noqa: PLR0913, PLR0917 - all that a library is made of
    brand: BrandReading,
    scripts: Sequence[Script],
    broadcasts: Sequence[BroadcastFile],
    known: Known,
    translations: Translations,
    shared: str,
) -> Library:
    default = brand.languages[0]
    translate = partial(translations.text, written_in=default)
    dialogues: dict[str, Dialogue] = {}
    python: dict[str, PythonCode] = {}
    for script in scripts:
        name = script.dialogue.text
        dialogues[name], code = _dialogue(script, default, known, translations, shared)
        if code is not None:
            python[name] = code
    return Library(
        brand_of(brand, translate),
        dialogues,
        broadcasts={one.broadcast.text: broadcast_of(one, translate) for one in broadcasts},
        python=python,
    )


def _dialogue(
    script: Script, default: str, known: Known, translations: Translations, shared: str
) -> tuple[Dialogue, PythonCode | None]:
    language = default if script.language is None else script.language.text
    translate = partial(translations.text, written_in=language)
    name, code = script.dialogue.text, None
    if isinstance(script, PythonScript):
        program, code = compile_python(script, language, translate, shared)
    else:
        program = compile_script(script, language, translate, sorted(known.arguments.get(name, ())))
    return Dialogue(name, tuple(_triggers(script)), program, moves=is_on(script.moves)), code


def _faq(file: FaqFile, language: str, translations: Translations) -> Faq:
    translate = partial(translations.text, written_in=language)
    return Faq(compile_script(file.script(), language, translate), file.asked())


def _triggers(script: Script) -> list[Trigger]:
    starts = script.starts or ()
    return [
        *(Trigger(command=one.text) for start in starts for one in start.command or ()),
        *(Trigger(keyword=one.text) for start in starts for one in start.keyword or ()),
        *(Trigger(phrase=one.text) for start in starts for one in start.phrases or ()),
        *(Trigger(link=one.text) for start in starts for one in start.link or ()),
        *(one for start in starts for one in _event_triggers(start)),
    ]


def _event_triggers(start: Start) -> Iterator[Trigger]:
    topic, urgent = text_of(start.topic), is_on(start.urgent)
    for event in start.event or ():
        yield Trigger(event=event.text, topic=topic, urgent=urgent)
