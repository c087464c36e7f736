"""The surface where values on a grid pass from negative to positive, as triangles.

VTK's flying edges on the first thread; elsewhere, where VTK may not be asked, the same triangles in
the same order by arrays, in some milliseconds more.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshes.effects.first_thread import first_thread_only, is_first_thread
from meshes.surface import Points

Faces = npt.NDArray[np.int64]
Whole = npt.NDArray[np.int64]
#: For each of 256 cases (bit x + 2 y + 4 z set where that corner of a cell is not negative) the
#: edges its triangles have their corners on, three a triangle, as VTK's flying edges has them. Edge
#: 4 a + u + 2 v runs along axis a, at u and v along the other two in their order.
_CASES = """
- 048 095 548958 41a 01a80a 5091a4 51a5a99a8 5b1 0485b1 9b1091 14818bb89 45ba4b 05b0b88ba
40949aa9b 9b8ba8 286 204624 095862 295256654 86241a a62a21120 9508621a4 2a69a291a951 5b1862
4624205b1 9b1910862 19b169146629 45b4ba628 5ba5a252062a 2869a09baa40 2a629a9ba 927 927048
027507 827874475 9271a4 01a0a8279 0270751a4 1751871a8278 5b1927 4805b1279 7b1712210
17b471427482 ba4b45927 27905885b8ba 7027a07baa40 7827b8ba8 986796 904947746 086065567 547467
67969841a 9679169011a6 1a4085586567 a51a65675 986967b15 b15907704746 810871867b17 17b147467
987867b45ba4 70679060a5b0a0b a0ba40b07860706 a7b67a 6a3 480a36 095a36 895854a36 641361
680603301 136164095 513538589836 b1536a 5b148036a 10919b36a 36a14bb48b89 b36b65564
b365b6568580 0640b609b36b 6b368b89b 328a38 4a3430032 8a3832950 932943954a34 841812213 012213
509124132284 529512132 32838a15b 5b14a00a3032 28a2a309119b b49b14942a34243 84585383235b
b05b30320 24328434b094b49 b2932b 2796a3 048279a36 7507026a3 a36824427475 641613792
927038013368 413436507702 381368185278587 927b156a3 36a5b1048279 6a37b22b1210
482427471b17a36 927b35536564 5b3536560806927 2b027b0b436b4b6 6b368b7b22b8 37939aa98
4a3043037079 08a0a70757a3 34a374754 798781713418 937903013 587508783418381 537135
5b19a798aa37 04a0a30397935b1 a78a37870b17071 34a37414bb47 5345b3438793839 b05b30907703
0847b3 b37 b73 04873b 95073b 54858973b 1a4b73 a80a01b73 0951a473b 73b51991a9a8 573153
573531480 973930031 789718731481 3a4347745 0a807a05773a 43a034073097 3973a9a89 73b286
2042463b7 50973b862 b73569546629 41a628b73 73b2162011a6 0952861a473b 95191a9a262a73b
315357286 571731420462 862970073031 694629491739193 86247a45773a 7a573a5a062a0a2
097073034a43862 3973a929669a b923b2 23b2b9048 b50b03302 8548358233b5 b92b23a41 0181a82b923b
41a0350233b5 3523b52581a585a 592521123 480591192123 021231 814821231 923934945a43
85a805a53925352 43a403023 382a83 63b6b88b9 04606b0b93b6 b6356b586508 b63b56546 1a4b83b98863
1601a60693b696b 50858656b3b61a4 a51a65b53356 531583598863 193159396049694 608630310 614316
839863935a43534 059a63 60863040aa03 63a ab76a7 ab7a76804 76a7ab509 b76b6a958854 1b7174476
801817876b71 95074b76441b 918951816b71617 a15a56657 0485615766a1 97696191016a
6176a1719481918 574476 068056576 940974764 968769 72878bb8a 72070a7aba04 0958b28abb72
b2ab72a24952425 1b7417472428 71b721201 41b4b7478287095 71b721519912 15717818a287
0a204a2a715a7a5 07109717a287a78 97214a 872847457 072570 872847970074 972 26a2a99ab
04826996a9ab 5ab52a5026a2 42548252b6a2b2a 1b9196164692 96b926b61806160 4b641b6b250b2b0
51b826 26a92a9a1915 92696a9a515a048 a26a12102 a26a12824421 259265645 259265058856 240642 268
98bb8a 4904a9ab9 0b508b8ab 4b5ab4 1841b8b98 91b019 1841b808558b 51b 5a159a98a 4904a959119a
0a18a0 4a1 584985 059 084 -
"""
_EDGES = 12


def zero_surface(
    values: npt.NDArray[np.float32], spacing: float, origin: Points
) -> tuple[Points, Faces]:
    """Points (n, 3) and triangles (m, 3) of the zero surface, normals towards negative values.

    values: (nx, ny, nz) at the nodes, at least two along each axis. spacing, origin: mm. None of
    either where no value is positive or none negative.
    """
    found = _by_vtk if is_first_thread() else _by_arrays
    return found(values, spacing, np.asarray(origin, dtype=np.float64))


@first_thread_only
def _by_vtk(
    values: npt.NDArray[np.float32], spacing: float, origin: Points
) -> tuple[Points, Faces]:
    from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

    image = vtkImageData()
    image.SetDimensions(*values.shape)
    image.SetSpacing(spacing, spacing, spacing)
    image.SetOrigin(*origin.tolist())
    image.GetPointData().SetScalars(numpy_to_vtk(values.ravel(order="F"), deep=True))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, 0.0)
    edges.ComputeNormalsOff()
    edges.ComputeGradientsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    found = edges.GetOutput()
    if found.GetNumberOfPoints() == 0:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    points = vtk_to_numpy(found.GetPoints().GetData()).astype(np.float64)
    faces = vtk_to_numpy(found.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    return points, faces.astype(np.int64)


def _by_arrays(
    values: npt.NDArray[np.float32], spacing: float, origin: Points
) -> tuple[Points, Faces]:
    values = np.ascontiguousarray(values)
    steps = tuple(stride // values.itemsize for stride in values.strides)
    inside = values >= 0.0
    points, numbers = _crossings(values, inside, steps)
    cells, cases = _cells(inside)
    edges, counts = _case_edges()
    many = counts[cases]
    owner = np.repeat(np.arange(len(cases)), many)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
    on = edges[cases[owner][:, None], 3 * within[:, None] + np.arange(3)]
    nodes = (cells @ np.array(steps))[owner][:, None] + _edge_offsets(steps)[on]
    faces = numbers[on // 4, nodes]
    return origin + spacing * points, faces


def _crossings(
    values: npt.NDArray[np.float32], inside: npt.NDArray[np.bool_], steps: tuple[int, ...]
) -> tuple[Points, Whole]:
    """Where edges of the grid are crossed, in cells, and for each axis the number of the point on
    the edge that begins at a node: (3, nodes), -1 for none."""
    flat = values.ravel()
    numbers = np.full((3, flat.size), -1, dtype=np.int64)
    found, count = [], 0
    for axis, step in enumerate(steps):
        start = np.moveaxis(inside, axis, 0)[:-1] != np.moveaxis(inside, axis, 0)[1:]
        at = np.argwhere(np.moveaxis(start, 0, axis))
        node = at @ np.array(steps)
        places = at.astype(np.float64)
        here, there = flat[node].astype(np.float64), flat[node + step].astype(np.float64)
        places[:, axis] += here / (here - there)
        numbers[axis, node] = count + np.arange(len(node))
        found.append(places)
        count += len(node)
    return np.concatenate(found), numbers


def _cells(inside: npt.NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """The cells the surface runs through, (n, 3), x quickest, and the case of each."""
    nx, ny, nz = (size - 1 for size in inside.shape)
    cases = np.zeros((nx, ny, nz), dtype=np.uint8)
    for k in range(8):
        x, y, z = k & 1, k >> 1 & 1, k >> 2
        cases |= inside[x : x + nx, y : y + ny, z : z + nz].astype(np.uint8) << np.uint8(k)
    at = np.argwhere(((cases > 0) & (cases < 255)).transpose(2, 1, 0))[:, ::-1]
    return at, cases[tuple(at.T)].astype(np.int64)


@lru_cache(maxsize=1)
def _case_edges() -> tuple[Whole, Whole]:
    """Edges of the triangles of each case, (256, 15), and how many triangles it has."""
    rows = [[int(each, 16) for each in row.strip("-")] for row in _CASES.split()]
    edges = np.zeros((len(rows), 15), dtype=np.int64)
    for case, row in enumerate(rows):
        edges[case, : len(row)] = row
    return edges, np.array([len(row) // 3 for row in rows])


def _edge_offsets(steps: tuple[int, ...]) -> Whole:
    """How far from a cell's first node each of its edges begins, in the grid's flat order."""
    found = []
    for edge in range(_EDGES):
        axis, u, v = edge // 4, edge % 2, edge // 2 % 2
        first, second = (step for k, step in enumerate(steps) if k != axis)
        found.append(u * first + v * second)
    return np.array(found)
