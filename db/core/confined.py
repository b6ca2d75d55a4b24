"""Runs what reads strangers' files in a child process that may use only so much memory and time.

A workbook of one megabyte may hold a gigabyte, and a decoder may crash over a picture: neither takes the program down,
and a cancel ends it at once.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from time import monotonic
from traceback import format_exc
from types import TracebackType
from typing import Self, TypeVar

from db.core.errors import UserError
from db.core.work import CONFINED, Tick, no_progress

MEMORY = 224 * 1024**2  # bytes of data in the child; with its code less than 300 MB
SECONDS = 10  # of processor time a call
PATIENCE = 30  # s a call by the clock, where a disk or a network hangs
LARGEST = 32 * 1024**2  # bytes of an answer; the records of 20,000 rows of 30 columns take half of it
PACE = 0.1  # s between two ticks
SIZE = 8  # bytes before each message that tell its length

Result = TypeVar("Result")


class TooHeavyError(UserError):
    """Reading a file took more memory or time than it may, or the reader crashed over it."""


class Confined:
    """A child process, started by the first call; when the `with` is left it is gone."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._reader = ThreadPoolExecutor(1, "confined")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()
        self._reader.shutdown()

    def call(self, function: Callable[..., Result], *arguments: object, tick: Tick = no_progress) -> Result:
        """What a function of a module returns or raises for these arguments, computed in the child.

        Raises TooHeavyError where it used too much; the child is gone then, and the next call begins another.
        """
        try:
            answer = self._wait(function, arguments, tick)
        except BaseException:
            self._end()
            raise
        if answer is None:
            self._end()
            raise TooHeavyError("太大或已损坏，读它要用的内存或时间超过了限度")
        done, value = pickle.loads(answer)
        if not done:
            raise value
        return value

    def _wait(self, function: Callable[..., Result], arguments: tuple, tick: Tick) -> bytes | None:
        answer: Future[bytes | None] = self._reader.submit(
            _exchange, self._started(), pickle.dumps((function, arguments))
        )
        end = monotonic() + PATIENCE
        while monotonic() < end:
            with suppress(NotYet):
                return answer.result(PACE)
            tick(0, 0)
        return None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            try:
                self._child = subprocess.Popen(
                    _words(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"RUST_BACKTRACE": "0"},  # one made for want of memory would hang
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as error:
                raise UserError("电脑的内存或进程不够用，没有读取；请关掉几个程序再试") from error
        return self._child

    def _end(self) -> None:
        if (child := self._child) is None:
            return
        self._child = None
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):  # what was not written any more
                if pipe:
                    pipe.close()


def confined(function: Callable[..., Result], *arguments: object, tick: Tick = no_progress) -> Result:
    """One call in a child of its own, as `Confined.call`."""
    with Confined() as child:
        return child.call(function, *arguments, tick=tick)


def serve() -> int:
    """Be the child: answer calls until there are no more."""
    _signals()
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):  # what a decoder prints is no answer
        os.dup2(nowhere, handle)
    os.close(nowhere)
    _limit_memory()
    while len(size := calls.read(SIZE)) == SIZE:
        function, arguments = pickle.loads(calls.read(int.from_bytes(size)))
        _limit_time()
        try:
            answer = pickle.dumps((True, function(*arguments)))
        except MemoryError:
            os._exit(1)  # an orderly end would ask for more
        except Exception as error:
            if not isinstance(error, UserError):
                error.add_note(format_exc())  # where it happened
            answer = pickle.dumps((False, error))
        answers.write(len(answer).to_bytes(SIZE) + answer)
        answers.flush()
    return 0


def _exchange(child: subprocess.Popen[bytes], call: bytes) -> bytes | None:
    """Send a call and wait for the answer; None where the child ended without one, or with more than it may."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(OSError):  # it may be gone
        child.stdin.write(len(call).to_bytes(SIZE) + call)
        child.stdin.flush()
        size = int.from_bytes(child.stdout.read(SIZE))
        if 0 < size <= LARGEST and len(answer := child.stdout.read(size)) == size:
            return answer
    return None


def _words() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CONFINED]
    begin = f"import sys; sys.path[:] = {sys.path!r}; from db.core.confined import serve; sys.exit(serve())"
    return [sys.executable, "-c", begin]


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    class _Basic(ctypes.Structure):  # JOBOBJECT_BASIC_LIMIT_INFORMATION
        _fields_ = (
            ("process_time", wintypes.LARGE_INTEGER),
            ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least", ctypes.c_size_t),
            ("most", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION
        _fields_ = (
            ("basic", _Basic),
            ("counters", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("process_peak", ctypes.c_size_t),
            ("job_peak", ctypes.c_size_t),
        )

    EXTENDED_LIMIT, PROCESS_MEMORY = 9, 0x100

    def _signals() -> None:
        for handle in (0, 1):
            msvcrt.setmode(handle, os.O_BINARY)

    def _limit_memory() -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = _Extended(process_memory=MEMORY)
        limits.basic.flags = PROCESS_MEMORY
        job = kernel.CreateJobObjectW(None, None)
        kernel.SetInformationJobObject(job, EXTENDED_LIMIT, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

    def _limit_time() -> None:
        """Nothing: the parent's patience ends it."""

else:
    import resource
    import signal

    def _signals() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends the child

    def _limit_memory() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    def _limit_time() -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime + SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
