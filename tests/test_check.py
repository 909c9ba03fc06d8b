"""Checking contributed rows: only what they cause is told, in the contributor's file and line."""

import io
import json
import re
import shutil
import subprocess
import sys

import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.validation.package import validate
from spaceties.rules import catalogue
from spaceties.rules.engine import run
from spaceties.rules.views import Tables, UndeclaredTableError
from spaceties.validation import rule_tables
from tests import mini

pytestmark = pytest.mark.usefixtures("both_ways")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return mini.write(tmp_path_factory.mktemp("package")).parent


@pytest.fixture
def check(package, tmp_path, capsys):
    """check(text, ..., options) writes each text into a file, runs the command, and gives the
    JSON report and the exit code."""

    def run_it(*texts, options=(), package=package):
        files = []
        for n, text in enumerate(texts, 1):
            files.append(tmp_path / f"rows{n}.csv")
            files[-1].write_text(text, encoding="utf-8")
        arguments = ["check", "--package", package, "--format", "json", *options, *files]
        capsys.readouterr()
        code = main(list(map(str, arguments)))
        return json.loads(capsys.readouterr().out), code

    return run_it


def told(report):
    """(code, file name, line, column) of each problem."""
    return [
        (p["code"], p["file"].rpartition("/")[2], p["line"], p["column"])
        for p in report["problems"]
    ]


def statuses(report):
    return [row["verdict"] for row in report["rows"]]


INDICATOR = "indicator_id,organization_id,measure,as_of,value,unit,relation,source_id\n"
AGREEMENT = (
    "agreement_id,title,kind,signed_on,dated_by,status,topic,party_list,confidence,source_id\n"
)
PACT = (
    "pact,Pact on pictures,treaty,2003-05-04,signature,in_force,earth_observation,{},medium,news\n"
)
PARTY = "agreement_id,organization_id,role,source_id\n"
ORGANIZATION = "organization_id,name,kind,country_id,source_id\n"


# --- what is told, and where ------------------------------------------------------------------


def test_a_good_row_is_new_and_exit_is_0(check):
    report, code = check(INDICATOR + "n,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n")
    assert code == 0 and report["valid"] and report["problems"] == []
    assert report["tables"] == {"indicators": {"rows": 1}}
    (row,) = report["rows"]
    assert (row["verdict"], row["key"], row["line"]) == ("new", "n", 2)
    assert report["fixes"] == []


def test_each_kind_of_breach_is_told_on_the_line_that_was_sent(check):
    report, code = check(
        INDICATOR
        + "good,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n"
        + 'long,AAA,"two\nlines",2004,7,launches,exact,list\n'
        + "n,ZZZ,orbital_launch_attempts,2005,x,launches,exact,list\n"
        + "f,AAA,orbital_launch_attempts,2006,7.5,launches,exact,list\n"
        + "d,AAA,orbital_launch_attempts,2006-02-30,7,launches,exact,list\n"
    )
    assert code == 1
    assert {
        ("S105", "rows1.csv", 3, "measure"),
        ("K205", "rows1.csv", 5, "organization_id"),
        ("S101", "rows1.csv", 5, "value"),
        ("R311", "rows1.csv", 6, "value"),
        ("R001", "rows1.csv", 7, "as_of"),
    } <= set(told(report))
    assert not [p for p in report["problems"] if p["line"] == 2]


def test_references_to_rows_sent_along_hold_and_broken_ones_are_told(check):
    report, code = check(AGREEMENT + PACT.format("complete"))
    assert told(report) == [("R201", "rows1.csv", 2, "agreement_id")]
    parties = PARTY + "pact,AAA,signatory,news\npact,BBB,signatory,news\n"
    report, code = check(AGREEMENT + PACT.format("complete"), parties)
    assert code == 0 and statuses(report) == ["new"] * 3
    report, code = check(parties)
    assert told(report) == [("K205", "rows1.csv", 2, "agreement_id")]
    assert [(p["code"], p["line"]) for p in report["repeats"]] == [("K205", 3)]


