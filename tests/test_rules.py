"""Each rule has changes of the tiny package that break it and only it, at a known row and column,
and beside them the nearest changes that break none: see `rule_cases`."""

import csv
import io
import subprocess
import sys
import unicodedata
from datetime import date
from string import Formatter

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from spaceties.datapackage import descriptor
from spaceties.datapackage.report import ERROR
from spaceties.datapackage.validation import package as by_schema
from spaceties.dataset import store
from spaceties.rules import catalogue, iso
from spaceties.rules.engine import Rule, run
from spaceties.rules.views import EVERY, Tables, View
from spaceties.validation import rule_tables, validate
from tests import mini
from tests.rule_cases import CASES

PACKAGE = descriptor.load(mini.ROOT)
RULES = {rule.code: rule for rule in catalogue()}
WORDS = ("summary", "note")  # cells of many words, which a sentence cannot repeat
SAME = {"P423": "source_id", "R106": "provider_id", "R233": "party.act"}  # as the cell that is told
BAD = [(code, n) for code, cases in CASES.items() for n in range(len(cases.bad))]
GOOD = [(code, n) for code, cases in CASES.items() for n in range(len(cases.good))]


def typed(rows_by_table):
    """Typed tables of rows of text cells."""
    tables = {}
    for name, rows in rows_by_table.items():
        resource = PACKAGE.resource(name)
        text = io.StringIO()
        writer = csv.DictWriter(text, resource.field_names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        tables[name] = store.read_csv(text.getvalue().encode(), resource)
    return tables


UNCHANGED = rule_tables(PACKAGE, typed({name: mini.rows(name) for name in mini.TABLES}))


def violations(change):
    """The violations that a change of the tiny package causes."""
    changed = rule_tables(PACKAGE, typed(mini.edited(change)))
    frames, keys = {**UNCHANGED, **changed}, changed.primary_keys
    tables = Tables(frames, keys, changed.vague, changed.today, changed.unheld)
    rows = {name: range(len(table)) for name, table in changed.items()}
    return run(tables, RULES.values(), rows)


def broken(change):
    """What a change of the tiny package breaks: (code, table, line, column)."""
    return [(one.rule.code, one.table, one.row + 2, one.column) for one in violations(change)]


def test_the_tiny_package_breaks_no_rule(tmp_path):
    assert validate(descriptor.load(mini.write(tmp_path))).report.problems == []


@pytest.mark.parametrize(("code", "number"), BAD)
def test_a_rule_finds_what_breaks_it(code, number):
    table, column, bad, _ = CASES[code]
    lines, change = bad[number]
    found = violations(change)
    assert [(one.rule.code, one.table, one.row + 2, one.column) for one in found] == [
        (code, table, line, column) for line in lines
    ]
    if RULES[code].table != EVERY and column not in WORDS:  # else the cell stands beside it
        assert all((one.value or "missing") in one.message for one in found)


@pytest.mark.parametrize(("code", "number"), GOOD)
def test_a_rule_lets_the_nearest_good_rows_pass(code, number):
    assert broken(CASES[code].good[number]) == []


ALONE = dict.fromkeys(one.view for one in RULES.values() if one.view.alone and one.table != EVERY)


@pytest.fixture(scope="module")
def mixed():
    """The rows of the tiny package and of all cases together."""
    rows = {name: mini.rows(name) for name in mini.TABLES}
    for cases in CASES.values():
        for change in (*(change for _, change in cases.bad), *cases.good):
            for name, changed in mini.edited(change).items():
                rows[name] += [row for row in changed if row not in rows[name]]
    return rule_tables(PACKAGE, typed(rows))


@pytest.mark.parametrize("view", ALONE, ids=lambda view: f"{view.table}.{view.name}")
@pytest.mark.parametrize("half", [0, 1])
def test_a_view_that_takes_rows_alone_says_the_same_of_a_part(view, half, mixed):
    positions = range(half, len(mixed[view.table]), 2)
    seen = view.after(mixed, {view.table: positions})
    part, whole = view(seen), view(mixed)
    assert 0 < len(part) < len(whole)
    assert_frame_equal(part, whole.loc[whole.index.intersection(list(positions))])


VIEWS = {f"{one.table}.{one.name}": one for one in (rule.view for rule in RULES.values())}
ELSEWHERE = [(name, other) for name, view in VIEWS.items() for other in view.keys]
ELSEWHERE += [(name, "launches") for name, view in VIEWS.items() if view.pointing]


def told(frame):
    """What rules see of a frame: what is missing is so, whatever stands for it."""
    return frame.astype(object).where(frame.notna(), None)


@pytest.mark.parametrize("name, other", ELSEWHERE)
def test_a_change_elsewhere_concerns_the_rows_that_name_what_has_changed(name, other, mixed):
    view, whole, others = VIEWS[name], VIEWS[name](mixed), mixed[other]
    keys, sizes = others[mixed.primary_keys[other][0]], set()
    named = whole[view.keys.get(other, "row_key")].dropna()
    for key in (named.iloc[0], keys.unique()[-1]):
        changed = others.index[keys == key].tolist()
        seen = view.after(mixed, {other: changed})
        part = whole[:0] if seen is None else view(seen)
        assert_frame_equal(*map(told, (part, whole.loc[part.index])))
        before = view(mixed.with_part({other: others.index[keys != key].tolist()}))
        rest = whole.index.difference(part.index)
        assert_frame_equal(*map(told, (before.loc[rest], whole.loc[rest])))
        sizes.add(len(part))
    assert max(sizes) > 0 and min(sizes) < len(whole)


def test_new_rows_break_nothing_in_a_view_that_grows(mixed):
    """And no other view says so."""
    (view,) = [view for view in VIEWS.values() if view.grows]
    new = {name: range(1, len(mixed[name])) for name in mixed if name != view.table}
    assert view.after(mixed, new, list(new)) is None and not view.read_after(mixed, new, list(new))
    assert view.after(mixed, new) is mixed
    old = {name: range(rows.start) for name, rows in new.items()}
    used, before = (view(one)["used"] for one in (mixed, mixed.with_part(old)))
    assert used[before].all() and used.sum() > before.sum()


def test_every_rule_has_bad_rows_and_good_ones():
    assert set(CASES) == set(RULES)
    assert all(cases.bad and cases.good for cases in CASES.values())


def test_the_cases_break_nothing_but_rules(tmp_path):
    """Their cells are such as the columns allow."""
    rows = {name: mini.rows(name) for name in mini.TABLES}
    for cases in CASES.values():
        for change in (*(change for _, change in cases.bad), *cases.good):
            for name, changed in mini.edited(change).items():
                rows[name] += changed
    package = descriptor.load(mini.write(tmp_path, rows))
    problems = by_schema.validate(package).report.problems
    assert [p for p in problems if p.code.startswith("S")] == []


@pytest.mark.parametrize("code", ["R001", "R101", "R104", "P401", "D506", "X604"])
def test_a_breach_is_told_with_file_and_line(code, tmp_path):
    table, column, bad, _ = CASES[code]
    lines, change = bad[0]
    problems = validate(descriptor.load(mini.broken(tmp_path, change))).report.problems
    assert [(p.code, p.file, p.line, p.column, p.severity) for p in problems] == [
        (code, f"tables/{table}.csv", line, column, RULES[code].severity) for line in lines
    ]
    assert all(p.value and p.message[-1] in ".?" for p in problems)
    assert not any("{" in p.message or RULES[code].sentence in p.message for p in problems)


def test_codes_are_unique_and_told_in_a_sentence():
    rules = catalogue()
    assert len({rule.code for rule in rules}) == len(rules) >= 35
    sentences = [(rule.sentence, rule.why, rule.breach) for rule in rules]
    assert all(sentence.endswith(".") for three in sentences for sentence in three)


def test_a_breach_says_what_is_wrong_with_an_example_and_how_to_mend_it():
    for rule in RULES.values():
        assert rule.told() not in (rule.sentence, rule.breach.replace("{", "")), rule.code
        assert rule.mending and not rule.mending.endswith("."), rule.code


def test_what_is_vague_is_in_a_year_or_month_not_on_it():
    rule = RULES["R140"]
    told = [
        rule.told({"parent_id": "AGA", "parent.ended_on": ended, "founded_on": "2001-02-03?"})
        for ended in ("1991", "1991-12", "1991-12-03/1991-12-05", "1991-12-03")
    ]
    assert [" ended in 199" in one for one in told] == [True, True, True, False]
    assert all(one.endswith("founded on 2001-02-03?.") for one in told)


def test_a_breach_names_each_cell_that_is_looked_at():
    for rule in RULES.values():
        named = {name for _, name, _, _ in Formatter().parse(rule.breach)}
        assert set(rule.columns) - named <= {*WORDS, SAME.get(rule.code)}, rule.code


def test_a_hint_is_given_where_what_is_wrong_can_be_told():
    hints = {
        "R001": ["2000-02 has 29 days", "1999 lies before 2000"],
        "R125": ['"BBB", its successor Beland'],
        "R130": [None],
        "R140": ['"COMB", its successor Beland Rockets'],
        "R254": ['"2000-05-09"'] * 2,
        "R307": ['"requested", if the series is right', '"enacted", if the series is right'],
        "P414": ['"ja"', '"uk"'],
    }
    for code, expected in hints.items():
        told = [one.hint for _, change in CASES[code].bad for one in violations(change)]
        assert told == expected
    # not to a successor that had ended as well, nor around in a ring
    (_, (spent,)), *_ = CASES["R309"].bad
    for heir, hint in (
        ({"successor_id": "AGA"}, '"COMB", its successor Beland Rockets'),
        ({"ended_on": "1993", "successor_id": "AGA"}, '"AGA", its successor Aland Space Agency'),
        ({"ended_on": "1993", "successor_id": "OLDB"}, None),
    ):
        found = violations([spent, ("organizations", 4, heir)])
        assert [one.hint for one in found if one.rule.code == "R309"] == [hint]
    (found,) = violations([("spending", 0, {"currency": "RMB"})])[:1]
    assert (found.rule.code, found.hint) == ("R301", '"CNY"')
    assert not iso.CURRENCIES.keys() & iso.currencies()
    assert set(iso.CURRENCIES.values()) <= iso.currencies()
    assert not iso.LANGUAGES.keys() & iso.languages()
    assert set(iso.LANGUAGES.values()) <= iso.languages()


# --- characters -------------------------------------------------------------------------------

CHARACTERS = [chr(n) for n in (*range(0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))]


def caught(code, texts):
    """Which of some texts a rule on text cells does not let pass."""
    values = pd.Series(texts, dtype="string").astype("category")
    held = RULES[code].holds(pd.DataFrame({"value": values}))
    return {text for text, good in zip(texts, held, strict=True) if not good}


def test_the_characters_that_hide_or_reorder_text_are_these():
    controls = {c for c in CHARACTERS if unicodedata.category(c) == "Cc"} - set("\t\n\r")
    reordering = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    bidirectional = {c for c in CHARACTERS if unicodedata.bidirectional(c) in reordering}
    invisible = {chr(n) for n in (*range(0x200B, 0x2010), *range(0x2060, 0x2066), 0xFEFF)}
    assert caught("X602", CHARACTERS) == controls | bidirectional | invisible


def test_the_characters_with_which_a_formula_begins_are_these():
    """Those of OWASP's page on CSV injection, and their full-width twins."""
    signs = "=+-@\uff1d\uff0b\uff0d\uff20"
    assert caught("X601", [f"{c}A1" for c in CHARACTERS]) == {f"{c}A1" for c in signs + "\t\r\n"}
    hidden = caught("X602", CHARACTERS) | {c for c in CHARACTERS if c.isspace()}
    for sign in signs:
        texts = [f"{c}{sign}A1" for c in [*hidden, "\xad", *"\"'`\u2018\u2019\u201c\u201d"]]
        assert caught("X601", texts) == set(texts), sign
    assert caught("X601", [f"A{c}1" for c in CHARACTERS]) == set()
    harmless = {c for c in CHARACTERS if c in "0123456789." or c.isspace()}
    told = caught("X601", ["-", *(f"-{c}" for c in CHARACTERS)])
    assert told == {f"-{c}" for c in CHARACTERS if c not in harmless}


def test_the_characters_that_begin_markup_after_a_bracket_are_these():
    """Those of the HTML standard, tokenization: tag open state."""
    letters = {c for c in CHARACTERS if c.isascii() and c.isalpha()}
    for bracket in ("<", "&lt;", "&#60;"):
        told = caught("X603", [f"{bracket}{c}" for c in CHARACTERS])
        assert told == {f"{bracket}{c}" for c in letters | set("/!?")}


@pytest.mark.parametrize("code", ["X601", "X603"])
def test_the_cost_of_a_long_cell_grows_with_its_length_alone(code):
    """In a process that is ended: what is slow for one of these is so for hours."""
    ends = ("'", '"', " ", "-", "-1", "- A1", "1-", "a|", "|'", ";", ";-", ";-a", "=", "&", "&#0",
            "&amp;", "&#38;", "<", "j\t", "javascript:", "data: ", '"on', "\u200b")  # fmt: skip
    lines = [
        "import pandas as pd",
        "from spaceties.rules.text import RULES",
        f"texts = [a + b * (200_000 // len(b)) for a in ('', '-', 'a;') for b in {ends!r}]",
        f"(rule,) = [rule for rule in RULES if rule.code == {code!r}]",
        "rule.holds(pd.DataFrame({'value': pd.Series(texts).astype('category')}))",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, timeout=100)


def test_the_blanks_that_are_told_are_those_at_the_ends_and_in_a_row():
    blanks = [c for c in CHARACTERS if c.isspace()]
    for form in ("{}a", "a{}", "a{} b", "a {}b"):
        texts = [form.format(c) for c in blanks]
        assert caught("X604", texts) == set(texts), form
    assert caught("X604", [f"a{c}b" for c in CHARACTERS]) == set()


# --- the engine -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "holds"),
    [
        (lambda t: t["t"], lambda v: v["absent"]),
        (lambda t: t["t"], lambda _: True),
        (lambda t: t["t"], lambda _: pd.Series([False], index=[7])),
        (lambda t: t["t"]["absent"], lambda v: v["a"].notna()),
        (lambda t: t["other"], lambda v: v["a"].notna()),
    ],
)
def test_a_rule_that_cannot_be_computed_is_an_error(build, holds):
    view = View("t", frozenset({"t"}), build)
    rule = Rule("R999", ERROR, view, ("a",), "It holds.", "It must.", "It fails.", "mend it", holds)
    tables = Tables({"t": pd.DataFrame({"a": ["x"]})}, {"t": ["a"]}, {}, date(2026, 1, 1))
    (violation,) = run(tables, [rule])
    assert (violation.table, violation.row) == ("t", None)
    assert violation.message.startswith("The rule could not be computed: It holds. ")
