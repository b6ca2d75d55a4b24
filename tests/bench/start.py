"""How soon the window is painted, and its first rows, beside a bare PySide6 window: `python -m tests.bench.start`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.side_by_side import ROOT, side_by_side

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = Window()
window.resize(1366, 728)
window.show()
app.exec()
"""
OURS = """
import gc, sys, time
from pathlib import Path
import desktop.main
gc.disable()  # as it does
from desktop import app as program
from PySide6.QtCore import QEvent, QObject, QTimer
rows = sys.argv[2] == "rows"
class Watch(QObject):  # on the one viewport: one on the whole program would slow what it measures
    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.Paint:
            return False
        watched.removeEventFilter(self)
        program.QApplication.sendEvent(watched, event)  # so that it is painted when the time is taken
        say()
        return True
def say():
    loaded = [name for name in ("openpyxl", "reportlab", "alembic", "sqlalchemy") if name in sys.modules]
    print(time.time(), *loaded, flush=True)
    QTimer.singleShot(0, leave)
def leave():
    window.close()
    app.quit()
class Window(program.Frame):
    said = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not rows and not self.said:
            self.said = True
            say()
    def _first_rows(self):
        found = super()._first_rows()
        if rows and found is not None:
            found.viewport().installEventFilter(Watch(self))
        return found
    def fill(self):
        super().fill()
        if rows and self.main is not None:
            self.main.ready.connect(say)
app = program.application()
window = Window(Path(sys.argv[1]))
window.show()
app.exec()
"""


def run(code, *arguments):
    """Milliseconds from starting the process to the paint."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first = next(line for line in done.stdout.splitlines() if line[:1].isdigit())
    seen, *loaded = first.split()
    if "openpyxl" in loaded or "reportlab" in loaded or "alembic" in loaded:
        raise SystemExit(f"loaded before the first paint: {loaded}")
    return (float(seen) - began) * 1000


def main():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        subprocess.run([sys.executable, "-m", "desktop", "--data", data, "sample"], cwd=ROOT, check=True)
        (data / "settings.ini").write_text("[General]\ntab=1\n")
        run(OURS, data, "rows")  # the session before, which keeps the question that the preview asks again
        side_by_side(
            {
                "a bare window painted": lambda: run(BARE),
                "our window painted": lambda: run(OURS, data, "window"),
                "our first rows painted": lambda: run(OURS, data, "rows"),
            },
            {"our window painted": 1.10, "our first rows painted": 1.5},
            rounds=9,
        )


if __name__ == "__main__":
    main()
