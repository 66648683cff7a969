"""The Discord channel, on discord.py; importing it brings neither the library nor aiohttp."""

from adapters.discord.adapter import Discord

__all__ = ["Discord"]