def test_problems_that_the_package_had_before_are_not_told(check, tmp_path):
    old = mini.broken(
        tmp_path, [("launches", 0, "launched_on", "2002-03-04"), ("indicators", 0, "value", "2.5")]
    ).parent
    assert main(["validate", str(old)]) == 1
    good = INDICATOR + "n,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n"
    report, code = check(good, package=old)
    assert code == 0 and report["problems"] == []
    # nor those of a row that the contribution leaves wrong in another column
    report, code = check("indicator_id,note\naaa-launches-2001,A note\n", package=old)
    assert code == 0 and [p["code"] for p in report["problems"]] == ["K207"]
    report, code = check("indicator_id,value\naaa-launches-2001,3.5\n", package=old)
    assert ("R311", "rows1.csv", 2, "value") in told(report)


def test_a_breach_on_an_existing_row_is_told_at_the_row_that_causes_it(check):
    report, code = check(
        "country_id,ended_on,successor_id\nBBB,2001-06,\n",
        INDICATOR + "n,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n",
    )
    assert code == 1
    (problem,) = [p for p in report["problems"] if p["severity"] == "error"]
    assert (problem["code"], problem["table"], problem["line"]) == ("R213", "countries", 2)
    assert problem["file"].endswith("rows1.csv") and problem["key"] == "BBB"
    assert "agreement_parties [lands-accord,BBB]" in problem["message"]
    assert "of tables/agreement_parties.csv" in problem["message"]


def test_what_a_change_takes_away_is_its_fault_too(check):
    """The last row that names a source is given another one."""
    changed = "".join(
        f"{row['claim_id']},list\n" for row in mini.rows("claims") if row["source_id"] == "news"
    )
    report, _ = check("claim_id,source_id\n" + changed)
    assert not [p for p in report["problems"] if p["code"] == "P411"]  # others name it still
    report, _ = check(
        "payload_id,contributor_id\nbesat-1-camera,COMB\n"
    )  # its spacecraft is COMB's own state's
    assert ("R122", "rows1.csv", 2, "contributor_id") in told(report)


def test_the_two_sides_of_a_duplicate_are_told_once_with_the_other_ones_place(check):
    report, code = check(ORGANIZATION + "AGA2,ALAND SPACE-AGENCY,space_agency,AAA,list\n")
    assert code == 1
    (problem,) = report["problems"]
    assert (problem["code"], problem["line"]) == ("D501", 2)
    assert "tables/organizations.csv [AGA]" in problem["hint"]


def test_rules_that_the_rows_cannot_touch_do_not_run(check, monkeypatch):
    from spaceties.rules import engine

    judged = set()

    def spy(view, rules, whole=engine.schema):
        judged.add(view.table)
        return whole(view, rules)

    monkeypatch.setattr(engine, "schema", spy)
    _, code = check(INDICATOR + "n,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n")
    assert code == 0
    # a claim speaks of an indicator, and no audit does
    assert judged == {"indicators", "claims", "*"}


# --- lines ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def broken_lines(tmp_path_factory):
    """A package whose cells hold line breaks of every kind above most rows."""
    edits = [
        ("agreements", 0, "summary", "Buys one\rlaunch."),
        ("agreements", 1, "summary", "Binds\r\nall\nlands."),
        ("organizations", 0, "other_names", "One\rTwo\r\nThree\nFour"),
    ]
    folder = tmp_path_factory.mktemp("lines") / "package"
    return mini.broken(folder, edits).parent


