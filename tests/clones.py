"""A clone of the tiny package with its history: release 0.1.0 cut, then rows changed."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

from spaceties.commands import main
from tests import mini

FILES = {
    "README.md": "# Lands\n",
    "CITATION.cff": 'cff-version: 1.2.0\ntitle: "Lands"\nversion: 0.1.0\n'
    "date-released: 2026-11-21\nlicense: CC-BY-4.0\n",
    ".zenodo.json": '{\n  "title": "Lands",\n  "version": "0.1.0",\n'
    '  "publication_date": "2026-11-21"\n}\n',
    "CHANGELOG.md": "# Changelog\n\nAll changes.\n\n## [0.1.0] - 2026-11-21\n\n### Added\n\n"
    "- Everything, by hand.\n",
    ".gitignore": "dist/\n",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git with a name, a clock and no settings of its own; its output."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env = {
        **kept,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_AUTHOR_DATE": "2026-11-21T12:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-21T12:00:00Z",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder: Path, message: str = "Change") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def make(folder: Path) -> Path:
    """A new clone of the tiny package, committed, not released."""
    descriptor = mini.write(folder)
    # One property a line, as in the project, so that what else changes would show.
    import json

    text = json.dumps(json.loads(descriptor.read_text()), ensure_ascii=False, indent=2) + "\n"
    descriptor.write_text(text, encoding="utf-8")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Begin")
    return folder


def cut(folder: Path, *options: str) -> int:
    """`spaceties release` into dist/ of the clone."""
    return main(["release", str(folder), "--out", str(folder / "dist"), *options])


def edit(folder: Path, table: str, row: int | dict, column: str = "", value: str = "") -> None:
    """Set a cell of a row counted from 0, or add a row, in canonical form."""
    path = folder / "tables" / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames
    if isinstance(row, dict):
        rows.append({name: row.get(name, "") for name in names})
    else:
        rows[row][column] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert main(["format", str(folder)]) == 0
