"""A corpus of contributed files: bad ones with what they are told, good ones in odd dialects.

Each bad row is sent in as CSV and as a workbook, together with a row that the table has already,
so that it stands on line 3. All problems of a file are listed, and no others may be found.
"""

import datetime
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from spaceties.contribute import check, template
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage import descriptor
from tests import contributions, mini
from tests.contributions import COMPANY, GOOD, good, lines, text, workbook

pytestmark = pytest.mark.usefixtures("both_ways")


@dataclass(frozen=True)
class Bad:
    """One cell or several of a good row changed, and the problems: (code, column, hint), where
    a hint of None says that there is none and "…" at its end that it begins so."""

    name: str
    table: str
    cells: dict[str, str]
    problems: list[tuple[str, str | None, str | None]]
    company: dict[str, list[dict[str, str]]] | None = None

    @property
    def fixable(self) -> bool:
        return all((hint or "").endswith("--fix writes it") for _, _, hint in self.problems)


BAD = [
    # Types
    Bad(
        "thousands",
        "spending",
        {"amount": "1,250"},
        [("S101", "amount", '"1250" (commas part thousands); --fix writes it')],
    ),
    Bad(
        "thousands-space",
        "spending",
        {"amount": "1 250"},
        [("S101", "amount", '"1250" (number without thousands separators); --fix writes it')],
    ),
    Bad("fraction", "spending", {"amount": "1250.50"}, [("S101", "amount", None)]),
    Bad(
        "point-nought",
        "spending",
        {"amount": "1250.0"},
        [("S101", "amount", '"1250" (whole number without decimals); --fix writes it')],
    ),
    Bad("words", "spending", {"amount": "unknown"}, [("S101", "amount", None)]),
    Bad(
        "unit",
        "spending",
        {"amount": "1250 EUR"},
        [("S101", "amount", '"1250" (the number alone)')],
    ),
    Bad(
        "million",
        "spending",
        {"amount": "12 million"},
        [("S101", "amount", '"12000000" (written out in figures)')],
    ),
    Bad(
        "decimal-comma",
        "satellites",
        {"apogee_km": "710,5"},
        [("S101", "apogee_km", '"710.5" (decimal comma); --fix writes it')],
    ),
    Bad("degrees", "launch_sites", {"latitude": "3°30'S"}, [("S101", "latitude", None)]),
    Bad(
        "short-date",
        "launches",
        {"launched_on": "2006-2-3"},
        [("S101", "launched_on", '"2006-02-03" (date written year first); --fix writes it')],
    ),
    Bad(
        "day-or-month",
        "launches",
        {"launched_on": "03/02/2006"},
        [("S101", "launched_on", '"2006-02-03" (day first) or "2006-03-02" (month first)')],
    ),
    Bad(
        "day-first",
        "launches",
        {"launched_on": "13/02/2006"},
        [("S101", "launched_on", '"2006-02-13" (day first); --fix writes it')],
    ),
    Bad(
        "month-only",
        "launches",
        {"launched_on": "2006-02"},
        [("S101", "launched_on", "the day is not stated; a column of vague dates would take it")],
    ),
    Bad("no-such-day", "launches", {"launched_on": "2006-02-30"}, [("S101", "launched_on", None)]),
    Bad("truth", "sources", {"is_copy": "maybe"}, [("S101", "is_copy", None)]),
    Bad(
        "truth-word",
        "sources",
        {"is_copy": "no"},
        [("S101", "is_copy", '"false" (spelling of a truth value); --fix writes it')],
    ),
    # Constraints
    Bad("missing", "spending", {"currency": ""}, [("S102", "currency", None)]),
    Bad(
        "only-spaces",
        "agreements",
        {"title": "  "},
        [("S102", "title", "the cell holds only spaces")],
    ),
    Bad("misspelt", "agreement_parties", {"role": "memmber"}, [("S103", "role", '"member"')]),
    Bad(
        "capital",
        "agreement_parties",
        {"role": "Member"},
        [("S103", "role", '"member" (spelling of a listed value); --fix writes it')],
    ),
    Bad(
        "spelt-out",
        "agreements",
        {"kind": "memorandum of understanding"},
        [
            (
                "S103",
                "kind",
                '"memorandum_of_understanding" (spelling of a listed value); --fix writes it',
            )
        ],
    ),
    Bad("not-in-list", "agreements", {"topic": "astrology"}, [("S103", "topic", None)]),
    Bad(
        "month-name",
        "agreement_parties",
        {"joined_on": "May 2005"},
        [("S105", "joined_on", '"2005-05" (vague date in words); --fix writes it')],
    ),
    Bad(
        "slashes",
        "agreement_parties",
        {"joined_on": "2005/02/07"},
        [("S105", "joined_on", '"2005-02-07" (date written year first); --fix writes it')],
    ),
    Bad(
        "vague-day-or-month",
        "agreement_parties",
        {"joined_on": "03/04/2019"},
        [("S105", "joined_on", '"2019-04-03" (day first) or "2019-03-04" (month first)')],
    ),
    Bad(
        "circa",
        "agreement_parties",
        {"joined_on": "c. 2005"},
        [("S105", "joined_on", '"2005~" (vague date in words); --fix writes it')],
    ),
    Bad(
        "clock",
        "launches",
        {"launch_time_utc": "7:08"},
        [("S105", "launch_time_utc", '"07:08" (a spreadsheet drops leading zeros)')],
    ),
    Bad(
        "lower-case-code",
        "launch_sites",
        {"country_id": "aaa"},
        [("K205", "country_id", '"AAA" (upper and lower case of an id); --fix writes it')],
    ),
    Bad(
        "no-scheme",
        "sources",
        {"url": "www.example.org/report"},
        [("S105", "url", '"https://www.example.org/report" (with its scheme)')],
    ),
    Bad(
        "capital-series",
        "spending",
        {"series": "Act"},
        [("S105", "series", '"act" (upper and lower case); --fix writes it')],
    ),
    Bad(
        "key-with-space",
        "launch_vehicles",
        {"vehicle_id": "Rocket C"},
        [("S105", "vehicle_id", '"rocket-c" (spelt as an id)')],
    ),
    Bad("below", "launch_sites", {"latitude": "-93.5"}, [("S108", "latitude", None)]),
    Bad("negative", "spending", {"amount": "-5"}, [("S108", "amount", None)]),
    Bad("above", "satellites", {"inclination_deg": "190"}, [("S109", "inclination_deg", None)]),
    Bad(
        "vague-no-such-day",
        "agreement_parties",
        {"joined_on": "2005-02-30"},
        [("R001", "joined_on", "2005-02 has 28 days")],
    ),
    # Keys
    Bad(
        "unique",
        "countries",
        {"iso_alpha2": "AA"},
        [("K203", "iso_alpha2", "the other is on line 2 of FILE")],
    ),
    Bad(
        "unknown-body",
        "agreement_parties",
        {"organization_id": "COMC"},
        [("K205", "organization_id", '"COMB"')],
    ),
    Bad(
        "name-for-id",
        "agreement_parties",
        {"organization_id": "Beland Rockets"},
        [("K205", "organization_id", '"COMB" (name of an organization); --fix writes it')],
    ),
    Bad(
        "alpha-2",
        "launch_sites",
        {"country_id": "AA"},
        [("K205", "country_id", '"AAA" (two-letter code of a country); --fix writes it')],
    ),
    Bad(
        "country-name",
        "launch_sites",
        {"country_id": "Aland"},
        [("K205", "country_id", '"AAA" (name of a country); --fix writes it')],
    ),
    Bad("unknown-source", "indicators", {"source_id": "lost"}, [("K205", "source_id", '"list"')]),
    # Rules over several tables
    Bad("other-year", "launches", {"launched_on": "2007-02-03"}, [("R101", "launch_id", None)]),
    Bad("no-parties", "agreements", {}, [("R201", "agreement_id", None)], {}),
    Bad(
        "one-party",
        "agreements",
        {},
        [("R201", "agreement_id", None)],
        {"agreement_parties": contributions.PARTIES[:1]},
    ),
    Bad("undated-act", "agreements", {"dated_by": ""}, [("R204", "dated_by", None)]),
    Bad(
        "ended-before",
        "agreements",
        {"ends_on": "2009", "status": "ended"},
        [("R202", "ends_on", None)],
    ),
    Bad("over-but-in-force", "agreements", {"ends_on": "2015"}, [("R205", "status", None)]),
    Bad(
        "under-itself",
        "agreements",
        {"framework_id": "aaa-bbb-data-mou-2010"},
        [("R206", "framework_id", None)],
    ),
    Bad("joined-before", "agreement_parties", {"joined_on": "1998"}, [("R211", "joined_on", None)]),
    Bad(
        "aggregate",
        "agreement_parties",
        {"organization_id": "aggregate-world"},
        [("R215", "organization_id", None)],
    ),
    Bad(
        "no-owner",
        "satellites",
        {},
        [("R115", "satellite_id", None)],
        {"launches": [good("launches")]},
    ),
    Bad("swapped", "satellites", {"perigee_km": "720"}, [("R114", "perigee_km", None)]),
    Bad(
        "own-instrument", "payloads", {"contributor_id": "AGA"}, [("R122", "contributor_id", None)]
    ),
    Bad("currency", "spending", {"currency": "EUX"}, [("R301", "currency", None)]),
    Bad(
        "dollars",
        "spending",
        {"currency": "USD", "amount_usd": "1249"},
        [("R302", "amount_usd", None)],
    ),
    Bad(
        "figure-twice",
        "spending",
        {"period": "2002", "fiscal_year": "2002"},
        [("R303", "spending_id", "see line 3 of tables/spending.csv [aga-2002]")],
    ),
    Bad("fiscal-year", "spending", {"fiscal_year": "2005"}, [("R306", "fiscal_year", None)]),
    Bad(
        "basis",
        "spending",
        {"basis": "requested"},
        [("R307", "basis", '"enacted", if the series is right')],
    ),
    Bad("half-a-launch", "indicators", {"value": "5.5"}, [("R311", "value", None)]),
    Bad("ended-first", "organizations", {"ended_on": "1990"}, [("R131", "ended_on", None)]),
    # Provenance
    Bad("unused-source", "sources", {}, [("P411", "source_id", None)], {}),
    Bad(
        "unexplained",
        "agreements",
        {"confidence": "low", "summary": ""},
        [("P421", "summary", None)],
    ),
    Bad(
        "one-source-twice",
        "agreements",
        {"second_source_id": "news"},
        [("P423", "second_source_id", None)],
    ),
    # Duplicates
    Bad(
        "same-body",
        "organizations",
        {"name": "BELAND ROCKETS"},
        [("D501", "name", "see line 6 of tables/organizations.csv [COMB]")],
    ),
    Bad(
        "same-address",
        "sources",
        {"url": "http://www.example.org/news", "title": "Things happened"},
        [("D506", "url", "see line 3 of tables/sources.csv [news]")],
    ),
    # Safety and untidiness
    Bad(
        "formula-text",
        "organizations",
        {"short_name": "+BAS"},
        [("X601", "short_name", "write 'BAS'")],
    ),
    Bad("markup", "payloads", {"purpose": "<b>radio</b>"}, [("X603", "purpose", None)]),
    Bad(
        "zero-width",
        "payloads",
        {"name": "Bea\u200bcon"},
        [
            (
                "X602",
                "name",
                '"Beacon" (without needless spaces and invisible characters); --fix writes it',
            )
        ],
    ),
    Bad(
        "outer-space",
        "payloads",
        {"name": " Beacon"},
        [("X604", "name", '"Beacon" (without the space around it); --fix writes it')],
    ),
    Bad(
        "two-spaces",
        "payloads",
        {"purpose": "radio  signals"},
        [
            (
                "X604",
                "purpose",
                '"radio signals" (without needless spaces and invisible characters); --fix…',
            )
        ],
    ),
    Bad(
        "decomposed",
        "organizations",
        {"short_name": "Be\u0301"},
        [
            (
                "X605",
                "short_name",
                '"Bé" (with letter and accent as one character); --fix writes it',
            )
        ],
    ),
]


