"""The entry point: with arguments, the command line; without, the window."""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper
from pathlib import Path

from db.core.errors import UserError
from db.core.work import CONFINED
from desktop.shell.paths import password_taken


def main(argv: list[str] | None = None) -> int:
    """Run the program; return 0 done, 1 a UserError (one line on standard error), 2 wrong usage."""
    words = sys.argv[1:] if argv is None else argv
    if words == [CONFINED]:
        from db.core.confined import serve

        return serve()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        with password_taken():
            if not words:
                return _window(None, "")  # before the command line is loaded
            from desktop.cli import parse, run

            arguments = parse(words)
            return run(arguments) if arguments.command else _window(arguments.data, arguments.database)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:  # the reader closed the pipe, as `| head` does
        sys.stderr.close()
        return 0


def _window(data: Path | None, database: str) -> int:
    gc.disable()  # imports leave no garbage; the frame enables it again
    from desktop.app import start

    return start(data, database)
