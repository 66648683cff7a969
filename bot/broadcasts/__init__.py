"""Speaking first to many: who, when, and what for. The engine opens what is planned here."""
