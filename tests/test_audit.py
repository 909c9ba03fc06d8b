"""The claims against the documents that they were made of."""

import hashlib
import json

import pytest

from spaceties.commands import main
from tests import mini

TEXT = "Al\u00e9 launched.\nBeland paid."
SPAN = TEXT[14:]


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture
def package(tmp_path):
    """The tiny package, its first claim made of TEXT."""
    place = [("start_char", "14"), ("end_char", str(len(TEXT))), ("excerpt_sha256", digest(SPAN))]
    edits = [("claims", 0, column, value) for column, value in place]
    edits += [("claims", row, column, "") for row in (1, 2) for column, _ in place]
    return mini.broken(tmp_path / "package", [*edits, ("sources", 1, "sha256", digest(TEXT))])


def audit(package, *documents):
    return main(["audit", "--package", str(package), *map(str, documents)])


def test_a_document_is_known_by_its_digest_and_its_spans_agree(package, tmp_path, capsys):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "any.txt").write_bytes(TEXT.encode("utf-8"))
    assert audit(package, tmp_path / "texts") == 0
    assert capsys.readouterr().out == "valid, 1 table (1 row)\n"


def test_another_edition_under_the_id_of_the_source_is_told_claim_by_claim(
    package, tmp_path, capsys
):
    document = tmp_path / "news.txt"
    document.write_text("Short.", encoding="utf-8")
    assert audit(package, document, "--format", "json") == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["file"], problem["line"]) == ("P490", "tables/claims.csv", 2)
    assert problem["key"] == "news-001" and problem["column"] == "excerpt_sha256"
    assert problem["hint"] == "the document ends at character 6"


def test_what_is_missing_or_of_no_use_is_said(package, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("Something else.", encoding="utf-8")
    assert audit(package, tmp_path / "other.txt") == 2
    told = capsys.readouterr().err
    assert "nothing was checked" in told
    assert "other.txt is the document of no claim" in told
    assert "no document of news was given" in told
    (tmp_path / "empty").mkdir()
    assert audit(package, tmp_path / "empty") == 2
    assert "nothing was checked" in capsys.readouterr().err
    assert audit(package, tmp_path / "none.txt") == 2
    assert "none.txt" in capsys.readouterr().err
