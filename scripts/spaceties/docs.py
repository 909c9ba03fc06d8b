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
from spaceties.explorer.blocs import BLOCS, makes_members
from spaceties.explorer.portraits import FEW
from spaceties.reference import CODES, MENDING, where
from spaceties.rules import catalogue

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package
    from spaceties.rules.engine import Rule


ERROR_RATES = (
    GENERATED.format(source="the table audits")
    + """# Error rates, by version and table

Rows drawn at random (`spaceties sample`) and held against sources found anew. A row counts by the
worst that was found on it, and what was wrong has been mended since: a rate tells of the version
that it was measured on, or of its draft where the rows were drawn before it was cut. Intervals are
Wilson's, 95 %.

"""
)


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every generated page of the project at `root`."""
    package = descriptor.load(root)
    tables = [*package.resources, *store.derived(package)]
    yield "docs/data-dictionary.md", dictionary_markdown(tables)
    yield "docs/rules.md", rules_markdown(catalogue())
    drawn = rates.rates(store.read(package, "audits").to_pylist(), package.names)
    yield "docs/error-rates.md", ERROR_RATES + (rates.markdown(drawn) or "Nothing was drawn yet.\n")
    yield ".zenodo.json", zenodo(package)
    readme = with_part(read_text(root, "README.md") or "", "counts", counts(package))
    if "<!-- finding: begin -->" in readme:
        readme = with_part(readme, "finding", finding(package))
    yield "README.md", with_part(readme, "error rates", rates.summary(drawn))


def counts(package: Package) -> str:
    """What the package holds, as a Markdown table of tables, rows and meanings."""
    lines = ["| table | rows | what a row is |\n|---|---:|---|\n"]
    for table in package.resources:
        rows = store.read(package, table.name).num_rows
        lines.append(f"| `{table.name}` | {rows:,} | {table.description} |\n")
    return "".join(lines)


def finding(package: Package) -> str:
    """Who is in which bloc, and how many pairs across them have worked together, in a sentence; of
    ties with few parties, as the picture of the explorer has it."""
    from spaceties.loading import load

    columns = ("from_country_id", "to_country_id", "kind", "level", "framework_id", "standing",
               "confidence", "bilateral", "party_list", "parties")  # fmt: skip
    rows = load("ties", package.basepath, as_="arrow").select(columns).to_pylist()
    members: dict[str, set[str]] = {framework: set() for framework in BLOCS}
    pairs = set()
    for row in rows:
        ends = {row["from_country_id"], row["to_country_id"]}
        if row["framework_id"] in members and row["level"] == "state" and makes_members(row):
            members[row["framework_id"]] |= ends
        few = row["bilateral"] or (row["party_list"] == "complete" and row["parties"] <= FEW)
        if row["kind"] != "agreement" or few:
            pairs.add(frozenset(ends))
    lists = store.read(package, "agreements").select(("agreement_id", "party_list")).to_pylist()
    partial = {row["agreement_id"] for row in lists if row["party_list"] == "partial"}
    one_least, other_least = ("at least " * (framework in partial) for framework in BLOCS)
    unlisted = [name for framework, (name, _) in BLOCS.items() if framework in partial]
    parties = "".join(f"not all parties of the {name} are listed, " for name in unlisted)
    first, second = members.values()
    one, other = first - second, second - first
    across = sum(bool(pair & one and pair & other) for pair in pairs)
    (ilrs, _), (artemis, _) = BLOCS.values()
    return (
        f"On {str(package.custom['created'])[:10]}, {one_least}**{len(first)}** states were "
        f"members of the {ilrs} and {other_least}**{len(second)}** of the {artemis}, "
        f"**{len(first & second)}** of both. Of the "
        f"**{len(one) * len(other):,}** pairs of a member of one alone and a member of the other "
        f"alone, **{across}** have worked together: launched, built, owned or hosted a satellite, "
        f"or signed an agreement of up to {FEW} parties. (Counted from the tables; {parties}makers "
        "are known for few satellites, and not every agreement is in.)\n"
    )


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
