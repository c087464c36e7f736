"""Sizes, angles and places read off the built anatomy, by the keys of morphometry.toml."""
