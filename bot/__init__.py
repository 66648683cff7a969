"""Convivio: one lasting, opt-in, useful conversation between a brand and each person."""
