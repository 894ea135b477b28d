"""Forbid a process to open sockets, so that no query can make its worker reach the network.

This is the last of three defences against requests from within (SSRF), after the lexer and the parser refuse SERVICE. It needs
Linux (seccomp) on x86-64 or ARM; elsewhere nothing changes.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_NO_NEW_PRIVILEGES = 38
_SET_SECCOMP = 22
_FILTER_MODE = 2
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES
_OTHER_ABI = 0x40000000  # x32 calls of x86-64 are numbered from here
_IO_URING_SETUP = 425
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # audit number, number of `socket`


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_sockets() -> bool:
    """Refuse every further socket to this process and its children, for good; sockets already open stay.

    Returns:
        Whether that worked.

    Spec: https://docs.kernel.org/userspace-api/seccomp_filter.html
    """
    if platform.machine() not in _MACHINES:
        return False
    architecture, socket_call = _MACHINES[platform.machine()]
    content = b"".join(
        struct.pack("=HBBI", *each)
        for each in (
            (_LOAD_WORD, 0, 0, 4),
            (_JUMP_EQUAL, 0, 5, architecture),
            (_LOAD_WORD, 0, 0, 0),
            (_JUMP_EQUAL, 3, 0, socket_call),
            (_JUMP_EQUAL, 2, 0, _IO_URING_SETUP),
            (_JUMP_AT_LEAST, 1, 0, _OTHER_ABI),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        )
    )
    program = _Program(len(content) // 8, content)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program))
