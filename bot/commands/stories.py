"""Do the stories hold? `alba stories check` plays whole conversations on the real road."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.commands import opening
from bot.commands.story_play import Failure, play
from flows.reading.load import CONTENT, load_book
from flows.reading.stories import STORIES, BrokenStories, load_stories
from flows.reading.story import STAFF, Step, Story

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def stories() -> None:
    """Las historias: conversaciones enteras que Alba debe cumplir."""


@stories.command()
@click.argument("folder", type=FOLDER, default=STORIES)
@click.option("--book", "of_book", type=FOLDER, default=CONTENT, help="Otro libro de flujos.")
def check(folder: Path, of_book: Path) -> None:
    """Actúa cada historia de la carpeta y dice en qué paso algo salió distinto."""
    told = _whole(folder)
    book = opening.whole_book(lambda: load_book(of_book))
    failures = [failure for story in told if (failure := play(story, book))]
    for failure in failures:
        click.echo(_report(failure) + "\n")
    if failures:
        click.echo(f"De {_count(told)}, no se cumplen {len(failures)}.")
        sys.exit(1)
    click.echo(f"Se cumplen todas: {_count(told)}.")


def _whole(folder: Path) -> tuple[Story, ...]:
    try:
        return load_stories(folder)
    except BrokenStories as error:
        title = "Las historias tienen esto por corregir:"
        opening.complain(title, [str(problem) for problem in error.problems])


def _count(told: Sequence[Story]) -> str:
    return "1 historia" if len(told) == 1 else f"{len(told)} historias"


def _report(failure: Failure) -> str:
    """File, story and step, what was said, and what came instead of what was expected."""
    story, step = failure.story, failure.step
    head = f"{story.file}: {story.name}, paso {step.number}"
    said = f"  se dijo: {_said(step)}"
    return "\n".join([head, said, *(f"  {each}" for each in failure.sentences)])


def _said(step: Step) -> str:
    """What happened in a step, as its author reads it back."""
    line = dict(step.line)
    if "advance" in line:
        return f"pasan {line['advance']}"
    who = line.pop("from", None) or f"{STAFF}{line.pop('staff')}"
    if step.presses is not None:
        return f"{who} toca [{step.presses}]"
    words = line.get("texts") or [line["text"]] if "text" in line or "texts" in line else []
    others = [f"{name} {value}" for name, value in line.items() if name not in ("text", "texts")]
    return f"{who}: {', '.join([*others, *(f'«{each}»' for each in words)]) or 'entra de guardia'}"
