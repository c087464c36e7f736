"""The program killed while it saves, two copies of it at once, a full disc, a folder that cannot be
written: `python -m tools.kill`. Needs a system that forks (Linux, macOS)."""
