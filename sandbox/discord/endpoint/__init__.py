"""Interactions that are posted to a bot, instead of told over the gateway."""
