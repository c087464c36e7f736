"""The anatomy: what there is, what it is shaped like, and what changes it."""

import os

# Products here are small and many: a second thread of the linear algebra costs more than it gives
# (a step of the scoliosis slider: 76 ms with two, 34 with one). It is read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
