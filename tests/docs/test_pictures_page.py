"""What the page on pictures shows is a brand that is fine, and a story that holds."""

import re
from pathlib import Path

from bot.channels.registry import adapter_names
from bot.cli.rehearsal import profiles
from bot.dialogue.publishing.publish import read_brand
from bot.stories.play import play
from bot.stories.reading import stories_in
from tests.brand_folder import write_files

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "show-pictures.md"
BRAND = """\
brand: hall
title: The hall
languages: [en]
channels: {telegram: {adapter: telegram, token: "${TOKEN}"}}
"""


async def test_the_samples_are_fine_and_the_story_holds(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    *dialogues, story = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    files = {f"dialogues/{number}.yaml": one for number, one in enumerate(dialogues)}
    files |= dict.fromkeys(re.findall(r"media/\w+\.\w+", "".join(dialogues)), "x")
    write_files(tmp_path, {"brand.yaml": BRAND, **files})
    reading = read_brand(tmp_path, {"TOKEN": "1:a"}, adapter_names())
    assert reading.library is not None
    assert not reading.faults
    (written,) = stories_in("tests/guest.yaml", story.encode()).stories
    played = await play(written, reading.library, profiles())
    assert played.failure is None, played.failure
