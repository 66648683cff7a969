"""Telegram: one bot as a channel, on the SDK's `Bot` and our own polling."""

from adapters.telegram.channel import Telegram

__all__ = ["Telegram"]