def physical_line(file, begin):
    """The physical line on which the record with such a beginning starts, by the bytes alone."""
    data = file.read_bytes()
    at = data.index(b"\n" + begin.encode()) + 1
    return 1 + len(re.findall(rb"\r\n?|\n", data[:at]))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_are_physical_whatever_breaks_stand_in_cells_above(end, broken_lines, check):
    tables = broken_lines / "tables"
    sent = (
        "agreement_id,status,summary\n"
        f'lands-accord,in_force,"One{end}two"\n'
        "law-of-lands,nonsense,\n"
        f'old-treaty,in_force,"{end}{end}"\n'
        "old-treaty,in_force,again\n"
    )
    report, _ = check(sent, ORGANIZATION + "x,Beland Rocket Ltd,company,BBB,list\n",
                      package=broken_lines)  # fmt: skip
    breaks = len(re.findall(r"\r\n?|\n", sent[: sent.index("law-of")]))
    rows = {row["key"]: row for row in report["rows"][:3]}
    assert [rows[key]["line"] for key in ("lands-accord", "law-of-lands")] == [2, breaks + 1]
    for key, row in rows.items():
        assert row["place"] == (
            f"line {physical_line(tables / 'agreements.csv', key)} of tables/agreements.csv"
        )
    (wrong,) = [p for p in report["problems"] if p["column"] == "status"]
    assert (wrong["line"], wrong["key"]) == (breaks + 1, "law-of-lands")
    (again,) = [p for p in report["problems"] if p["code"] == "K201"]
    assert again["hint"].startswith(f"the first is on line {rows['old-treaty']['line']} of ")
    at = physical_line(tables / "organizations.csv", "COMB")
    assert report["rows"][-1]["place"] == f"line {at} of tables/organizations.csv"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_an_existing_row_that_breaks_is_named_by_its_physical_line(end, tmp_path, check):
    """A row of an untouched table, and an untouched row of a touched one."""
    edits = [("agreement_parties", 0, "source_id", "list")]
    package = mini.broken(tmp_path / "package", edits).parent
    file = package / "tables" / "agreement_parties.csv"
    text = file.read_bytes().decode()
    header, rest = text.split("\n", 1)
    file.write_bytes(f'{header}\n"some{end}thing",AAA,member,,,list\n{rest}'.encode())
    report, _ = check("country_id,ended_on,successor_id\nBBB,2001-06,\n", package=package)
    (problem,) = [p for p in report["problems"] if p["code"] == "R213"]
    line = physical_line(file, "lands-accord,BBB")
    assert f"line {line} of tables/agreement_parties.csv" in problem["message"]
    assert problem["line"] == 2


