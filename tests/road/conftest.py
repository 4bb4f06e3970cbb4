"""What does every test of the road begin with? A world on each kind of database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.databases import Databases
from tests.road.world import Life, World

NewWorld = Callable[..., World]


@pytest.fixture
def new_world(alba_databases: Databases, database_kind: str) -> Iterator[NewWorld]:
    """Makes worlds on fresh databases."""
    with ExitStack() as stack:

        def new(**parts: Any) -> World:
            database = stack.enter_context(alba_databases.open(database_kind))
            world = World(database, **parts)
            stack.callback(world.close)
            return world

        yield new


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """A world of its own."""
    return new_world()


@pytest.fixture
def life(world: World) -> Life:
    """One process in it."""
    return world.life()
