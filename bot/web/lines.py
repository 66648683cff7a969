"""Lines of a conversation as a page shows them, with an address for each file of its person."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from msgspec.structs import replace

from bot.channels.contract import ChannelSettings, Part
from bot.channels.delivery import WrittenMedia, write_media, write_message
from bot.core.content import Card
from bot.core.ids import BrandId, DeliveryId
from bot.core.media_address import served_at, upload_at
from bot.engine.uploads import Shown, Uploads
from bot.store.people import Account
from bot.web.frames import ShownCard, ShownLine
from bot.web.site import Line


class Lines:
    """Writes the lines of one person.

    Args:
        settings: the channel.
        uploads: the files that people have sent; None: none can be looked at.
    """

    def __init__(self, settings: ChannelSettings, uploads: Uploads | None) -> None:
        self._settings = settings
        self._uploads = uploads

    async def of_parts(self, person: str, parts: Sequence[Part]) -> list[ShownLine]:
        """Return what we say."""
        return await self._with_files(person, [self._written(part) for part in parts])

    async def of_transcript(self, person: str, lines: Sequence[Line]) -> list[ShownLine]:
        """Return what was said by both sides."""
        return await self._with_files(person, [self._spoken(line) for line in lines])

    def _spoken(self, line: Line) -> ShownLine:
        written = self._written(Part(DeliveryId(line.id), line.message))
        return replace(written, speaker=line.speaker)

    def _written(self, part: Part) -> ShownLine:
        written = write_message(part, self._locate)
        return ShownLine(
            id=written.id,
            speaker="bot",
            text=written.text,
            markdown=written.markdown,
            buttons=written.buttons,
            media=written.media,
            card=self._card(part.message.card),
            contact=part.message.contact,
            replaces=part.message.replaces,
        )

    def _card(self, card: Card | None) -> ShownCard | None:
        if card is None:
            return None
        image = None if card.image is None else write_media(card.image, self._locate)
        return ShownCard(card.title, card.markdown, card.url, image)

    def _locate(self, path: str) -> str:
        """Return where the page finds a file of the brand: beside itself, whatever its host."""
        return served_at(self._settings.brand, path)

    async def _with_files(self, person: str, lines: list[ShownLine]) -> list[ShownLine]:
        """Return the lines with an address for each file of this person; others are only named."""
        sent = [one.url for line in lines for one in line.media]
        ids = [found for url in sent if (found := upload_at(url)) is not None]
        if not ids:
            return lines
        account = Account(self._settings.brand, self._settings.name, person)
        files = {} if self._uploads is None else await self._uploads.of(account, ids)
        return [
            replace(line, media=[self._with_address(one, files) for one in line.media])
            for line in lines
        ]

    def _with_address(self, media: WrittenMedia, files: Mapping[str, Shown]) -> WrittenMedia:
        upload = upload_at(media.url)
        if upload is None:
            return media
        found = files.get(upload)
        return replace(media, url="" if found is None else address_of(self._settings.brand, found))


def address_of(brand: BrandId, shown: Shown) -> str:
    """Return where a file is written or looked at with its pass."""
    return f"/files/{quote(brand)}/{shown.id}?key={shown.key}"
