"""What Alembic runs: the migrations, on the connection that `db.migrations` hands over."""

from alembic import context

from db.core.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,  # the caller's transaction holds the whole upgrade
)
context.run_migrations()
