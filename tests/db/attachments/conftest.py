from pathlib import Path

import pytest
from sqlalchemy import text


@pytest.fixture
def past_the_program(request):
    """Runs SQL as nobody should: no trigger and no foreign key is heard; afterwards they stand as they stood."""

    def run(database, statement):
        if not isinstance(database.place, Path):
            with request.getfixturevalue("server").asked(database.place.database) as connection:
                connection.execute("SET session_replication_role = replica")
                connection.execute(statement)
            return
        with database.engine.connect() as connection:
            connection.connection.execute("PRAGMA foreign_keys = OFF")
            kept = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _sql in kept:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(statement)
            for _name, sql in kept:
                connection.exec_driver_sql(sql)
            connection.commit()
            connection.connection.execute("PRAGMA foreign_keys = ON")

    return run
