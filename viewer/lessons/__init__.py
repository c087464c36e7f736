"""Lessons: plain folders of steps, each a whole scene with words; no Qt here."""