KNOWN = {name: mini.rows(name)[0] for name in mini.TABLES}
PLAIN = good("spending")
COLUMNS, VALUES = list(PLAIN), list(PLAIN.values())
LATER = good("spending", spending_id="aga-2004", fiscal_year="2004", period="2004")
NEXT = list(LATER.values())


def sheets(**tables):
    """A workbook of several tables."""
    return workbook({name: lines(rows) for name, rows in tables.items()})


def looking(change):
    """A workbook of two rows after a change to how its sheet looks."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook({"Sheet1": [COLUMNS, VALUES, NEXT]})))
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(column):
    """The letter of a column of PLAIN."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[COLUMNS.index(column)]


AMOUNT = f"{letter('amount')}2"


def mini_spending():
    return descriptor.load(mini.ROOT).resource("spending")


TAIL = [""] * (len(COLUMNS) - COLUMNS.index("amount") - 1)
REQUIRED = {f.name for f in mini_spending().fields if f.required}


def no_row(line):
    return ("F350", line, None, "a total, a note or units? take the line out, or else fill it in")


# name of the file: (its content, problems as (code, line, column, hint))
FORMS = {
    "percent.xlsx": (
        workbook({"Sheet1": lines([good("spending", amount=1250)])}, {AMOUNT: "0.0%"}),
        [("F331", 2, "amount", "write out what is meant…")],
    ),
    "words.xlsx": (
        workbook({"Sheet1": lines([good("spending", amount=1250)])}, {AMOUNT: '0" million"'}),
        [("F331", 2, "amount", "write out what is meant…")],
    ),
    "other-currency.xlsx": (
        workbook({"Sheet1": lines([good("spending", amount=1250)])}, {AMOUNT: "[$$-409]#,##0"}),
        [("F331", 2, "amount", "write out what is meant…")],
    ),
    "side-table.xlsx": (
        workbook(
            {"Sheet1": [COLUMNS, [*VALUES, None, "9"], [*NEXT, None, "10"], [None] * 18 + [5]]}
        ),
        [("F312", 2, None, "name the column of the cell, or empty the cell")],
    ),
    "formulas-alone.xlsx": (
        workbook({"Sheet1": [COLUMNS, VALUES, ["=A2"]]}),
        [("F326", 3, "spending_id", "open and save the workbook…")],
    ),
    "merged.xlsx": (
        looking(lambda sheet: sheet.merge_cells(f"{letter('basis')}2:{letter('basis')}3")),
        [("F330", 2, "basis", "undo the merging and write into each cell what it means")],
    ),
    "hidden-row.xlsx": (
        looking(lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True)),
        [("F332", 3, None, "look at what is hidden, and take out what is not meant")],
    ),
    "hidden-column.xlsx": (
        looking(lambda sheet: setattr(sheet.column_dimensions[letter("basis")], "hidden", True)),
        [("F332", 1, "basis", "look at what is hidden, and take out what is not meant")],
    ),
    "total.csv": (
        text([COLUMNS, VALUES, ["Total", *[""] * (COLUMNS.index("amount") - 1), "9", *TAIL]]),
        [no_row(3)],
    ),
    "total-in-words.xlsx": (
        workbook({"Sheet1": [COLUMNS, VALUES, ["合计", *[None] * 6, 9]]}),
        [no_row(3)],
    ),
    "note-below.csv": (text([COLUMNS, VALUES]) + "\nSource: the agency's report\n", [no_row(4)]),
    "note-below.xlsx": (
        workbook({"Sheet1": [COLUMNS, VALUES, [], ["Quelle: Bericht der Behörde"]]}),
        [no_row(4)],
    ),
    "units.csv": (
        text([COLUMNS, ["" if c != "amount" else "EUR" for c in COLUMNS], VALUES]),
        [no_row(2)],
    ),
    "begun.csv": (
        text([COLUMNS, VALUES, ["aga-2009", "AGA", *[""] * (len(COLUMNS) - 2)]]),
        [("S102", 3, ", ".join(sorted(REQUIRED - {"spending_id", "organization_id"})), None)],
    ),
    "pandas-twice.csv": (
        text([["Unnamed: 0.1", "Unnamed: 0", *COLUMNS], ["0", "0", *VALUES], ["1", "7", *NEXT]]),
        [
            ("F317", 1, "Unnamed: 0", "take the column out"),
            ("F317", 1, "Unnamed: 0.1", "take the column out"),
        ],
    ),
    "chosen-rows.csv": (
        text([["", *COLUMNS], ["17", *VALUES], ["3", *NEXT]]),
        [("F317", 1, None, "take the column out")],
    ),
    "quote-and-delimiter.csv": (
        text([COLUMNS, VALUES]).replace(f"{VALUES[0]},", f'{VALUES[0]} "x, y",', 1),
        [("F308", 2, "spending_id", "put the whole cell in quotes…")],
    ),
    "missing-cell.csv": (
        text([COLUMNS, VALUES, NEXT[:-1]]),
        [("F311", 3, None, "nothing stands for source_id; is a delimiter missing?")],
    ),
    "extra-cell.csv": (
        text([COLUMNS, VALUES, NEXT]).replace(",1250,", ",1,250,", 1),
        [("F312", 2, None, "a cell that holds the delimiter must stand in quotes")],
    ),
    "stray-quote.csv": (
        text([COLUMNS, VALUES]).replace(",act,", ',"a"ct,'),
        [("F308", 2, "series", "put the whole cell in quotes and double those inside…")],
    ),
    "unclosed-quote.csv": (
        text([COLUMNS, VALUES, NEXT]).removesuffix("news\n") + '"news\n',
        [("F309", 3, "source_id", None)],
    ),
    "nul.csv": (text(lines([good("spending", series="a\0ct")])), [("F307", 2, "series", None)]),
    "half-windows.csv": (
        text(
            lines(
                [
                    good("spending", note="Čebela"),
                    LATER | {"note": "caf#"},
                ]
            )
        )
        .encode()
        .replace(b"#", b"\xe9"),
        [
            (
                "F306",
                3,
                "note",
                "character 4 is the byte E9; "
                'in Windows-1252 it would be "café"; save the file as UTF-8',
            )
        ],
    ),
    "error-value.csv": (
        text(lines([good("spending", amount="#REF!")])),
        [("F325", 2, "amount", "leave the cell empty if the value is missing")],
    ),
    "long-cell.csv": (
        text(lines([good("spending", note="long" * 10_000)])),
        [("F327", 2, "note", None)],
    ),
    "error-value.xlsx": (
        sheets(spending=[good("spending", amount="#DIV/0!")]),
        [("F325", 2, "amount", "leave the cell empty if the value is missing")],
    ),
    "beyond-header.xlsx": (
        workbook({"Sheet1": [COLUMNS, [*VALUES, "9"]]}),
        [("F312", 2, None, "name the column of the cell, or empty the cell")],
    ),
    "formula.xlsx": (
        sheets(spending=[good("spending", amount="=5*250")]),
        [("F326", 2, "amount", "open and save the workbook in a spreadsheet program…")],
    ),
    "code-became-date.xlsx": (
        sheets(spending=[good("spending", subject=datetime.date(2005, 5, 1))]),
        [("F329", 2, "subject", "if it was a code, look it up in the source…")],
    ),
    "day-number.xlsx": (
        sheets(launches=[good("launches", launched_on=38751)], **COMPANY["launches"]),
        [
            (
                "S101",
                2,
                "launched_on",
                '"2006-02-03" (the number that the workbook keeps for a day); --fix writes it',
            )
        ],
    ),
}

