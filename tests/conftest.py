"""Parts shared by all tests: the shipped catalogue, meshes and texts, and a machine without net."""

from __future__ import annotations

import gc
import socket

import pytest
from hypothesis import settings

from annotations.library import Library, load_library
from meshes.catalog import Catalog, load_catalog
from meshes.checks import Violation, check_meshes
from meshes.store import Assets, load_assets
from viewer.atlas import Atlas
from viewer.disc_planes import disc_planes
from viewer.store import Store

# A slow machine is no fault of what is tested.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def assets() -> Assets:
    return load_assets()


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def atlas(catalog: Catalog, assets: Assets) -> Atlas:
    return Atlas(catalog, assets.boxes, disc_planes(assets.meshes))


@pytest.fixture(scope="session")
def mesh_violations(catalog: Catalog) -> list[Violation]:
    """What every check finds wrong with the shipped meshes and their anatomy: it takes long."""
    return check_meshes(catalog)


@pytest.fixture
def store(atlas: Atlas) -> Store:
    return Store(atlas.start())


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection beyond this machine's own sockets fails the test that opens it."""
    usual = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family == getattr(socket, "AF_UNIX", None):
            usual(self, address)  # type: ignore[arg-type]
            return
        raise AssertionError(f"network connection to {address!r}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    return


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays to the end: no collection looks through it."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of effects go with those of the window, so that both halves take equally long."""
    for item in items:
        if "meshes/effects" in item.path.as_posix():
            item.add_marker(pytest.mark.window)
