"""The few questions that are asked of git. Without git, or outside a clone, there is no history.

A clone may be a stranger's, and git runs what its configuration names: monitors and hooks, filters
and text conversions, programs that sign or that fetch. All of it is switched off where every
question is asked, `output`; and only commands are asked that need nothing of it.
"""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from spaceties.datapackage.files import write_bytes
from spaceties.programs import program, search_path

# What the configuration of a clone cannot set; --config-env names a variable that is empty.
SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "log.showSignature": "false",  # runs gpg.program
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",  # the files of a package are not read as a clone of its own
    "submodule.recurse": "false",
}
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "",  # no transport at all: what a partial clone lacks is not fetched
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what its name is the sum of
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
EMPTY = "SPACETIES_EMPTY"
REGULAR = (b"100644", b"100755")  # modes of files, neither links nor modules


class NoHistory(OSError):
    """The versions of the past cannot be had here; the message says why and what helps."""


def output(
    folder: Path, *arguments: str, given: bytes = b"", without: tuple[str, ...] = ()
) -> bytes | None:
    """What a git command prints, None if it fails or there is no git.

    given: its standard input. without: settings that are to be empty.
    """
    git = program("git")
    if git is None:
        return None
    settings = [part for pair in SETTINGS.items() for part in ("-c", "=".join(pair))]
    settings += [f"--config-env={name}={EMPTY}" for name in without]
    # Nothing of the caller's environment may point git at another repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            [git, "--no-pager", *settings, "-C", str(folder), *arguments],
            input=given,
            capture_output=True,
            env={**kept, **ENVIRONMENT, "PATH": search_path(), EMPTY: ""},
        )
    except (OSError, ValueError):  # a NUL in an argument
        return None
    return done.stdout if done.returncode == 0 else None


def output_lines(folder: Path, *arguments: str) -> list[str]:
    """The lines of a git command's output, none if it fails."""
    return (output(folder, *arguments) or b"").decode("utf-8", "replace").splitlines()


def is_clone(folder: Path) -> bool:
    """Whether the descriptor in this folder is one that git keeps track of. Raises NoHistory if
    only git, which is not installed, could tell."""
    if program("git") is None:
        here = folder.resolve()
        if any((parent / ".git").exists() for parent in (here, *here.parents)):
            raise NoHistory(f"{folder} is in a git clone, and git is not installed")
    return output(folder, "ls-files", "--error-unmatch", "datapackage.json") is not None


def is_shallow(folder: Path) -> bool:
    """Whether the clone lacks the commits from before some date."""
    return output_lines(folder, "rev-parse", "--is-shallow-repository") == ["true"]


def commit(folder: Path, revision: str) -> str | None:
    """The full name of a commit, None if there is no such revision."""
    if revision.startswith("-"):
        return None
    names = output_lines(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return names[0] if names else None


def file(folder: Path, revision: str, path: str) -> bytes | None:
    """A file as it was, by its path relative to the folder; None if it was not there."""
    return output(folder, "cat-file", "blob", f"{revision}:./{path}")


def files(folder: Path, revision: str) -> dict[str, str]:
    """{path: name of its content} of the files below the folder as they were, links left out."""
    listed = output(folder, "ls-tree", "-r", "-z", revision) or b""
    entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
    return {
        os.fsdecode(path): what.split()[2].decode()
        for what, _, path in entries
        if what.startswith(REGULAR)
    }


def contents(folder: Path, names: list[str]) -> Iterator[bytes]:
    """The contents of these names, byte for byte. Raises NoHistory if git lacks one of them."""
    given = "".join(f"{name}\n" for name in names).encode()
    answers = io.BytesIO(output(folder, "cat-file", "--batch", given=given) or b"")
    for name in names:
        _, kind, *size = answers.readline().split() or (b"", b"")
        if kind != b"blob":
            raise NoHistory(f"git lacks the content {name}")
        yield answers.read(int(size[0]))
        answers.read(1)  # the end of the line


def extract(folder: Path, revision: str, target: Path, paths: list[str] | None = None) -> None:
    """Write files of a revision below target, as they were: some, or all that a package may have.

    Raises NoHistory if one of `paths` was not there or is none that a package may have.
    """
    there = files(folder, revision)
    wanted = list(there) if paths is None else paths
    if not there.keys() >= set(wanted):
        raise NoHistory(f"git has not all the files of {revision}: {', '.join(wanted[:3])} …")
    for path, data in zip(wanted, contents(folder, [there[p] for p in wanted]), strict=True):
        try:
            write_bytes(target, path, data)
        except ValueError as error:
            if paths is not None:
                raise NoHistory(f"{path} of {revision[:12]}: {error}") from None


def tags(folder: Path) -> list[str]:
    """The tags that begin with a v, as those of releases do."""
    return output_lines(folder, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags/v*")


def added_in(folder: Path, path: str) -> list[str]:
    """The commits that added a file, the latest first."""
    return output_lines(folder, "log", "--diff-filter=A", "--format=%H", "--", path)


def changed_files(folder: Path, tracked: list[str]) -> list[str]:
    """Files of the clone that differ from the last commit; of those that git does not know, the
    ones among `tracked` (paths relative to the folder). What modules hold is not looked at.

    Raises NoHistory if git cannot tell.
    """
    prefix = "".join(output_lines(folder, "rev-parse", "--show-prefix"))
    wanted = {prefix + path for path in tracked}
    filters = output(folder, "config", "--null", "--name-only", "--get-regexp", r"^filter\.")
    status = output(
        folder, "status", "--porcelain=v1", "-z", "--untracked-files=all",
        "--ignore-submodules=all", without=tuple(os.fsdecode(filters or b"").split("\0")[:-1]),
    )  # fmt: skip
    if status is None:
        raise NoHistory("git cannot tell what has changed since the last commit")
    changed, entries = [], iter(status.decode("utf-8", "replace").split("\0"))
    for entry in entries:
        state, path = entry[:2], entry[3:]
        if state[:1] in ("R", "C"):
            next(entries, None)  # the former name
        if path and (state != "??" or path in wanted):
            changed.append(path)
    return changed
