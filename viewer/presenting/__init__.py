"""Presenting without a window: where the two windows sit, what they say, the clock, the keys."""
