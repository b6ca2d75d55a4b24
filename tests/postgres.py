"""A PostgreSQL server of the tests' own: on a socket in a folder of its own, gone when they end."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
MEMORY = Path("/dev/shm")  # a folder in memory, where a hundred databases come and go in half the time
OWNER = "linli"
LOCKED, PASSWORD = "locked", "春风'化雨"  # a user whom the server asks for a password
# runs the server until it is told to stop; where nobody is left to tell it, takes its folder along
KEEPER = 'folder=$1; shift; "$@" & read word; kill -INT $!; wait $!; [ "$word" ] || rm -rf "$folder"'
# copying the files takes two thirds of the time of copying through the log; older servers know no other way
QUICKLY = "STRATEGY file_copy" if BINARIES and int(BINARIES[-1].parent.name) >= 15 else ""
# durable is what a server is that stays; this one is quick
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def user():
    """Whom the server runs as: it refuses to be root."""
    if os.geteuid():
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    found = names.get("postgres") or names["nobody"]
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


class Server:
    """Databases are made and dropped in it; `url` is how the program names one."""

    def __init__(self) -> None:
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 << 30
        self.folder = Path(tempfile.mkdtemp(prefix="linli-", dir=MEMORY if roomy else None))
        self.data = self.folder / "data"
        self.numbers = count(1)
        as_user = user()
        if as_user:
            os.chown(self.folder, as_user["user"], as_user["group"])
        self.call = {"cwd": self.folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | as_user
        make = [BINARIES[-1] / "initdb", "-D", self.data, "-U", OWNER, "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*make, "--locale=C.UTF-8", "--no-sync"], check=True, **self.call)
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"local all {LOCKED} scram-sha-256\n{rules.read_text('utf8')}", "utf8")
        self.start()
        with self.asked() as connection:
            quoted = PASSWORD.replace("'", "''")
            connection.execute(f"CREATE USER {LOCKED} PASSWORD '{quoted}'")

    def start(self) -> None:
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = ["sh", "-c", KEEPER, "keeper", self.folder, BINARIES[-1] / "postgres", "-D", self.data]
        call = self.call | {"stdin": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([*command, "-k", self.folder, *settings], **call)
        for _ in range(300):
            try:
                self.asked().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise TimeoutError("the server did not come up")

    def stop(self) -> None:
        self.process.communicate("stop\n", timeout=60)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def asked(self, name: str = "postgres") -> psycopg.Connection:
        """A connection past the program."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=name, autocommit=True)

    def create(self, template: str = "template0", more: str = "") -> str:
        """A new database, as a copy of another; return its name."""
        name = f"office{next(self.numbers)}"
        with self.asked() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {QUICKLY} {more}")
        return name

    def drop(self, name: str) -> None:
        with self.asked() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str, user: str = OWNER) -> str:
        return f"postgresql+psycopg://{user}@/{name}?host={self.folder}"
