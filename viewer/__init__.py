"""The viewer: state, commands, scene, window, command line."""

import meshes as meshes  # before numpy: it says how many threads that may take
