"""The product's own address: doors for systems and people, health, metrics, the chat page."""
