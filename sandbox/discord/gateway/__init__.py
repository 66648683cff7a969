"""The gateway: sessions, the events that they hear, and the WebSocket that they hear them by."""
