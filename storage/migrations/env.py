"""Run by Alembic: applies the versions over the connection that `storage.migrate` hands in."""

from alembic import context

from storage.schema import is_ours
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, include_name=is_ours)
with context.begin_transaction():
    context.run_migrations()
