"""Damaged files and words fed to every reader of the program: `python -m tools.fuzz`.

What must hold for each of them: no crash, no hang, nothing half-written, and a refusal that names
the file and the cure.
"""
