"""One picture by `render`, for the table of speed: `python -m benchmarks.ours_picture OUT.png`."""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Draw as the command line does, print how long it took since `BORN`."""
    from viewer.__main__ import main as program

    if program(["render", sys.argv[1], "--size", "1280x800"]):
        sys.exit(1)
    took, spent = time.time() - float(os.environ["BORN"]), time.process_time()
    print(json.dumps({"took": took, "took_cpu": spent}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
