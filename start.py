"""Sets the program up in `.venv` beside this file, then runs it, tests it or packages it."""

# Python 3.8 has to be able to read this file, so that it can say which Python is needed.
from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
READY = VENV / "ready"  # the Python it was made by, then a line for each purpose it has been made ready for
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BASE_PYTHON = os.path.realpath(sys.executable)  # not that of `.venv`, should it be the one running this
LINLI = PYTHON.with_name("linli.cmd" if os.name == "nt" else "linli")  # the program's name, for scripts
VERSION = "{}.{}".format(*sys.version_info[:2])
MAKER = f"{VERSION} {BASE_PYTHON}"  # a patch release keeps what is installed: the office may be offline

LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt", "package": "requirements-dev.txt"}
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["basedpyright"], ["pytest"])

LIBRARIES = [  # by Debian's names: what PySide6 loads, what a window on X needs besides, printing
    *("libgl1", "libegl1", "libglib2.0-0", "libxkbcommon0", "libfontconfig1", "libdbus-1-3"),
    *("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libcups2"),
]
FREEZER = ["binutils"] + [f"libpython{VERSION}"] * BASE_PYTHON.startswith("/usr/bin/")  # Debian's own has it apart
TOOLS = {
    "test": [
        *("xvfb", "xauth", "poppler-utils", "qpdf", "sqlite3", "postgresql", "default-jdk-headless", "libjaxb-java"),
        *("libreoffice-calc", "libreoffice-writer", *FREEZER),
    ],
    "package": FREEZER,
}
PACKAGES = {purpose: LIBRARIES + TOOLS.get(purpose, []) for purpose in LOCKS}

REASONS = {  # the first pattern that is found in what a failed step printed
    r"no space left|not enough space": ("磁盘已满，请腾出约 1 GB 空间后重试。", "The disk is full: free about 1 GB."),
    r"connection|name ?resolution|timed out|unreachable|proxyerror|sslerror": (
        "连不上软件包服务器。第一次启动需要联网，请检查网络后重试。",
        "The package server cannot be reached: the first start needs the network.",
    ),
    r"permission denied|read-only": ("无法写入程序所在的文件夹。", "The program's folder cannot be written to."),
    r"": ("没有完成，原因见上。", "That failed, for the reason above."),
}
CALL = """@set PYTHONPATH=%~dp0..\\..
@"%~dp0python.exe" -P -m desktop %*
"""
if os.name == "posix":
    CALL = """#!/bin/sh
bin=$(dirname "$(readlink -f "$0")")
PYTHONPATH=$(dirname "$(dirname "$bin")") exec "$bin/python" -P -m desktop "$@"
"""
NO_DISPLAY = """没有显示器，打不开窗口；命令行照常：python3 start.py sample（示例）、export（导出）、--help（说明）。
There is no display for a window. From the command line: python3 start.py sample, export, or --help."""


def say(chinese: str, english: str) -> None:
    print(f"{chinese} {english}", flush=True)


def stop(chinese: str, english: str) -> NoReturn:
    sys.exit(f"{chinese}\n{english}")


def fail(output: str) -> NoReturn:
    """Show the end of what a failed step printed, and what the user can do about it."""
    print(*output.strip().splitlines()[-3:], sep="\n", file=sys.stderr)
    if shutil.disk_usage(ROOT).free < 16 << 20:  # venv keeps to itself what its own children said
        output = "no space left"
    stop(*next(words for pattern, words in REASONS.items() if re.search(pattern, output, re.IGNORECASE)))


def quietly(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that asks nothing; its output, both streams in one, is looked at only if it fails."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf8",
        errors="replace",
    )


def step(chinese: str, english: str, *command: str | Path) -> None:
    """One line on the screen, and one command that has to succeed."""
    say(chinese, english)
    done = quietly(*command)
    if done.returncode:
        fail(done.stdout)


def missing(wanted: list[str], listing: str) -> list[str]:
    """What no installed package is called or provides; on newer Debians libglib2.0-0t64 provides libglib2.0-0."""
    installed: set[str] = set()
    for name, provides in re.findall(r"^installed\t(.+)\t(.*)$", listing, re.MULTILINE):
        installed |= {name, *re.findall(r"(?:^|, )([^ ,]+)", provides)}
    return [name for name in wanted if name not in installed]


