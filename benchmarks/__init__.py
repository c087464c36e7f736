"""What the program costs, each figure beside that of the bare tools: `python -m benchmarks`."""

import meshes as meshes  # before numpy: it says how many threads that may take
