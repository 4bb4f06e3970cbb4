"""How does Alembic run here? On the connection and in the transaction that `db.migrate` gives."""

from alembic import context

from db.tables.whole import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
