"""The expression language, and texts with expressions in them."""
