"""Is the book whole, and how does it look? `alba flows check` and `alba flows graph`."""

import click


@click.group()
def flows() -> None:
    """El libro de flujos: revisarlo y dibujarlo."""
