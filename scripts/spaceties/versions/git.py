"""The few questions that are asked of git. Without git, or outside a clone, there is no history."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path


class NoHistory(OSError):
    """The versions of the past cannot be had here; the message says why and what helps."""


def output(folder: Path, *arguments: str) -> bytes | None:
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


def output_lines(folder: Path, *arguments: str) -> list[str]:
    """The lines of a git command's output, none if it fails."""
    return (output(folder, *arguments) or b"").decode("utf-8", "replace").splitlines()


def is_clone(folder: Path) -> bool:
    """Whether the descriptor in this folder is one that git keeps track of."""
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
    return output(folder, "show", f"{revision}:./{path}")


def extract(folder: Path, revision: str, paths: list[str], target: Path) -> None:
    """Write some files of a revision below target, as they were. Raises NoHistory."""
    archive = output(folder, "archive", "--format=tar", revision, "--", *paths)
    if archive is None:
        raise NoHistory(f"git has not all the files of {revision}: {', '.join(paths[:3])} …")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")


def tags(folder: Path) -> list[str]:
    """The tags that begin with a v, as those of releases do."""
    return output_lines(folder, "tag", "--list", "v*")


def added_in(folder: Path, path: str) -> list[str]:
    """The commits that added a file, the latest first."""
    return output_lines(folder, "log", "--diff-filter=A", "--format=%H", "--", path)


def changed_files(folder: Path, tracked: list[str]) -> list[str]:
    """Files of the clone that differ from the last commit; of those that git does not know, the
    ones among `tracked` (paths relative to the folder)."""
    prefix = "".join(output_lines(folder, "rev-parse", "--show-prefix"))
    wanted = {prefix + path for path in tracked}
    status = output(folder, "status", "--porcelain=v1", "-z", "--untracked-files=all") or b""
    changed, entries = [], iter(status.decode("utf-8", "replace").split("\0"))
    for entry in entries:
        state, path = entry[:2], entry[3:]
        if state[:1] in ("R", "C"):
            next(entries, None)  # the former name
        if path and (state != "??" or path in wanted):
            changed.append(path)
    return changed
