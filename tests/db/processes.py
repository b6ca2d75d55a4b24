"""Other processes that change the data at the same time."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
INCREMENT = """
import sys
from pathlib import Path
from db.database import Database
from db.people.models import Person
place = sys.argv[1]
database = Database(place if "://" in place else Path(place))
for _ in range(150):
    with database.write("加一") as session:
        person = session.get_one(Person, 1)
        person.note = str(int(person.note) + 1)
"""


def process(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