# The same fault in both forms: header, rows, problems.
BOTH = {
    "unknown-column": (
        [*COLUMNS, "colour"],
        [[*VALUES, "red"]],
        [("F314", 1, "colour", "take the column out")],
    ),
    "misspelt-column": (
        [*COLUMNS[:-1], "sourceid"],
        [VALUES],
        [("F314", 1, "sourceid", '"source_id"')],
    ),
    "column-twice": ([*COLUMNS, "Amount"], [[*VALUES, "9"]], [("F316", 1, "Amount", None)]),
    "nameless-column": (
        [COLUMNS[0], "", *COLUMNS[1:]],
        [[VALUES[0], "9", *VALUES[1:]]],
        [("F317", 1, None, "take the column out")],
    ),
    "missing-column": (
        COLUMNS[:-1],
        [VALUES[:-1]],
        [("S102", 2, "source_id", "the file has no column source_id")],
    ),
    "row-twice": (
        COLUMNS,
        [VALUES, VALUES],
        [("K201", 3, "spending_id", "the first is on line 2 of FILE")],
    ),
    "key-twice": (
        COLUMNS,
        [VALUES, list(good("spending", amount="1300").values())],
        [("K201", 3, "spending_id", "the first is on line 2 of FILE")],
    ),
    "no-key": (
        COLUMNS,
        [["", *VALUES[1:]]],
        [("S102", 2, "spending_id", None)],
    ),
    "change": (
        list(KNOWN["indicators"]),
        [list({**KNOWN["indicators"], "value": "4"}.values())],
        [
            (
                "K207",
                2,
                None,
                "see line 2 of tables/indicators.csv; `spaceties add --update` makes the change",
            )
        ],
    ),
    "other-spelling": (
        list(GOOD["organizations"]),
        [list(good("organizations", name="Béland Rocket").values())],
        [
            (
                "D502",
                2,
                "name",
                "nearly the same as “Beland Rockets”; "
                "see line 6 of tables/organizations.csv [COMB]",
            )
        ],
    ),
    "other-punctuation": (
        list(GOOD["organizations"]),
        [list(good("organizations", name="Béland Rocket's").values())],
        [("D501", 2, "name", "see line 6 of tables/organizations.csv [COMB]")],
    ),
    "other-spelling-of-another-name": (
        list(GOOD["organizations"]),
        [list(good("organizations", native_name="Béland Rocket's").values())],
        [("D590", 2, None, "see line 6 of tables/organizations.csv")],
    ),
}
for name, (columns, rows, problems) in BOTH.items():
    FORMS[f"{name}.csv"] = (text([columns, *rows]), problems)
    FORMS[f"{name}.xlsx"] = (workbook({"Sheet1": [columns, *rows]}), problems)


