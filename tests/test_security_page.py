"""SECURITY.md promises nothing that no test holds."""

import ast
import re

from tests import mini

PAGE = (mini.ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES, REST = PAGE.split("## What it does not promise")
NAMED = re.compile(r"`(tests/\w+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_is_there():
    for file, name in NAMED.findall(PAGE):
        tree = ast.parse((mini.ROOT / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, name


def test_every_promise_names_a_test():
    promises = [part for part in PROMISES.split("\n\n") if part.startswith("**")]
    assert len(promises) > 5
    assert all(NAMED.search(promise) for promise in promises)


def test_the_readme_leads_there():
    assert "(SECURITY.md)" in (mini.ROOT / "README.md").read_text(encoding="utf-8")
