"""What dialogues may call: the functions of brands are imported here, and nowhere else."""

import os
from collections.abc import Iterable

from bot.cli.reading import print_faults
from bot.dialogue.publishing.library import Library
from bot.engine.calls.loading import Actions, ActionsFault, load_actions
from bot.engine.calls.world import World


def world_of(libraries: Iterable[Library]) -> World:
    """Return the outside of these brands; leave with exit code 1 where one cannot be imported."""
    world = World(os.environ)
    for library in libraries:
        brand, folder = library.brand, library.folder
        try:
            actions = Actions() if folder is None else load_actions(folder, brand.id)
        except ActionsFault as error:
            print_faults([error.fault])
            raise SystemExit(1) from None
        world.publish(brand, actions)
    return world
