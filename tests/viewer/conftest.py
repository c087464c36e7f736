"""An off-screen window with a scene in it, for everything that looks at pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from meshes.catalog import Catalog
from meshes.store import Assets
from viewer.atlas import Atlas
from viewer.state import Camera, ViewState

SIZE = (480, 360)


class Studio:
    """A scene in an off-screen window of its own."""

    size = SIZE

    def __init__(self, assets: Assets, catalog: Catalog) -> None:
        # Imported here: most tests need no VTK.
        from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

        from viewer.id_image import IdPass
        from viewer.scene import Scene

        self.scene = Scene(assets, catalog)
        self.renderer = vtkRenderer()
        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(True)
        self.window.SetMultiSamples(0)
        self.window.SetSize(*SIZE)
        self.window.AddRenderer(self.renderer)
        self.scene.attach(self.renderer)
        self.passes = IdPass(self.scene)
        self.passes.join(self.window)

    def shot(self, camera: Camera) -> npt.NDArray[np.uint8]:
        """What is seen from a pose, top row first: (height, width, 3)."""
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        self.scene.set_camera(camera)
        self.window.Render()
        data = vtkUnsignedCharArray()
        self.window.GetPixelData(0, 0, SIZE[0] - 1, SIZE[1] - 1, 0, data, 0)
        return np.asarray(vtk_to_numpy(data).reshape(SIZE[1], SIZE[0], 3)[::-1]).copy()

    def pictures(self, camera: Camera) -> Any:
        """The id pictures from a pose."""
        self.shot(camera)
        return self.passes.draw(self.window, self.renderer, camera)


@pytest.fixture
def studio(assets: Assets, catalog: Catalog) -> Studio:
    return Studio(assets, catalog)


@pytest.fixture
def start(atlas: Atlas) -> ViewState:
    return atlas.start()
