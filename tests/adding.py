"""What the tests of `spaceties add` share: a tiny package, files to add, and a look at both."""

from __future__ import annotations

from pathlib import Path

from spaceties.commands import main
from tests import mini

SOURCES = """source_id,title,publisher,url,kind,is_copy
pact,Pact signed,Paper,https://example.org/pact,news_article,false
"""
AGREEMENTS = """\
agreement_id,title,kind,signed_on,dated_by,status,topic,party_list,confidence,source_id
pact-2003,Pact on pictures,treaty,2003-05-04,signature,in_force,earth_observation,\
complete,medium,pact
"""
PARTIES = """agreement_id,organization_id,role,source_id
pact-2003,AAA,signatory,pact
pact-2003,BBB,signatory,pact
"""
TEXTS = {"sources.csv": SOURCES, "agreements.csv": AGREEMENTS, "parties.csv": PARTIES}


def tiny_package(folder: Path) -> Path:
    """The tiny package in canonical form, in a new folder."""
    folder.mkdir()
    mini.write(folder)
    assert main(["format", str(folder)]) == 0
    return folder


def three_files(folder: Path) -> list[Path]:
    """Four rows of three tables that need each other."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in TEXTS]


def add(package: Path, *args: object) -> int:
    """Runs the command; its exit code."""
    return main(["add", "--package", str(package), *map(str, args)])


def state(package: Path) -> dict[str, bytes]:
    """The bytes of every file, hidden ones too."""
    return {str(p.relative_to(package)): p.read_bytes() for p in sorted(package.rglob("*.*"))}
