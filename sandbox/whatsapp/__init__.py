"""A stand-in for WhatsApp: Meta's Cloud API on loopback, and a control API to play people."""
