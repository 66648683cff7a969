"""WhatsApp: one business phone number as a channel, on Meta's Cloud API."""

from adapters.whatsapp.channel import WhatsApp

__all__ = ["WhatsApp"]
