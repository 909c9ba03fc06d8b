"""The few questions that are asked of git. Without git, or outside a clone, there is no history."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path


class NoHistory(OSError):
    """The versions of the past cannot be had here; the message says why and what helps."""


def run(folder: Path, *arguments: str) -> bytes | None:
    """What a git command prints, None if it fails or there is no git."""
    # Nothing of the caller's environment may point git at another repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            env={**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def lines(folder: Path, *arguments: str) -> list[str]:
    """The lines of a git command's output, none if it fails."""
    return (run(folder, *arguments) or b"").decode("utf-8", "replace").splitlines()


def is_clone(folder: Path) -> bool:
    """Whether the descriptor in this folder is one that git keeps track of."""
    return run(folder, "ls-files", "--error-unmatch", "datapackage.json") is not None


def is_shallow(folder: Path) -> bool:
    return lines(folder, "rev-parse", "--is-shallow-repository") == ["true"]


def commit(folder: Path, revision: str) -> str | None:
    """The full name of a commit, None if there is no such revision."""
    if revision.startswith("-"):
        return None
    found = lines(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return found[0] if found else None


def file(folder: Path, revision: str, path: str) -> bytes | None:
    """A file as it was, by its path relative to the folder; None if it was not there."""
    return run(folder, "show", f"{revision}:./{path}")


def extract(folder: Path, revision: str, paths: list[str], target: Path) -> None:
    """Write some files of a revision below target, as they were. Raises NoHistory."""
    archive = run(folder, "archive", "--format=tar", revision, "--", *paths)
    if archive is None:
        raise NoHistory(f"git has not all the files of {revision}: {', '.join(paths[:3])} …")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")


def tags(folder: Path) -> list[str]:
    return lines(folder, "tag", "--list", "v*")


def added_in(folder: Path, path: str) -> list[str]:
    """The commits that added a file, the latest first."""
    return lines(folder, "log", "--diff-filter=A", "--format=%H", "--", path)


def changed_files(folder: Path, tracked: list[str]) -> list[str]:
    """Files of the clone that differ from the last commit; of those that git does not know, the
    ones among `tracked` (paths relative to the folder)."""
    prefix = "".join(lines(folder, "rev-parse", "--show-prefix"))
    wanted = {prefix + path for path in tracked}
    output = run(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all") or b""
    found, entries = [], iter(output.decode("utf-8", "replace").split("\0"))
    for entry in entries:
        state, path = entry[:2], entry[3:]
        if state[:1] in ("R", "C"):
            next(entries, None)  # the former name
        if path and (state != "??" or path in wanted):
            found.append(path)
    return found
