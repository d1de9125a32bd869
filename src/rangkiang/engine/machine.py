"""A loop's text as machine code, kept on disk: numba compiles it once, later processes load it without numba.

Loading numba takes longer than answering ten million cases, and its own cache needs it loaded. The object code that it
made is kept in the user's cache folder under the hash of the text, the column types, the compiler's version and the
processor, so neither a changed number of the law nor another machine can take old code for its own.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from rangkiang.law.errors import InvalidLaw

WITHOUT_NUMBA = "the compiled law needs numba: install rangkiang with its extra, rangkiang[engine]"
GLOBALS = {"signed": np.int64, "unsigned": np.uint64, "ONE": np.uint64(1)}  # what a text may use
UNUSED = ("numba_gil_ensure", "numba_gil_release")  # asked for by the wrapper, called only when a loop may raise


@dataclass(frozen=True, slots=True)
class Loop:
    """A loaded function; the memory of its code lives as long as ``owner``."""

    call: Any
    owner: Any

    def __call__(self, start: int, stop: int, *columns: np.ndarray) -> None:
        """It lets go of the interpreter while it runs, so threads may share the rows."""
        self.call(start, stop, *[column.ctypes.data for column in columns])


@cache
def machine_code(text: str, types: Sequence[str]) -> Loop:
    """The function ``kernel(start, stop, *columns)`` of ``text``, for contiguous columns of these numpy types.

    Raises InvalidLaw without numba.
    """
    try:
        import llvmlite.binding as llvm

        made_by = f"{version('numba')} {version('llvmlite')}"
    except (ImportError, PackageNotFoundError):
        raise InvalidLaw(WITHOUT_NUMBA) from None
    machine = f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    key = hashlib.sha256("\n".join([text, *types, made_by, machine]).encode()).hexdigest()
    path = _folder() / f"{key[:32]}.kernel"
    found = _read(path)
    if found is None:
        found = _compile(text, types)
        _keep(path, *found)
    return _load(llvm, *found, key, len(types))


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rangkiang" / "kernels"


def _compile(text: str, types: Sequence[str]) -> tuple[str, bytes]:
    """The name of the function and its object code."""
    try:
        from numba import cfunc
        from numba import types as numba_types
        from numba.core.compiler import Compiler
    except ImportError:
        raise InvalidLaw(WITHOUT_NUMBA) from None

    class Apart(Compiler):
        """Tells that no column overlaps another: without that nothing is made a vector."""

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.state.flags.noalias = True

    consts = compile(text, "<law>", "exec").co_consts  # one function, written by ``loop`` from checked rules
    code = next(one for one in consts if isinstance(one, CodeType))
    function = FunctionType(code, dict(GLOBALS))
    pointers = [numba_types.CPointer(getattr(numba_types, kind)) for kind in types]
    signature = numba_types.void(numba_types.int64, numba_types.int64, *pointers)
    made: Any = cfunc(signature, error_model="numpy", pipeline_class=Apart)(function)
    return made._wrapper_name, made._library._get_compiled_object()


def _keep(path: Path, name: str, code: bytes) -> None:
    """Whole or not at all; a cache that cannot be written costs the next process a compilation, no more."""
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    digest = hashlib.sha256(name.encode() + code).hexdigest()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.write_bytes(f"{digest} {name}\n".encode() + code)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()


def _read(path: Path) -> tuple[str, bytes] | None:
    """What ``_keep`` wrote, if it is whole and ours: machine code of another user is never run."""
    try:
        if path.stat().st_uid != os.geteuid():
            return None
        head, _, code = path.read_bytes().partition(b"\n")
        digest, _, name = head.decode().partition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    return (name, code) if digest == hashlib.sha256(name.encode() + code).hexdigest() else None


def _load(llvm: Any, name: str, code: bytes, key: str, columns: int) -> Loop:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for symbol in UNUSED:
        llvm.add_symbol(symbol, ctypes.cast(ctypes.pythonapi.Py_IncRef, ctypes.c_void_p).value)
    target = llvm.Target.from_default_triple().create_target_machine(jit=True)
    jit = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    jit.add_object_file(llvm.ObjectFileRef.from_data(code))
    jit.finalize_object()
    prototype = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, *[ctypes.c_void_p] * columns)
    return Loop(prototype(jit.get_function_address(name)), jit)
