"""Which process is writing an answer, told apart from a later one with the same number.

Knows nothing of the database: an identity is a text that only the living process itself still has.
"""

import functools
import os
import subprocess
import sys
from pathlib import Path


def identity(pid: int) -> str | None:
    """The number and the start of a living process, and of this boot; None if there is none."""
    started = _started(pid)
    return None if started is None else f"{pid} {started}"


@functools.cache
def own_identity() -> str:
    """This process."""
    return identity(os.getpid()) or f"{os.getpid()} unknown"


def is_alive(owner: str) -> bool:
    """Whether the very process that had this identity still runs."""
    pid = owner.partition(" ")[0]
    if not pid.isdigit():
        return False
    return owner == own_identity() or identity(int(pid)) == owner


if sys.platform == "linux":

    def _started(pid: int) -> str | None:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces
        is_dead = fields[0] in {"Z", "X"}
        return None if is_dead else f"{fields[19]} {_boot()}"

    @functools.cache
    def _boot() -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:  # a container may hide it
            return ""

elif sys.platform == "win32":

    def _started(pid: int) -> str | None:
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        query_limited_information, still_active = 0x1000, 259
        handle = kernel.OpenProcess(query_limited_information, False, pid)
        if not handle:
            return None
        try:
            code = wintypes.DWORD()
            kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
            times = [wintypes.FILETIME() for _ in range(4)]
            kernel.GetProcessTimes(wintypes.HANDLE(handle), *map(ctypes.byref, times))
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))
        if code.value != still_active:
            return None
        return f"{times[0].dwHighDateTime:x}{times[0].dwLowDateTime:08x}"

else:

    def _started(pid: int) -> str | None:
        command = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
        told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # a number
        return " ".join(told.stdout.split()) or None
