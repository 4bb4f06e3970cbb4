"""Every story is played on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from bot.organisation import Organisation
from tests.databases import Databases
from tests.stories.story import MORNING, Story, begin

Begin = Callable[..., Story]


@pytest.fixture
def story_at(alba_databases: Databases, database_kind: str) -> Iterator[Begin]:
    """Begins a story at a moment."""
    begun: list[tuple[str, Story]] = []

    def at(
        now: datetime = MORNING,
        organisation: Organisation | None = None,
        *,
        templates: bool = True,
    ) -> Story:
        url = alba_databases.url(database_kind)
        story = begin(url, now, organisation, templates=templates)
        begun.append((url, story))
        return story

    yield at
    for url, story in begun:
        story.stage.rehearsal.alba.database.close()
        alba_databases.drop(url)


@pytest.fixture
def story(story_at: Begin) -> Story:
    """A story that begins on a Monday at ten in the morning."""
    return story_at()
