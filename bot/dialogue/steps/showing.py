"""Files and cards beside a text."""

from typing import Annotated, ClassVar, Self

from bot.brand.collected import Faults
from bot.brand.leaves import Keyword, Template, Words
from bot.brand.nodes import Node, Scalar
from bot.brand.shapes import Fields, OneOrMore, Required
from bot.brand.wording import quoted
from bot.core.media_address import PLACE, is_web, own_file, place_at


class FileAddress(Words, frozen=True):
    """Where a file is; expressions in it are filled in when it is shown."""

    expected: ClassVar[str] = "a path such as media/hall.jpg, or an https address"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what could never be shown: a path out of the folder, another kind of address."""
        if "{" in text or text.startswith("https://") or place_at(text) is not None:
            return None
        if text.startswith(PLACE):
            hint = "Write geo:45.4642,9.19: its latitude and its longitude, in degrees."
            return f"{quoted(text)} is no place on earth.", hint
        if is_web(text):
            return "People are shown files over https only.", f"Write https{text[4:]}."
        if own_file(text) is None:
            hint = "Put the file into the folder media, and write media/hall.jpg."
            return f"{quoted(text)} is no file in the folder media.", hint
        return None


class PageAddress(Words, frozen=True):
    """Where a page is; expressions in it are filled in when it is shown."""

    expected: ClassVar[str] = "an address such as https://example.org/hall"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no address of the web."""
        if "{" in text or is_web(text):
            return None
        return f"{quoted(text)} is no address of a page.", "Write it as https://example.org/hall."


class FileKind(Keyword, frozen=True):
    """As what a file is shown."""

    expected: ClassVar[str] = "image, video, audio, voice or file"
    known: ClassVar[tuple[str, ...]] = ("image", "video", "audio", "voice", "file")


class ShownFile(Fields, frozen=True, kw_only=True):
    """A file that is shown: its address alone, or more about it."""

    called: ClassVar[str] = "a file that is shown"
    expected: ClassVar[str] = "a path such as media/hall.jpg, an https address, or lines with more"
    written: ClassVar[str] = "Write media/hall.jpg, or {file: media/hall.jpg, alt: The hall}."

    file: Annotated[
        FileAddress, "Where it is: in the folder `media`, on the web, or geo:45.46,9.19."
    ]
    alt: Annotated[Template | None, "What there is to see or hear, for those who do not."] = None
    kind: Annotated[FileKind | None, "As what it is shown; the end of its name says so else."] = (
        None
    )

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the file; a single value is its address."""
        if not isinstance(node, Scalar):
            return super().read(node, faults)
        file = FileAddress.read(node, faults)
        return None if file is None else cls(place=node.place, file=file)


ShownFiles = Annotated[tuple[ShownFile, ...], OneOrMore]


class ShownCard(Fields, frozen=True, kw_only=True):
    """A card below the text, in a frame of its own where the platform has such a thing."""

    called: ClassVar[str] = "a card"
    expected: ClassVar[str] = 'lines such as "title" and "text"'
    written: ClassVar[str] = "Write {title: The hall, text: It holds 60., image: media/hall.jpg}."

    title: Annotated[Template, Required, "Its title."] = Template.absent()
    text: Annotated[Template | None, "What it says, with light Markdown."] = None
    image: Annotated[ShownFile | None, "Its picture, as a file of `media`."] = None
    url: Annotated[PageAddress | None, "The page that its title opens."] = None
