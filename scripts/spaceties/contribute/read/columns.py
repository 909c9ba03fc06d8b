"""What a header means: which table it is of, and which field each of its labels names.

A label names a field by its name or its title, whatever the case, the spaces and the punctuation:
"Organization id", "organization_id" and "ORGANIZATION-ID" are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spaceties.contribute.read.example import CONTEXT
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.report.words import by_letters, nearest, snake_case
from spaceties.dataset import store
from spaceties.matching.likeness import LABEL

LONGEST = 200  # characters of a label that are looked at
MOST_OF = 0.5  # share of the columns of a view from which on a header is that of the view


class ViewError(ContributionError):
    """The header is that of a table which a release computes from others."""


@dataclass(frozen=True)
class Labels:
    """The labels of a header in their order and the field of each, None if no field is meant.

    guessed: indices whose label is only like the name of its field; repeated: indices whose field
    an earlier label names; computed: by index the columns that a release computes from others.
    """

    texts: tuple[str, ...]
    fields: tuple[Field | None, ...]
    guessed: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    computed: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The fields that the header has, in its order, with the index of each column."""
        return {f.name: n for n, f in enumerate(self.fields) if f and n not in self.repeated}


def plain_label(label: str) -> str:
    """A label with its spelling taken off, as far as it is looked at."""
    return snake_case(label[:LONGEST])


def is_context(label: str) -> bool:
    """Whether a column only tells the contributor something."""
    return label.casefold().startswith(CONTEXT)


def match_labels(texts: Sequence[str], table: Resource, guess: bool = True) -> Labels:
    """The fields that labels mean; guess: whether misspelt labels are read as well."""
    known = meanings(table)
    fields = [known.get(plain_label(text)) for text in texts]
    repeated = {n for n, f in enumerate(fields) if f and f in fields[:n]}
    made = {plain_label(name): name for name in store.computed_columns(table)}
    labels = [plain_label(text) for text in texts]
    computed = {n: made[text] for n, text in enumerate(labels) if not fields[n] and text in made}
    guessed = set()
    for index, text in enumerate(texts):
        if index in computed:
            continue
        free = [f.name for f in table.fields if f not in fields]
        if guess and not fields[index] and not is_context(text) and (name := _misspelt(text, free)):
            fields[index] = table.field(name)
            guessed.add(index)
    return Labels(
        tuple(texts),
        tuple(fields),
        frozenset(guessed),
        frozenset(repeated),
        computed,
    )


def vocabulary(package: Package) -> frozenset[str]:
    """All folded labels that name a field of some table."""
    return frozenset(name for table in package.resources for name in meanings(table))


def recognised(texts: Iterable[str], known: frozenset[str]) -> int:
    """How many labels are in a vocabulary: what tells a header from other lines."""
    return sum(plain_label(text) in known for text in texts)


def recognise(texts: Sequence[str], package: Package) -> Resource:
    """The table whose header this is: all of its key is there, and fewest labels are strange.

    Raises ViewError if it is that of a table which a release computes, and ContributionError,
    with the nearest table and what is missing, if none fits or several fit equally well.
    """
    exact = [(table, match_labels(texts, table, guess=False)) for table in package.resources]
    guessed = ((table, match_labels(texts, table)) for table in package.resources)
    most = max((len(labels.columns) for _, labels in exact), default=0)
    # The key of one table is often a column of another, whose own key may be what is missing.
    fitting = [
        pair for pair in exact if not lacking(*pair) and 2 * len(pair[1].columns) > most
    ] or [pair for pair in guessed if not lacking(*pair) and _share(pair[1]) >= 0.5]
    best = min((_strange(labels) for _, labels in fitting), default=None)
    _refuse_view(texts, package, best)
    if best is None:
        raise ContributionError(_unfit(texts, exact))
    tables = [table for table, labels in fitting if _strange(labels) == best]
    if len(tables) > 1:
        names = " and ".join(table.name for table in tables)
        raise ContributionError(f"the header fits the tables {names}; name one with --table")
    return tables[0]


def _refuse_view(texts: Sequence[str], package: Package, best: tuple[int, int] | None) -> None:
    """Raises ViewError if a view fits a header better than every table; best: what is strange to
    the best of these."""
    for view in store.derived(package):
        labels = match_labels(texts, view, guess=False)
        fits = best is None or _strange(labels) < best
        if fits and len(labels.columns) >= MOST_OF * max(len(view.fields), len(texts)):
            from spaceties.dataset import derived

            read = ", ".join(derived.sources(view.name, package.names))
            raise ViewError(
                f"{view.name} is computed at every release; what is wrong there is put right in "
                f"the tables that it is made of: {read}"
            )


def lacking(table: Resource, labels: Labels) -> list[str]:
    """The key columns that a header does not have."""
    return [name for name in table.primary_key if name not in labels.columns]


def nearest_field(text: str, labels: Labels, table: Resource) -> str | None:
    """The field that an unknown label may mean, among those that the header does not have."""
    free = [f for f in table.fields if f not in labels.fields]
    names = {plain_label(form): f.name for f in free for form in (f.title, f.name) if form}
    like = nearest(plain_label(text), names)
    return names[like[0]] if len(like) == 1 else None


def meanings(table: Resource) -> dict[str, Field]:
    """The fields by folded name and, where only one has it, by folded title."""
    titles = Counter(plain_label(f.title) for f in table.fields if f.title)
    known = {plain_label(f.title): f for f in table.fields if titles[plain_label(f.title)] == 1}
    known |= {f"{title}_id": f for title, f in known.items() if f.name.endswith("_id")}
    return known | {plain_label(f.name): f for f in table.fields}


def _misspelt(text: str, names: list[str]) -> str | None:
    scores = {name: score for name, score in by_letters(plain_label(text), names) if score >= LABEL}
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None


def _strange(labels: Labels) -> tuple[int, int]:
    """Labels without a field, then labels that are only guessed: the fewer the better."""
    named = [bool(plain_label(text)) for text in labels.texts]
    known = [f is not None or n in labels.computed for n, f in enumerate(labels.fields)]
    strange = sum(n and not k for n, k in zip(named, known, strict=True))
    return strange, len(labels.guessed)


def _share(labels: Labels) -> float:
    """Share of the labels that name a field."""
    return sum(f is not None for f in labels.fields) / max(len(labels.fields), 1)


def _unfit(texts: Sequence[str], tried: list[tuple[Resource, Labels]]) -> str:
    shown = ", ".join(f'"{text[:40]}"' for text in texts[:8] if plain_label(text)) or "nothing"
    shown += ", …" if len(texts) > 8 else ""
    table, labels = max(tried, key=lambda pair: (len(pair[1].columns), _share(pair[1])))
    if not labels.columns:
        return f"no table has such a header: {shown}; the first line must hold column names"
    missing = ", ".join(lacking(table, labels))
    return (
        f"no table has such a header: {shown}; the nearest is {table.name}, "
        f"whose key {missing} is missing"
    )
