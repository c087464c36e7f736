"""Uses the real window for hours by a seeded hand, then counts what it left behind."""
