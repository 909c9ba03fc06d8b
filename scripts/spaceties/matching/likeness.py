"""When two texts are nearly the same: the thresholds, all of them of 100 and on folded texts.

They were set on the names and titles of the tables: none of their pairs is above them, slips of
the pen are.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from spaceties.matching.normalize import core

WORD = 75  # ratio of two words: Kosmos is like Cosmos, Sweden is not like Slovenia
NAME = 90  # token sort ratio of two names: endings or spellings differ, word by word (see WORD)
TITLE = 85  # token set ratio of two titles of one day: one says little beyond the other
LABEL = 85  # ratio of a column's label and a field's name: a letter or two are wrong
SHORTEST = 5  # letters; shorter names (CSA, ESA) are alike only if they are the same
CANDIDATES = 5  # nearest names that are looked at


class NameIndex:
    """Folded names of rows, to be asked which others are nearly the same."""

    def __init__(self) -> None:
        self._near: dict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)

    def add(self, row: int, name: str, block: str = "") -> None:
        """Notes that a row has a folded name; only names of one block are nearly the same."""
        self._near[_shape(name, block)].append((core(name), row))

    def near(self, name: str, block: str = "") -> list[int]:
        """The rows with nearly this name or the same one, the most alike first."""
        from rapidfuzz import fuzz, process

        if len(name) < SHORTEST:
            return []
        others, plain = self._near.get(_shape(name, block), []), core(name)
        if len(others) == 1 and others[0][0] == plain:  # most often, and told fastest
            return [others[0][1]]
        nearest = process.extract(
            plain,
            [other for other, _ in others],
            scorer=fuzz.token_sort_ratio,
            limit=CANDIDATES,
            score_cutoff=NAME,
        )
        return [others[at][1] for other, _, at in nearest if spelled_alike(name, other)]


def _shape(name: str, block: str) -> tuple[object, ...]:
    """What names that are spelled alike have in common: how many words they have, and their
    numbers and single letters. Within it few names are left to compare."""
    words = core(name).split()
    return block, len(words), *sorted(word for word in words if _exact(word))


def _exact(word: str) -> bool:
    """Whether a word has no other spelling."""
    return len(word) == 1 or not word.isalpha()


def spelled_alike(one: str, other: str) -> bool:
    """Whether two folded names are one but for spelling: every word has its like in the other.
    Numbers, and letters standing alone, must be the same."""
    from rapidfuzz import fuzz

    words, others = Counter(core(one).split()), Counter(core(other).split())
    mine, theirs = [*(words - others).elements()], [*(others - words).elements()]
    if len(mine) != len(theirs) or any(map(_exact, mine + theirs)):
        return False
    for word in mine:
        like = max(theirs, key=lambda w: fuzz.ratio(word, w))
        if fuzz.ratio(word, like) < WORD:
            return False
        theirs.remove(like)
    return True


def titles_alike(one: str, other: str) -> bool:
    """Whether two folded titles share most of their words."""
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(one, other) >= TITLE
