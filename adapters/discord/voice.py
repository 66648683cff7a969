"""Spoken notes as Discord shows them: Ogg Opus alone in its message, with its length. Pure."""

from adapters.discord.files import Upload
from adapters.discord.outgoing import JsonObject, Outgoing

IS_VOICE = 1 << 13
"""The flag of messages that are spoken notes (Discord's reference: Message Flags)."""

_PAGE, _HEAD = b"OggS", b"OpusHead"
_SAMPLES = 48_000
"""Samples in a second of Opus, whatever was recorded (RFC 7845, section 4)."""

_WAVEFORM = "gICAgICAgIA="
"""A flat line: eight samples of the same loudness, in base64 (reference: Voice Messages)."""


def note_of(upload: Upload) -> Outgoing | None:
    """Return a spoken note as a message, None where it is not what Discord shows as one.

    Args:
        upload: a sound.
    """
    seconds = seconds_of(upload.data)
    if seconds is None:
        return None
    attachment: JsonObject = {
        "id": 0,
        "filename": upload.name,
        "duration_secs": seconds,
        "waveform": _WAVEFORM,
    }
    return Outgoing({"flags": IS_VOICE, "attachments": [attachment]}, (upload,))


def seconds_of(ogg: bytes) -> float | None:
    """Return how long a sound in Ogg Opus is, None where it is in another form.

    Its last page says how many samples there are up to there (RFC 3533, section 6), less those that
    are skipped at the beginning (RFC 7845, section 5.1).
    """
    head, last = ogg.find(_HEAD), ogg.rfind(_PAGE)
    if not ogg.startswith(_PAGE) or head < 0 or len(ogg) < max(head + 12, last + 14):
        return None
    skipped = int.from_bytes(ogg[head + 10 : head + 12], "little")
    samples = int.from_bytes(ogg[last + 6 : last + 14], "little", signed=True)
    return max(samples - skipped, 0) / _SAMPLES