def install_packages(wanted: list[str]) -> None:
    """On Debian and its kin, install what the system lacks, or say how to; the program is set up either way."""
    if not shutil.which("apt-get"):
        return
    names = missing(wanted, quietly("dpkg-query", "-Wf", "${db:Status-Status}\t${Package}\t${Provides}\n").stdout)
    if not names:
        return
    as_root = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive"]
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    if shutil.which(as_root[0]) and quietly(*as_root, "true").returncode == 0:
        say(f"安装 {len(names)} 个系统组件……", "Installing system packages.")
        quietly(*as_root, "apt-get", "update")
        done = quietly(*as_root, *install, "-o", "DPkg::Lock::Timeout=120")
        if done.returncode == 0:
            return
        print(*done.stdout.strip().splitlines()[-3:], sep="\n", file=sys.stderr)
    say("缺少系统组件，请以管理员身份执行：", f"Please run: sudo {' '.join(install)}")


def lacks_venv() -> bool:
    """Whether this Python cannot make an environment: Debian packages that part separately."""
    importlib.invalidate_caches()
    return not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def mark(purpose: str) -> str:
    """The line in READY that stands for this purpose with this lock file and these system packages."""
    wants = (ROOT / LOCKS[purpose]).read_bytes() + " ".join(PACKAGES[purpose]).encode()
    return f"{purpose} {hashlib.sha256(wants).hexdigest()}"


def marks() -> list[str]:
    """The lines of READY; none if another Python made `.venv`, or nobody finished it."""
    if not (READY.exists() and PYTHON.exists()):
        return []
    lines = READY.read_text("utf8").splitlines()
    return lines[1:] if lines[:1] == [MAKER] else []


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other start is at work in this folder: two installs at once would spoil each other."""
    if os.name != "posix":
        yield
        return
    import fcntl

    folder = os.open(ROOT, os.O_RDONLY)
    with suppress(OSError):  # a network drive may know no locks
        fcntl.flock(folder, fcntl.LOCK_EX)
    yield
    os.close(folder)


def set_up(purpose: str) -> None:
    """Make `.venv` ready for the purpose; if it is, this costs no more than reading two small files."""
    if mark(purpose) in marks() and LINLI.exists():
        return
    say("准备运行环境，第一次需要几分钟……", "Setting up.")
    with one_at_a_time():
        if mark(purpose) not in marks():
            install(purpose, marks())
        LINLI.write_text(CALL, "utf8")
        LINLI.chmod(0o755)


def install(purpose: str, done: list[str]) -> None:
    install_packages(PACKAGES[purpose] + ([f"python{VERSION}-venv"] if lacks_venv() else []))
    if lacks_venv():
        stop("这个 Python 没有 venv 模块，请先安装 python3-venv。", f"Please install python{VERSION}-venv first.")
    if VENV.is_symlink():  # somebody else's: never to be emptied from here
        VENV.unlink()
    READY.unlink(missing_ok=True)  # none until the end: an install cut short is made anew, not mended
    if not done:
        step("建立 .venv……", "Making it.", BASE_PYTHON, "-m", "venv", "--clear", VENV)
    pip = (PYTHON, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check", "install")
    step("下载并安装组件……", "Installing the libraries.", *pip, "--require-hashes", "-r", ROOT / LOCKS[purpose])
    kept = [line for line in done if line in map(mark, LOCKS)]
    READY.write_text("\n".join([MAKER, *kept, mark(purpose)]), "utf8")


def has_display() -> bool:
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def test(words: list[str]) -> int:
    """The first status that is not 0, of all that has to pass; the words are for pytest."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for check in CHECKS:
        say("检查：", " ".join(check))
        status = subprocess.call([PYTHON, "-m", *check, *(words if check == ["pytest"] else [])], cwd=ROOT)
        if status:
            return status
    return 0


def package() -> int:
    say("打包到 dist/linli……", "Freezing the program.")
    command = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR", "build_installer.spec"]
    return subprocess.call(command, cwd=ROOT)


def run(words: list[str]) -> int:
    """The program itself, in the user's folder, out of which it imports nothing (-P)."""
    os.environ["PYTHONPATH"] = str(ROOT)
    command = [str(PYTHON), "-P", "-m", "desktop", *words]
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)  # on Windows execv would give the prompt back at once


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that knows no Chinese shows the English
    if sys.version_info < (3, 11):  # noqa: UP036
        stop("需要 Python 3.11 或更新的版本。", "Python 3.11 or later is needed.")
    purpose = words[0] if words and words[0] in TOOLS else "run"
    set_up(purpose)
    if purpose == "test":
        return test(words[1:])
    if purpose == "package":
        return package()
    if not words and not has_display():
        print(NO_DISPLAY)
        return 0
    return run(words)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        fail(str(error))
    except KeyboardInterrupt:
        stop("已中断，再次启动会重新开始。", "Interrupted; the next start begins anew.")