def test_a_file_that_is_named_like_one_of_the_package_is_not_taken_for_it(
    package, tmp_path, monkeypatch, capsys
):
    """In another clone the same path holds other rows."""
    (tmp_path / "tables").mkdir()
    file = tmp_path / "tables" / "indicators.csv"
    file.write_text(
        INDICATOR + "n,AAA,orbital_launch_attempts,2004,x,launches,exact,list\n"
        "aaa-launches-2001,AAA,orbital_launch_attempts,2001,4.5,launches,exact,list\n"
    )
    monkeypatch.chdir(tmp_path)
    name = "tables/indicators.csv"
    assert main(["check", "--package", str(package), "--format", "json", name, name]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {(p["code"], p["line"], p["key"]) for p in report["problems"]} == {
        ("S101", 2, "n"), ("R311", 3, "aaa-launches-2001"), ("K207", 3, "aaa-launches-2001"),
        ("K201", 2, "n"), ("K201", 3, "aaa-launches-2001"),
    }  # fmt: skip
    assert statuses(report) == ["new", "change", "repeated", "repeated"]


# --- keys -------------------------------------------------------------------------------------


def test_a_second_row_for_one_key_is_told_as_that_and_by_no_rule(check):
    row = "n,AAA,orbital_launch_attempts,2004,{},launches,exact,list\n"
    report, code = check(INDICATOR + row.format(7) + row.format(8), INDICATOR + row.format(7))
    assert code == 1 and statuses(report) == ["new", "repeated", "repeated"]
    first, second = report["problems"]
    assert (first["code"], first["line"]) == ("K201", 3)
    assert "second row for the same key" in first["message"]
    assert first["hint"].startswith("the first is on line 2 of ")
    assert "same row twice" in second["message"] and second["file"].endswith("rows2.csv")


def test_the_cells_of_a_second_row_for_one_key_are_judged_all_the_same(check):
    row = "n,{},orbital_launch_attempts,2004,{},launches,exact,list\n"
    report, _ = check(INDICATOR + row.format("AAA", 7) + row.format("ZZZ", "x"))
    assert {p["code"] for p in report["problems"]} == {"K201", "K205", "S101"}


def test_rows_without_a_key_are_no_repeats_of_each_other(check):
    row = ",AAA,orbital_launch_attempts,{},7,launches,exact,list\n"
    report, _ = check(INDICATOR + row.format(2004) + row.format(2005))
    assert told(report) == [("S102", "rows1.csv", n, "indicator_id") for n in (2, 3)]


def test_a_change_is_told_with_its_cells_and_is_no_error(check):
    report, code = check("indicator_id,value,note\naaa-launches-2001,4,Counted anew.\n")
    assert code == 0
    row = report["rows"][0]
    assert row["verdict"] == "change" and row["place"] == "line 2 of tables/indicators.csv"
    assert row["changes"] == [
        {"column": "value", "from": "3", "to": "4"},
        {"column": "note", "from": "", "to": "Counted anew."},
    ]
    report, code = check("indicator_id,note\naaa-share-2001,Rounded.\n")
    assert code == 0
    assert [(p["code"], p["severity"]) for p in report["problems"]] == [("K207", "warning")]


def test_an_identical_row_is_told_as_such_whatever_columns_are_sent(check):
    report, code = check("indicator_id,value\naaa-launches-2001,3.0\n")
    assert code == 0 and statuses(report) == ["identical"] and not report["problems"]


def test_a_unique_value_of_another_row_is_told_with_that_rows_place(check):
    satellite = "satellite_id,norad_id,name,launch_id,country_id,class,source_id\n"
    report, _ = check(satellite + "S20009,20001,Alsat 9,2001-002,AAA,civil,list\n")
    (problem,) = [p for p in report["problems"] if p["code"] == "K203"]
    assert problem["hint"] == "the other is on line 3 of tables/satellites.csv"


# --- probable duplicates ----------------------------------------------------------------------

DUPLICATES = {
    "an organization by its native name, accents and wide letters": (
        "organization_id,name,native_name,kind,country_id,source_id\n"
        "x,Agency,ＡＬＡＮＤ spâce-agency,space_agency,AAA,list\n"
    ),
    "an organization but for spelling": ORGANIZATION + "x,Beland Rocket Ltd,company,BBB,list\n",
    "an agreement by title, date and parties": AGREEMENT
    + "x,The lands-Accord,accords,1999,signature,in_force,governance,partial,medium,news\n",
    "a satellite by its name and launch": (
        "satellite_id,name,launch_id,country_id,class,source_id\nX1,ALSAT-1,2001-002,AAA,civil,list\n"
    ),
    "a satellite by its designation": (
        "satellite_id,cospar_id,name,launch_id,country_id,class,source_id\n"
        "X1,2001-002A,Other,2001-002,AAA,civil,list\n"
    ),
    "a source by its address": (
        "source_id,title,url,kind,is_copy\nx,Other,http://www.example.org/news/,news_article,false\n"
    ),
    "a figure by body, measure, period and amount": (
        "spending_id,organization_id,measure,series,fiscal_year,period,amount,currency,relation,"
        "price_basis,basis,confidence,source_id\n"
        "x,AGA,agency_budget,plan,2001,2001,1000,EUR,exact,nominal,planned,high,list\n"
    ),
    "an indicator": INDICATOR + "x,AAA,orbital_launch_attempts,2001,3.0,launches,about,news\n",
    "a vehicle": "vehicle_id,name,country_id,source_id\nx,rocket-b,BBB,list\n",
    "a payload": (
        "payload_id,satellite_id,name,contributor_id,source_id\nx,S20002,CAMERA,AGA,list\n"
    ),
}
SAME_AS = dict(
    zip(
        DUPLICATES,
        ("AGA", "COMB", "lands-accord", "S20001", "S20001", "news", "aga-2001",
         "aaa-launches-2001", "rocket-b", "besat-1-camera"),
        strict=True,
    )
)  # fmt: skip


@pytest.mark.parametrize("what", DUPLICATES)
def test_a_probable_duplicate_is_named_with_the_reason(what, check):
    report, _ = check(DUPLICATES[what])
    (row,) = report["rows"]
    assert (row["verdict"], row["of"]) == ("duplicate", SAME_AS[what])
    assert row["why"] and row["place"].startswith("line ")
    assert any(p["code"].startswith("D") for p in report["problems"])


DIFFERENT = [
    ORGANIZATION + "x,Aland Space Agency 2,company,AAA,list\n",
    ORGANIZATION + "x,Aland Space Agency,company,BBB,list\n",
    ORGANIZATION + "x,Beland Pockets Rockets,company,BBB,list\n",
    AGREEMENT + "x,Accord of Lands,accords,2012,signature,unknown,governance,partial,low,news\n",
    "satellite_id,name,launch_id,country_id,class,source_id\nX1,Alsat 3,2001-002,AAA,civil,list\n",
    "satellite_id,name,launch_id,country_id,class,source_id\nX1,Alsat 1,2005-F01,AAA,civil,list\n",
    INDICATOR + "x,AAA,orbital_launch_attempts,2002,3,launches,exact,list\n",
    "source_id,title,url,kind,is_copy\nx,Things,https://example.org/news?page=2,web_page,false\n",
]  # fmt: skip


@pytest.mark.parametrize("text", DIFFERENT)
def test_what_differs_where_it_matters_is_new(text, check):
    report, _ = check(text)
    assert statuses(report) == ["new"]


def test_two_contributed_rows_may_be_duplicates_of_each_other(check):
    report, _ = check(
        ORGANIZATION + "x,Moon Works,company,AAA,list\ny,Moon-works GmbH,company,AAA,list\n"
    )
    assert statuses(report) == ["new", "duplicate"]
    assert report["rows"][1]["of"] == "x" and report["rows"][1]["place"].startswith("line 2 of")


# --- the command ------------------------------------------------------------------------------


def test_the_text_says_what_was_read_what_is_wrong_and_what_next(package, tmp_path, capsys):
    file = tmp_path / "rows.csv"
    file.write_text(INDICATOR + "n,Aland,orbital_launch_attempts,2004,7,launches,exact,list\n")
    assert main(["check", "--package", str(package), str(file)]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("indicators: 1 row read from ")
    assert out.index("K205") < out.index("  line 2  new n") < out.index("next:")
    assert "--fix" in out
    paths = str(tmp_path)
    assert all(len(line) <= 80 or paths in line for line in out.splitlines())


def test_the_first_line_comes_before_the_rules_have_run(package, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(INDICATOR + "n,AAA,orbital_launch_attempts,2004,7,launches,exact,list\n")
    code = (
        "import sys; from spaceties.contribute import problems\n"
        "def stop(*_): print(sorted(m for m in ('pandas', 'pandera') if m in sys.modules)); "
        "sys.stdout.flush(); raise SystemExit(7)\n"
        "problems.caused_by = stop\n"
        "from spaceties.commands import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "--package", str(package), str(file)],
        env={"PYTHONPATH": str(mini.ROOT / "scripts")}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("indicators: 1 row read") and done.stdout.endswith("[]\n")


def test_json_has_the_records_of_validate_and_rows_and_fixes(check):
    report, _ = check(INDICATOR + "n,Aland,orbital_launch_attempts,2004,7,launches,exact,list\n")
    names = [
        "valid",
        "errors",
        "warnings",
        "problems",
        "tables",
        "notes",
        "rows",
        "fixes",
        "repeats",
    ]
    assert list(report) == names
    assert list(report["problems"][0]) == [
        "code", "severity", "table", "file", "line", "column", "key", "value", "message", "hint",
    ]  # fmt: skip
    (fix,) = report["fixes"]
    assert (fix["line"], fix["column"], fix["before"], fix["after"]) == (
        2, "organization_id", "Aland", "AAA",
    )  # fmt: skip
    assert fix["applied"] is False


@pytest.mark.parametrize("form", ["github", "markdown"])
def test_other_forms_name_the_file_and_line(form, package, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    file = tmp_path / "rows.csv"
    file.write_text(INDICATOR + "n,ZZZ,orbital_launch_attempts,2004,7,launches,exact,list\n")
    assert main(["check", "--package", str(package), "--format", form, str(file)]) == 1
    out = capsys.readouterr().out
    where = {"github": f"file={file},line=2", "markdown": f"{file}:2"}[form]
    assert where in out


def test_fix_writes_a_copy_that_passes_and_leaves_the_file(package, tmp_path, capsys):
    file, copy = tmp_path / "rows.csv", tmp_path / "rows.fixed.csv"
    text = INDICATOR + "n,Aland,orbital_launch_attempts,2004,7,launches,exact, list\n"
    file.write_text(text)
    arguments = ["check", "--package", str(package), "--fix", str(file)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert '"Aland" is "AAA"' in out and str(copy) in out
    assert file.read_text() == text
    assert copy.read_text() == text.replace("Aland", "AAA").replace(" list", "list")
    assert main(["check", "--package", str(package), str(copy)]) == 0
    assert main(arguments) == 0  # the same copy again is no harm
    copy.write_text("something else")
    assert main(arguments) == 2
    assert "--out" in capsys.readouterr().err and copy.read_text() == "something else"
    assert main([*arguments, "--out", str(copy)]) == 0
    assert main([*arguments, "--out", str(file)]) == 2
    assert file.read_text() == text


def test_nothing_in_the_package_changes(package, check):
    before = {p: p.read_bytes() for p in package.rglob("*") if p.is_file()}
    check("country_id,ended_on\nBBB,2001-06\n", options=["--fix"])
    assert {p: p.read_bytes() for p in package.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["rows.csv", "--table", "satelites"], "satellites"),
        (["rows.csv", "--out", "x.csv"], "--fix"),
        (["rows.csv", "rows.csv", "--fix", "--out", "x.csv"], "several files"),
        (["rows.csv", "--package", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_run_is_told_in_one_line(arguments, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text(INDICATOR)
    assert main(["check", *arguments]) == 2
    err = capsys.readouterr().err
    assert told in err and err.count("\n") == 1


def test_rows_come_from_standard_input_too(package, monkeypatch, capsys):
    text = INDICATOR + "n,ZZZ,orbital_launch_attempts,2004,7,launches,exact,list\n"
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["check", "--package", str(package), "-"]) == 1
    assert "<stdin>" in capsys.readouterr().out


def test_a_table_of_the_package_that_cannot_be_read_is_told(package, tmp_path, capsys):
    broken = tmp_path / "broken"
    shutil.copytree(package, broken)
    (broken / "tables" / "indicators.csv").write_text("a,b\n1,2\n")
    file = tmp_path / "rows.csv"
    file.write_text(INDICATOR)
    assert main(["check", "--package", str(broken), str(file)]) == 2
    err = capsys.readouterr().err
    assert "indicators.csv, line 1" in err and "spaceties validate" in err


# --- which rules must run ---------------------------------------------------------------------


class Recorder(Tables):
    """Tables that remember which of them were read."""

    read: set

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)

    def __iter__(self):
        self.read.update(self._frames)
        return super().__iter__()


@pytest.fixture(scope="module")
def typed():
    package = descriptor.load(mini.ROOT)
    return rule_tables(package, validate(package).tables)


def test_every_view_reads_what_it_declares_and_nothing_else(typed):
    """On the real tables; a view that declares too little would let a breach pass unseen."""
    views = {rule.view for rule in catalogue()}
    declared = {view for view in views if view.reads is not None}
    assert len(declared) > 10
    for view in declared:
        seen = Recorder(typed._frames, typed.primary_keys, typed.vague, typed.today)
        seen.read = set()
        view(seen)
        assert seen.read == view.reads, view.name


def test_a_view_that_looks_elsewhere_is_an_error_and_no_pass(typed):
    for name in ("launches", "no such table"):
        with pytest.raises(UndeclaredTableError):
            typed.declared(frozenset({"satellites"}))[name]
    with pytest.raises(UndeclaredTableError):
        "launches" in typed.declared(frozenset({"satellites"}))  # noqa: B015
    with pytest.raises(UndeclaredTableError):
        list(typed.declared(frozenset({"satellites"})))


def test_rules_left_out_are_those_that_find_nothing_new(tmp_path):
    """After a change of one table, what runs finds all that is new."""
    edits = {
        "countries": (0, "successor_id", "BBB"),
        "launches": (0, "launched_on", "2002-03-04"),
        "agreement_parties": (3, "joined_on", "1990"),
        "organizations": (1, "country_id", "AAA"),
        "satellites": (1, "ended_on", "1999"),
        "spending": (0, "currency", "EUX"),
    }
    for table, edit in edits.items():
        folder = tmp_path / table
        folder.mkdir()
        package = descriptor.load(mini.broken(folder, [(table, *edit)]))
        tables = rule_tables(package, validate(package).tables)
        every = run(tables, catalogue())
        assert every
        rows = range(len(tables[table]))
        assert run(tables, catalogue(), {table: rows}) == every
        untouched = "indicators" if table != "indicators" else "payloads"
        some = run(tables, catalogue(), {untouched: range(len(tables[untouched]))})
        assert all(finding in every for finding in some)
    assert not some, "spending is read by no rule that a change of indicators can touch"
