"""Generated documentation: the data dictionary, the rule catalogue, the README's figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage import descriptor
from spaceties.datapackage.paths import read_text
from spaceties.datapackage.report.codes import FAMILIES
from spaceties.datapackage.report.words import markdown_cell
from spaceties.dataset import rates, store
from spaceties.dataset.dictionary import GENERATED, dictionary_markdown
from spaceties.dataset.zenodo import zenodo
from spaceties.reference import CODES, MENDING, where
from spaceties.rules import catalogue

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package
    from spaceties.rules.engine import Rule


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every generated page of the project at `root`."""
    package = descriptor.load(root)
    tables = [*package.resources, *store.derived(package)]
    yield "docs/data-dictionary.md", dictionary_markdown(tables)
    yield "docs/rules.md", rules_markdown(catalogue())
    yield ".zenodo.json", zenodo(package)
    readme = with_part(read_text(root, "README.md") or "", "counts", counts(package))
    yield "README.md", with_part(readme, "error rates", error_rates(package))


def counts(package: Package) -> str:
    """What the package holds, as a Markdown table of tables, rows and meanings."""
    lines = ["| table | rows | what a row is |\n|---|---:|---|\n"]
    for table in package.resources:
        rows = store.read(package, table.name).num_rows
        lines.append(f"| `{table.name}` | {rows:,} | {table.description} |\n")
    return "".join(lines)


def error_rates(package: Package) -> str:
    """What audits of drawn rows found, as a Markdown table; empty if there was none."""
    audits = store.read(package, "audits").to_pylist()
    return rates.markdown(rates.rates(audits, package.names))


def with_part(readme: str, name: str, text: str) -> str:
    """The README with a generated text put between the two marks that name it."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{text}{end}{after}"


def rules_markdown(rules: Iterable[Rule]) -> str:
    """The rule catalogue in Markdown, a table per family."""
    rules = list(rules)
    parts = [
        GENERATED.format(source="scripts/spaceties/rules"),
        "# Cross-table rules\n\n",
        "Checked by `spaceties validate` after the tables conform to their schema. An error stops\n"
        "a release, a warning does not. Vague dates compare as intervals.\n",
    ]
    letters = {rule.code[0] for rule in rules}
    for letter in filter(letters.__contains__, FAMILIES):
        header = "| code | severity | table | rule | why |\n|---|---|---|---|---|\n"
        parts.append(f"\n## {FAMILIES[letter].capitalize()}\n\n{header}")
        for rule in rules:
            if rule.code[0] == letter:
                cells = (rule.code, rule.severity, where(rule), rule.sentence, rule.why)
                parts.append(f"| {' | '.join(map(markdown_cell, cells))} |\n")
    parts.append("\n# Codes of all other problems\n\n`spaceties rules CODE` explains one.\n")
    parts.append("\n| code | problem | example | to mend it |\n|---|---|---|---|\n")
    for code, sentence in sorted(CODES.items()):
        parts.append(f"| {' | '.join(map(markdown_cell, (code, sentence, *MENDING[code])))} |\n")
    return "".join(parts)