def launch_files():
    """A launch with its satellite and owner: tables that need each other."""
    tables = {"launches": [good("launches")], **COMPANY["launches"]}
    return {name: lines(rows) for name, rows in tables.items()}


SUNDRY = good("spending", note="Größe; “so”, café")
NOTED = [list(SUNDRY), list(SUNDRY.values())]
BROKEN = good("spending", note='one\ntwo, "three"')
SHUFFLED = dict(sorted(SUNDRY.items(), key=lambda item: item[0][::-1]))

# name of the file: (its content, the rows that it holds)
FINE = {
    "comma.csv": (text(NOTED), [SUNDRY]),
    "semicolon.csv": (text(NOTED, delimiter=";"), [SUNDRY]),
    "end-of-file.csv": (text(NOTED, end="\r\n") + "\x1a", [SUNDRY]),
    "tab.tsv": (text(NOTED, delimiter="\t"), [SUNDRY]),
    "bar.txt": (text(NOTED, delimiter="|"), [SUNDRY]),
    "mark.csv": (text(NOTED).encode("utf-8-sig"), [SUNDRY]),
    "utf-16.csv": (text(NOTED, delimiter="\t").encode("utf-16"), [SUNDRY]),
    "utf-16-unmarked.csv": (text(NOTED, delimiter=";").encode("utf-16-le"), [SUNDRY]),
    "utf-16-be.csv": (("\ufeff" + text(NOTED)).encode("utf-16-be"), [SUNDRY]),
    "windows.csv": (text(NOTED, delimiter=";").encode("cp1252"), [SUNDRY]),
    "crlf.csv": (text(NOTED, end="\r\n"), [SUNDRY]),
    "cr.csv": (text(NOTED, end="\r"), [SUNDRY]),
    "all-quoted.csv": (text(NOTED, quote=True), [SUNDRY]),
    "line-break.csv": (text([list(BROKEN), list(BROKEN.values())]), [BROKEN]),
    "crlf-in-cells.csv": (
        text([list(BROKEN), list(BROKEN.values())], end="\r\n").replace("one\n", "one\r\n"),
        [BROKEN],
    ),
    "cr-in-cells.csv": (
        text([list(BROKEN), list(BROKEN.values())], quote=True).replace("one\n", "one\r"),
        [BROKEN],
    ),
    "breaks-in-cells.xlsx": (
        workbook({"Sheet1": lines([{**BROKEN, "note": BROKEN["note"].replace("\n", "\r\n")}])}),
        [BROKEN],
    ),
    "columns-shuffled.csv": (text([list(SHUFFLED), list(SHUFFLED.values())]), [SUNDRY]),
    "labels-as-shown.csv": (
        text([[name.replace("_", " ").capitalize() for name in SUNDRY], list(SUNDRY.values())]),
        [SUNDRY],
    ),
    "sep-line.csv": ("sep=;\r\n" + text(NOTED, delimiter=";", end="\r\n"), [SUNDRY]),
    "blank-lines.csv": (text(NOTED).replace("\n", "\n\n") + " , ,\n\n", [SUNDRY]),
    "empty-columns.csv": (text([[*line, "", ""] for line in NOTED]), [SUNDRY]),
    "title-above.csv": (text([["Budgets, from the reports"], [], *NOTED]), [SUNDRY]),
    "no-last-line-end.csv": (text(NOTED).removesuffix("\n"), [SUNDRY]),
    "text-cells.xlsx": (workbook({"Sheet1": NOTED}), [SUNDRY]),
    "numbers.xlsx": (
        workbook(
            {"Sheet1": lines([SUNDRY | {"amount": 1250.0, "period": 2003, "fiscal_year": 2003}])}
        ),
        [SUNDRY],
    ),
    "gaps.xlsx": (
        workbook({"Sheet1": [["Budgets"], [], NOTED[0], [], [], NOTED[1], [" "]]}),
        [SUNDRY],
    ),
    "other-sheets.xlsx": (
        workbook({"Read me": [["Nothing here"]], "Budgets": NOTED, "Pivot": [["EUR", 1250]]}),
        [SUNDRY],
    ),
    "dates.xlsx": (
        workbook(
            {"x": lines([good("agreement_parties", joined_on=datetime.date(2005, 2, 1))])},
            formats={"D2": "mmm yyyy"},
        ),
        [good("agreement_parties")],
    ),
    "truths.xlsx": (
        workbook(
            {
                "sources": lines([good("sources", is_copy=False)]),
                "uses": lines(COMPANY["sources"]["agreement_satellites"]),
            }
        ),
        [good("sources"), *COMPANY["sources"]["agreement_satellites"]],
    ),
    "currency-of-the-row.xlsx": (
        workbook({"x": lines([SUNDRY | {"amount": 1250}])}, {AMOUNT: '#,##0.00\\ "€"'}),
        [SUNDRY],
    ),
    "several-tables.xlsx": (
        workbook(launch_files()),
        [good("launches"), good("satellites"), good("satellite_participants")],
    ),
    "template.xlsx": (None, [good("indicators")]),
    "template.csv": (None, [good("indicators")]),
}


