"""The `spaceties` command: a module for each verb, and `common` for what several do alike.

The docstring of a verb's module is its help, the first line what the list of verbs says.
`register(parser)` adds the arguments; `run(args)` does the work, prints, and returns the exit code:
0 nothing wrong (warnings allowed), 1 problems found, 2 could not run (`CommandError` is raised).
What stops a command is told in one line; `--debug` shows where in the code that was.
What a verb works with is imported in `run`, so that other verbs need not wait for it.
"""

from __future__ import annotations

import argparse
import atexit
import codecs
import gc
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from spaceties import lighter_imports
from spaceties.commands import progress, terminal
from spaceties.commands.usage import VERBS, parser

CONNECTIONS = frozenset(
    f"socket.{event}"
    for event in ("connect", "getaddrinfo", "gethostbyaddr", "gethostbyname", "sendmsg", "sendto")
)
WITHOUT_ARRAYS = ("template",)  # verbs that never import numpy
ANY_PACKAGE = ("validate", "format", "diff", "patch")  # verbs that need nothing of our own tables
INTERRUPTED = 130  # as shells tell a process that SIGINT ended


class CommandError(Exception):
    """The command could not run: each argument is a line, and the first says why."""

    def __str__(self) -> str:
        return "\n".join(self.args)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code; what stops it is told in one line."""
    words = sys.argv[1:] if argv is None else list(argv)
    if "_ARGCOMPLETE" in os.environ:  # the shell asks what could follow
        import argcomplete

        argcomplete.autocomplete(parser())
    # numpy would start a busy thread per core for linear algebra, of which there is none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    known = bool(words) and words[0] in VERBS
    if not words:
        parser().print_help()
        return 0
    if not known and not words[0].startswith("-"):
        _refuse_verb(words[0])
    debug = False
    try:
        # the other verbs would take longer to set up than many a command takes to run
        args = parser([words[0]] if known else VERBS).parse_args(words)
        debug = args.debug
        terminal.be_quiet(args.quiet)
        run: Callable[[argparse.Namespace], int] = args.run
        if args.verb not in WITHOUT_ARRAYS:
            # Python's stack grows in pieces of 16 KiB. Imported from further down, numpy crosses
            # the end of one a thousand times, and each time the next is mapped and unmapped.
            importlib.import_module("numpy")
        from spaceties.datapackage.extras import explained

        extra = None if args.verb in ANY_PACKAGE else "tables"
        with progress.shown(f"spaceties {args.verb}"), explained(extra):
            status = run(args)
        if sys.stdout:
            sys.stdout.flush()  # else a full disk is found when nobody can tell it any more
        return status
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            import traceback

            traceback.print_exception(error)
        called = f"spaceties {words[0]}" if known else "spaceties"
        with suppress(OSError):
            for line in _why(error):
                print(f"{called}: {line}", file=sys.stderr)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 2


def _refuse_verb(word: str) -> NoReturn:
    from spaceties.datapackage.report.words import did_you_mean

    verbs = ", ".join(map(repr, VERBS))
    meant = did_you_mean(word, VERBS)
    parser(()).error(f"there is no verb {word!r}{meant}{'' if meant else ';'} there are {verbs}")


def _why(error: BaseException) -> list[str]:
    """What stopped a command, in a line; a fault of ours is said to be one."""
    if isinstance(error, BrokenPipeError):
        return []  # the reader (head, less) left: there is nothing more to say
    if isinstance(error, KeyboardInterrupt):
        return ["interrupted"]
    from spaceties.datapackage.report.words import is_of_memory, os_error, own_fault, printable

    if is_of_memory(error):
        return ["there is too little memory"]
    if isinstance(error, CommandError):
        return list(map(printable, error.args))
    if isinstance(error, OSError):
        return [os_error(error)]
    if isinstance(error, ImportError):  # of an extra, or of a library that does not load
        return [printable(str(error))]
    return [own_fault(error)]


def process() -> int:
    """A process that is one command: as `main`, with standard streams that take any text.

    No connection is opened in it, whichever library would: Python asks before each, at the socket.
    Garbage is not looked for, and nothing is taken down at the end: each takes a tenth of a short
    command's time, and what a process leaves behind is the system's to clear away.
    """
    sys.addaudithook(_refuse_connections)
    gc.disable()
    lighter_imports.install()
    _mend_streams()
    status = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # which has been told; nothing may be left for the interpreter to write
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if sys.getprofile() or sys.gettrace():  # whoever looks on tells what was seen at the end
        return status
    os._exit(status)


def _refuse_connections(event: str, _arguments: object) -> None:
    if event in CONNECTIONS:
        raise ConnectionRefusedError("nothing is fetched: connections are refused")


def _mend_streams() -> None:
    """Nothing that is opened may take the place of a closed stream, and what the encoding of an
    output lacks is escaped as in JSON, which is then still the same JSON. Windows has the code page
    of the machine for pipes and files, which no other program expects of JSON: they get UTF-8."""
    while (handle := os.open(os.devnull, os.O_RDWR)) < 3:
        pass
    os.close(handle)
    codecs.register_error("escape", _escaped)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        else:
            piped = os.name == "nt" and not stream.isatty() and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(encoding="utf-8" if piped else None, errors="escape")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    import json

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
