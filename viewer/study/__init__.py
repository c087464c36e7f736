"""Studying with the model: questions, marking, papers, repetition; its window is elsewhere."""