# name of the file: (its content, what is said)
UNREADABLE = {
    "empty.csv": (b"", "the file is empty"),
    "records.csv": (b'[{"spending_id": "aga-2003"}]', "JSON, not a table"),
    "blank.csv": (b"\n \n", "the file is empty"),
    "other.csv": (b"colour,taste\nred,sweet\n", 'no table has such a header: "colour", "taste"'),
    "headless.csv": (text([VALUES]), "no table has such a header"),
    "no-key.csv": (text([COLUMNS[1:], VALUES[1:]]), "whose key spending_id is missing"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "is not text"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old workbook (.xls)"),
    "cut-short.xlsx": (workbook({"a": [COLUMNS, VALUES]})[:-200], "damaged or cut short"),
    "notes.xlsx": (
        workbook({"Sheet1": [["Remember"], ["the milk"]]}),
        "no table has such a header",
    ),
    "no-sheet.xlsx": (workbook({"Sheet1": [[]]}), "no line holds anything"),
    "page.xls": (
        b"\n<html><table><tr><td>spending_id</td></tr></table></html>",
        "a web page (HTML)",
    ),
    "plain.xml": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "a workbook in plain XML",
    ),
    "archive.xlsx": (b"PK\x05\x06" + bytes(18), "a zip archive, not a workbook"),
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The tiny package; files are named from its folder."""
    monkeypatch.chdir(tmp_path)
    return descriptor.load(mini.write(tmp_path))


def send(content, name):
    """Writes a file and returns its name."""
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def told(package, names, **options):
    """(file, code, line, column, hint) of every problem."""
    report = check.check(package, names, **options).report
    return [(p.file, p.code, p.line, p.column, p.hint) for p in report.problems]


def same(found, expected):
    """Whether problems are those expected; "…" ends a hint of which only the start counts, FILE
    stands for the file itself."""
    if [one[:4] for one in found] != [one[:4] for one in expected]:
        return False
    pairs = ((a[0], a[4], b[4]) for a, b in zip(found, expected, strict=True))
    return all(
        hint == meant.replace("FILE", file)
        if meant and hint and not meant.endswith("…")
        else (hint or "").startswith((meant or "").removesuffix("…")) and bool(hint) == bool(meant)
        for file, hint, meant in pairs
    )


def sent_rows(bad):
    """The rows of a bad contribution by table, with one that is known already before the bad."""
    company = COMPANY.get(bad.table, {}) if bad.company is None else bad.company
    return {bad.table: [KNOWN[bad.table], good(bad.table, **bad.cells)], **company}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_row_of_a_csv_file_is_told(bad, package):
    rows = sent_rows(bad)
    names = [send(text(lines(rows[table])), f"{table}.csv") for table in rows]
    expected = [(names[0], code, 3, column, hint) for code, column, hint in bad.problems]
    assert same(found := told(package, names), expected), found


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_row_of_a_workbook_is_told(bad, package):
    rows = sent_rows(bad)
    name = send(sheets(**rows), "rows.xlsx")
    shown = f"rows.xlsx [{bad.table}]" if len(rows) > 1 else name
    expected = [(shown, code, 3, column, hint) for code, column, hint in bad.problems]
    assert same(found := told(package, [name]), expected), found


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad.fixable], ids=lambda bad: bad.name)
def test_what_can_be_meant_only_one_way_is_fixed(bad, package):
    name = send(sheets(**sent_rows(bad)), "rows.xlsx")
    assert told(package, [name], fix=True) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_fault_of_form_is_told(name, package):
    content, problems = FORMS[name]
    found = told(package, [send(content, name)])
    shown = f"{name} [launches]" if name == "day-number.xlsx" else name
    assert same(found, [(shown, *problem) for problem in problems]), found


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_contribution_is_told_in_one_line(name, package):
    content, said = UNREADABLE[name]
    with pytest.raises(ContributionError) as error:
        told(package, [send(content, name)])
    message = str(error.value)
    assert message.startswith(f"{name}: ") and said in message and "\n" not in message


@pytest.mark.parametrize(
    ("names", "options", "said"),
    [
        (["nowhere.csv"], {}, "nowhere.csv: there is no such file"),
        (["tables"], {}, "tables: is a folder"),
        (["tables/spending.csv"], {"table": "spendings"}, 'did you mean "spending"?'),
        (
            ["two.xlsx"],
            {"sheet": "Budgest"},
            'there is no sheet "Budgest"; did you mean "Budgets"?',
        ),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(names, options, said, package):
    send(workbook({"Budgets": lines([PLAIN]), "Notes": [["x"]]}), "two.xlsx")
    with pytest.raises(ContributionError) as error:
        told(package, names, **options)
    assert said in str(error.value)


@pytest.mark.parametrize("name", FINE)
def test_a_good_file_in_any_dialect_passes(name, package):
    content, rows = FINE[name]
    if name.startswith("template"):
        content = filled_template(package, name, *rows)
    result = check.check(package, [send(content, name)])
    assert [p for p in result.report.problems if p.severity == "error"] == []
    assert [one.status for one in result.statuses] == ["new"] * len(rows)
    merged = [row.cells for row in result.merge.contributed]
    assert [{k: v for k, v in cells.items() if v} for cells in merged] == [
        {k: v for k, v in row.items() if v} for row in rows
    ]


def filled_template(package, name, row):
    """A template of indicators with a row below its example."""
    table = package.resource("indicators")
    if name.endswith(".csv"):
        cells = [row.get(column, "") for column in table.field_names]
        return template.to_csv(package, table) + text([cells])
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template.to_xlsx(package, [table])))
    book["indicators"].append([row.get(column) for column in table.field_names])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_one_sheet_can_be_chosen(package):
    name = send(workbook({"One": lines([PLAIN]), "Two": lines([LATER])}), "two.xlsx")
    result = check.check(package, [name], sheet="two")
    assert [one.key for one in result.statuses] == ["aga-2004"]


def test_standard_input_is_a_file_as_well(package, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text(NOTED).encode())))
    result = check.check(package, ["-"])
    assert result.report.problems == []
    assert [(one.file, one.line, one.status) for one in result.statuses] == [("<stdin>", 2, "new")]


def test_tables_that_need_each_other_may_come_in_several_files(package):
    names = [send(text(cells), f"{table}.csv") for table, cells in launch_files().items()]
    result = check.check(package, names)
    assert result.report.problems == []
    assert "K205" in {code for _, code, *_ in told(package, names[2:])}


def test_the_corpus_is_as_large_as_promised():
    assert 2 * len(BAD) + len(FORMS) + len(UNREADABLE) >= 160
    assert len(FINE) >= 15
    wrong = {code for bad in BAD for code, *_ in bad.problems}
    wrong |= {code for _, problems in FORMS.values() for code, *_ in problems}
    assert {code[0] for code in wrong} == set("SKFRDPX")
