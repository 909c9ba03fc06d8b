"""The `spaceties` command: a module for each verb, and `common` for what several do alike.

The docstring of a verb's module is its help, the first line what the list of verbs says.
`register(parser)` adds the arguments; `run(args)` does the work, prints, and returns the exit code:
0 nothing wrong (warnings allowed), 1 problems found, 2 could not run (`CommandError` is raised).
What a verb works with is imported in `run`, so that other verbs need not wait for it.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import keyword
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType

VERBS = (
    "validate", "check", "add", "release", "verify", "site", "template", "format", "audit", "rules",
    "docs", "import", "diff", "patch", "bump", "changelog", "log",
)  # fmt: skip
CONNECTIONS = frozenset(
    f"socket.{event}"
    for event in ("connect", "getaddrinfo", "gethostbyaddr", "gethostbyname", "sendmsg", "sendto")
)
ANY_PACKAGE = ("validate", "format", "diff", "patch")  # verbs that need nothing of our own tables


class CommandError(Exception):
    """The command could not run; the first line of the message says why."""


class _Version(argparse.Action):
    """Reads the version when it is asked for, and not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import spaceties

        print(f"spaceties {spaceties.__version__}")
        parser.exit()


def parser(wanted: Iterable[str] = VERBS) -> argparse.ArgumentParser:
    """The command line, of all verbs or of some; verbs import their work only when they run."""
    root = argparse.ArgumentParser(
        prog="spaceties",
        description="Check, refresh and release the Spaceties tables.",
        epilog="Exit codes: 0 nothing wrong, 1 problems found, 2 could not run.",
    )
    root.add_argument("--version", action=_Version, nargs=0, help="tell the version and exit")
    verbs = root.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in wanted:
        name = f"{verb}_" if keyword.iskeyword(verb) else verb
        module = importlib.import_module(f"spaceties.commands.{name}")
        sub = add_parser(verbs, verb, module)
        module.register(sub)
        sub.set_defaults(run=module.run)
    return root


def add_parser(
    parsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, module: ModuleType
) -> argparse.ArgumentParser:
    """The parser of a verb or of a part of one, whose help is the docstring of a module."""
    text = (module.__doc__ or "").strip()
    return parsers.add_parser(
        name,
        help=text.splitlines()[0].rstrip("."),
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code; unreadable input is told in one line."""
    words = sys.argv[1:] if argv is None else list(argv)
    # the other verbs would take longer to set up than many a command takes to run
    args = parser([words[0]] if words and words[0] in VERBS else VERBS).parse_args(words)
    # numpy would start a busy thread per core for linear algebra, of which there is none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    run: Callable[[argparse.Namespace], int] = args.run
    from spaceties.datapackage.extras import NotInstalled, explained

    try:
        with explained(None if args.verb in ANY_PACKAGE else "tables"):
            return run(args)
    except BrokenPipeError:
        # The reader (head, less) left: nothing more to say, and no traceback.
        sys.stderr.close()
        return 2
    except KeyboardInterrupt:
        print("spaceties: interrupted", file=sys.stderr)
        return 2
    except (CommandError, NotInstalled, OSError) as error:
        print(f"spaceties {args.verb}: {error}", file=sys.stderr)
        return 2


def process() -> int:
    """A process that is one command: as `main`.

    No connection is opened in it, whichever library would: Python asks before each, at the socket.
    Garbage is not looked for, neither while modules are imported nor at the end: it takes a tenth
    of a short command's time, and what a process leaves behind is the system's to clear away.
    """
    sys.addaudithook(_refuse_connections)
    gc.disable()
    status = main()
    gc.freeze()
    return status


def _refuse_connections(event: str, _arguments: object) -> None:
    if event in CONNECTIONS:
        raise ConnectionRefusedError("nothing is fetched: connections are refused")
