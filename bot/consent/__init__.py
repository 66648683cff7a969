"""The rules of consent and manners, pure: what stands, quiet hours, caps."""
