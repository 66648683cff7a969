"""What every part of a program is, so that one that was stored can be read for years."""

from msgspec import Struct


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A part of a program: stored as JSON, and read again by a later release.

    What has its default is not written: a release that adds a field with a default leaves every
    version as it is, and reads those of before. A default therefore never changes its meaning.
    What a later release has added is refused instead of left out, so that no program is misread.
    Parts hold no circles, and are not looked through for any: a large brand has half a million.
    """
