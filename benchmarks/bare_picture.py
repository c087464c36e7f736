"""One picture by F3D, for the table of speed: `PYTHON -m benchmarks.bare_picture IN.glb OUT.png`.

Run by a Python that has F3D (`pip install f3d` into an environment of its own). Free of everything
else in this project, and of this package too when it is run as a file.
"""

from __future__ import annotations

import json
import os
import sys
import time

SIZE = (1280, 800)


def main() -> None:
    """Draw, write, print how long it took since `BORN`."""
    import f3d

    f3d.Log.set_verbose_level(f3d.Log.QUIET)
    engine = f3d.Engine.create(True)
    engine.window.size = SIZE
    engine.scene.add(sys.argv[1])
    engine.window.render_to_image().save(sys.argv[2])
    took, spent = time.time() - float(os.environ["BORN"]), time.process_time()
    print(json.dumps({"took": took, "took_cpu": spent}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
