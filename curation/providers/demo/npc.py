"""The npc scenario: which world the persona is carried over into."""

from curation.providers.demo.characters import write_character
from curation.providers.demo.orchard import write_orchardist
from curation.providers.demo.other_world import write_inhabitant
from curation.providers.demo.scene import Scene


def write_npc(scene: Scene, variant: str, world: str) -> str:
    """Write a character sheet for the world that the text tells of.

    Args:
        scene: The persona.
        variant: Which world is meant where there is no text.
        world: The text; the two that ship are known by their names, from another one the names are taken.
    """
    if "Hollowtide" in world:
        return write_character(scene)
    if "Ninth Orchard" in world or (not world.strip() and variant == "orchard"):
        return write_orchardist(scene)
    return write_inhabitant(scene, world) if world.strip() else write_character(scene)
