"""The command line: what teachers prepare material with, and what checks run on."""
