"""A simulated film, beside one bare frame of the same triangles, all of them, at the same size."""

from __future__ import annotations

import time

import numpy as np
import pyvista as pv

from benchmarks.runner import Pair, Row, alternate
from meshes.catalog import load_catalog
from meshes.changed.normal import load_normal
from viewer.changing import finding_for, roughly
from viewer.state import Camera, ViewState, Xray
from viewer.xray.exposure import Cassette, field_of
from viewer.xray.body import Body
from viewer.xray.develop import developed, negative
from viewer.xray.studio import Studio
from viewer.xray.views import film_views
from meshes.ids import StructureId

_STATE = ViewState(Camera(0.0, 0.0, 1.0, (0.0, 0.0, 0.0)), place=StructureId("segment.L5-S1"))
