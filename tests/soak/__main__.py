"""Kills, power cuts, pages and bits: `python -m tests.soak [--kills 500] [--cuts 500] [--seed 1]`; hours at worst."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

from tests.soak.damage import damage
from tests.soak.kills import kills
from tests.soak.power_cuts import COMPILER, power_cuts

COLUMNS = ("tried", "acknowledged", "lost", "half", "found", "harmless", "returned", "rows", "salvaged", "leftovers")
PASSWORD = "春风'化雨"


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    for name, default in (("kills", 500), ("cuts", 500), ("pages", 40), ("bits", 300), ("seed", int(time()))):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{default} by default")
    asked = parser.parse_args()
    print(f"seed {asked.seed}; half of each plain, half with a password")
    print(f"{'':44}" + "".join(f"{column:>13}" for column in COLUMNS))
    bad = 0
    for half, password in enumerate(("", PASSWORD)):
        share = {name: (getattr(asked, name) + half) // 2 for name in ("kills", "cuts", "pages", "bits")}
        with TemporaryDirectory(prefix="linli-soak-") as made:
            place, seed = Path(made), asked.seed
            bad += _show("kill", password, kills(place / "kills", password, share["kills"], seed))
            if COMPILER and share["cuts"]:
                bad += _show("cut", password, power_cuts(place / "cuts", password, share["cuts"], seed))
                control = power_cuts(place / "control", password, share["cuts"] // 5, seed, synchronous="OFF")
                found = sum(count["lost"] + count["half"] for count in control[0].values())
                _show("control, synchronous=OFF: cut", password, (control[0], []))
                if share["cuts"] >= 50 and not found:
                    print("the control found nothing: the power cuts prove nothing")
                    bad += 1
            bad += _show("damage", password, damage(place / "damage", password, share["pages"], share["bits"], seed))
    return int(bool(bad))


def _show(what: str, password: str, result: tuple) -> int:
    counts, faults = result
    for kind, count in sorted(counts.items()):
        title = f"{'locked' if password else 'plain'} {what}: {kind}"
        print(f"{title:44}" + "".join(f"{count[column] or '':>13}" for column in COLUMNS), flush=True)
    for fault in faults:
        print("   ", fault[:400], flush=True)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
