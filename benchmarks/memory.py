"""How much memory this process holds."""

from __future__ import annotations

from pathlib import Path


def resident_mb() -> float:
    """Resident memory in megabytes (2**20 bytes). Raises OSError away from Linux."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024.0
