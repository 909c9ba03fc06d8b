"""A clone may be a stranger's: whatever its configuration names, no command of ours runs it.

Every trap of the clone makes a file that tells its name. That a trap works is seen by plain git.
"""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from spaceties.commands import main
from spaceties.versions import git
from tests import clones, mini

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

HOOKS = "post-index-change post-checkout pre-commit reference-transaction pre-auto-gc".split()  # noqa: SIM905
SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n"


class Traps:
    """Commands that tell that they were run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def command(self, name: str, then: str = "exit 1") -> str:
        return f"sh -c 'touch {self.folder}/{name}; {then}'"

    def program(self, path: Path) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.command(path.name, 'exit 1')}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def sprung(self) -> list[str]:
        names = sorted(path.name for path in self.folder.iterdir())
        for name in names:
            (self.folder / name).unlink()
        return names


def touch(folder: Path) -> None:
    """Has git look whether files have changed."""
    for path in (*folder.glob("**/*.csv"), *folder.glob("*.json"), folder / "z.txt"):
        path.touch()


def signed_head(folder: Path) -> None:
    """Gives the last commit a signature, which git would have a program look at."""
    text = clones.git(folder, "cat-file", "commit", "HEAD")
    signed = text.replace("\n\n", f"\n{SIGNATURE}\n", 1)
    (folder / ".git/signed").write_text(signed)
    name = clones.git(folder, "hash-object", "-t", "commit", "-w", ".git/signed").strip()
    clones.git(folder, "update-ref", "HEAD", name)


def module(folder: Path, traps: Traps) -> None:
    """A module whose own configuration has a trap."""
    (folder / "sub").mkdir()
    clones.git(folder / "sub", "init", "--quiet")
    (folder / "sub/file").write_text("a\n")
    clones.commit(folder / "sub")
    name = clones.git(folder / "sub", "rev-parse", "HEAD").strip()
    clones.git(folder, "update-index", "--add", "--cacheinfo", f"160000,{name},sub")
    clones.git(folder, "commit", "--quiet", "--message", "A module")
    clones.git(folder / "sub", "config", "core.fsmonitor", traps.command("module"))


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """(clone, traps): a clone with a release and a change since, full of traps."""
    folder, traps = clones.make(tmp_path / "clone"), Traps(tmp_path / "traps")
    assert clones.cut(folder, "--cut") == 0
    clones.commit(folder, "Release")
    (folder / "z.txt").write_text("z\n")
    clones.edit(folder, "satellites", 1, "ended_on", "2011")
    clones.commit(folder)
    module(folder, traps)
    signed_head(folder)
    settings = {
        "core.fsmonitor": traps.command("fsmonitor"),
        "core.pager": traps.command("pager"),
        "core.sshCommand": traps.command("ssh"),
        "core.askPass": traps.command("askpass"),
        "core.editor": traps.command("editor"),
        "diff.external": traps.command("external"),
        "diff.trap.textconv": traps.command("textconv", "cat"),
        "diff.trap.command": traps.command("diff"),
        "filter.trap.clean": traps.command("clean", "cat"),
        "filter.trap.smudge": traps.command("smudge", "cat"),
        "filter.trap.required": "true",
        "filter.a=b.clean": traps.command("equals", "cat"),
        "filter.long.process": traps.command("process"),
        "gpg.program": traps.program(tmp_path / "gpg"),
        "log.showSignature": "true",
        "tag.sort": "signature",
        "submodule.recurse": "true",
        "alias.status": f"!{traps.command('alias')}",
        "tar.tar.command": traps.command("tar"),
        "core.hooksPath": str(tmp_path / "hooks"),
    }
    for hook in HOOKS:
        traps.program(tmp_path / "hooks" / hook)
    included = tmp_path / "included"
    for name, value in settings.items():
        subprocess.run(["git", "config", "--file", included, name, value], check=True)
    clones.git(folder, "config", "include.path", str(included))
    (folder / ".git/info/attributes").write_text(
        "*.csv filter=trap diff=trap\n*.json filter=a=b\nz.txt filter=long\n"
    )
    touch(folder)
    traps.sprung()
    monkeypatch.chdir(folder)
    return folder, traps


def test_no_command_runs_what_a_clone_names(hostile, tmp_path, capsys):
    _, traps = hostile
    release = ["release", "--out", str(tmp_path / "dist")]
    contributed = tmp_path / "satellites.csv"
    contributed.write_text("satellite_id,name\nS20001,Alsat 1\n")
    for line in (
        ["diff"], ["diff", "HEAD~2", "HEAD"], ["diff", "v0.1.0", "HEAD", "--format", "json"],
        ["diff", "HEAD~3"], ["diff", "nothing"], ["log", "satellites", "S20001"],
        ["validate", "--changed-since", "HEAD~2"], ["validate"], ["format", "--check"],
        ["check", "--table", "satellites", str(contributed)],
        ["patch", "HEAD~1", str(contributed), "--out", str(tmp_path / "patched")],
        ["bump", "--dry-run"], ["changelog", "--dry-run"], release, ["bump"], ["changelog"],
        release, [*release, "--allow-dirty"],
    ):  # fmt: skip
        main(line)
        capsys.readouterr()
        assert traps.sprung() == [], line
    assert (tmp_path / "dist").is_dir()


def test_the_traps_are_traps(hostile):
    folder, traps = hostile
    for line, name in (
        ("status", "fsmonitor"), ("status", "clean"), ("status", "equals"), ("status", "process"),
        ("-c filter.long.process= status", "module"),
        ("archive HEAD", "smudge"), ("log -1", "gpg"), ("diff HEAD~2 HEAD", "external"),
        ("diff --no-ext-diff HEAD~2 HEAD", "textconv"),
        ("-c filter.long.process= reset --quiet", "post-index-change"),
    ):  # fmt: skip
        touch(folder)
        subprocess.run(["git", *line.split()], cwd=folder, capture_output=True)
        assert name in traps.sprung(), line


@pytest.mark.parametrize("transport", ["ext::{program}", "ssh://host/x", "{clone}"])
def test_what_a_partial_clone_lacks_is_not_fetched(transport, tmp_path):
    folder, traps = clones.make(tmp_path / "clone"), Traps(tmp_path / "traps")
    shutil.copytree(folder, tmp_path / "origin")
    name = clones.git(folder, "rev-parse", "HEAD:tables/satellites.csv").strip()
    address = transport.format(program=traps.program(tmp_path / "ext"), clone=tmp_path / "origin")
    for setting, value in (
        ("extensions.partialClone", "origin"), ("core.repositoryFormatVersion", "1"),
        ("remote.origin.url", address), ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", traps.command("uploadpack")),
        ("core.sshCommand", traps.command("ssh")), ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"), ("protocol.file.allow", "always"),
    ):  # fmt: skip
        clones.git(folder, "config", setting, value)
    (folder / f".git/objects/{name[:2]}/{name[2:]}").unlink()
    with pytest.raises(git.NoHistory, match=name):
        git.extract(folder, "HEAD", tmp_path / "out")
    assert git.file(folder, "HEAD", "tables/satellites.csv") is None
    assert traps.sprung() == []
    subprocess.run(["git", "cat-file", "blob", name], cwd=folder, capture_output=True)
    assert traps.sprung()


def test_a_commit_is_what_its_name_is_the_sum_of(tmp_path):
    folder = clones.make(tmp_path / "clone")
    before = clones.git(folder, "rev-parse", "HEAD").strip()
    (folder / "README.md").write_text("another\n")
    clones.commit(folder)
    clones.git(folder, "replace", before, clones.git(folder, "rev-parse", "HEAD").strip())
    assert git.file(folder, before, "README.md") == b"# Lands\n"


def test_files_that_look_like_a_clone_are_none(tmp_path):
    folder, traps = mini.write(tmp_path / "p").parent, Traps(tmp_path / "traps")
    clones.git(folder, "init", "--quiet", "--bare", ".")
    clones.git(folder, "config", "core.bare", "false")
    clones.git(folder, "config", "core.worktree", str(folder))
    clones.git(folder, "config", "core.fsmonitor", traps.command("fsmonitor"))
    assert not git.is_clone(folder) and git.commit(folder, "HEAD") is None
    assert main(["validate", str(folder)]) == 0 and traps.sprung() == []


def test_nothing_is_written_outside_by_a_commit(tmp_path):
    folder = clones.make(tmp_path / "clone")
    blob = clones.git(folder, "rev-parse", "HEAD:README.md").strip()
    (folder / ".git/tree").write_bytes(b"100644 ../outside.csv\0" + bytes.fromhex(blob))
    tree = clones.git(folder, "hash-object", "-t", "tree", "-w", "--literally", ".git/tree").strip()
    commit = clones.git(folder, "commit-tree", tree, "-m", "Outside").strip()
    git.extract(folder, commit, tmp_path / "into/out")
    with pytest.raises(git.NoHistory, match="leaves the package"):
        git.extract(folder, commit, tmp_path / "into/out", ["../outside.csv"])
    assert not list((tmp_path / "into").rglob("*.csv"))


def test_links_of_a_commit_are_left_out(tmp_path):
    folder = clones.make(tmp_path / "clone")
    (folder / "link.csv").symlink_to("/etc/hostname")
    clones.commit(folder)
    git.extract(folder, "HEAD", tmp_path / "out")
    assert (tmp_path / "out/README.md").is_file() and not (tmp_path / "out/link.csv").is_symlink()


@pytest.mark.parametrize("revision", ["-x", "--output=x", "--all", "HEAD\0", "a\nb"])
def test_a_revision_is_never_an_option(revision, tmp_path, monkeypatch, capsys):
    folder = clones.make(tmp_path / "clone")
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    assert git.commit(folder, revision) is None
    for line in (["validate", f"--changed-since={revision}"], ["diff", "--", revision]):
        assert main(line) == 2, line
    assert sorted(folder.rglob("*")) == before


def test_git_of_the_current_folder_is_not_run(tmp_path, monkeypatch):
    folder, traps = clones.make(tmp_path / "clone"), Traps(tmp_path / "traps")
    traps.program(folder / "git")
    path = Path(shutil.which("git")).parent
    monkeypatch.chdir(folder)
    for search in (f".:{path}", f":{path}", "."):
        monkeypatch.setenv("PATH", search)
        if search == ".":
            with pytest.raises(git.NoHistory, match="git is not installed"):
                git.is_clone(folder)
        else:
            assert git.is_clone(folder)
        assert traps.sprung() == []


def test_git_is_asked_in_one_place():
    for path in (mini.ROOT / "scripts").rglob("*.py"):
        if path.name != "git.py":
            assert not re.search(r"""\[\s*["']git["']""", path.read_text("utf-8")), path
