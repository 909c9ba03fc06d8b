"""Documentation that a test keeps true."""

import json
import re
import tomllib

import jsonschema
import pytest
import yaml

import spaceties
from spaceties.commands import VERBS, main
from tests import mini

README = (mini.ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_pages_are_fresh():
    assert main(["docs", "--check"]) == 0


def test_every_command_is_described():
    text = (mini.ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for verb in VERBS:
        assert f"`spaceties {verb}" in text, verb


PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{p.name}" for p in (mini.ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("name", PAGES)
def test_links_exist(name):
    page = mini.ROOT / name
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_readme_is_short_and_leads_to_every_page():
    assert len(README.splitlines()) < 150
    for page in (mini.ROOT / "docs").glob("*.md"):
        linked = (mini.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") + README
        linked += "".join(p.read_text("utf-8") for p in (mini.ROOT / "docs").glob("*.md"))
        assert f"{page.name})" in linked, page.name


def test_the_finding_of_the_readme_is_counted_by_pandas():
    ties = spaceties.load("ties")
    sides = ["from_country_id", "to_country_id"]
    blocs = []
    for framework in ("chn-rus-ilrs-mou-2021", "artemis-accords-2020"):
        own = ties[(ties.framework_id == framework) & (ties.level == "state")]
        own = own[(own.standing == "party") & (own.confidence != "low")]
        blocs.append(set(own[sides[0]]) | set(own[sides[1]]))
    one, other = blocs[0] - blocs[1], blocs[1] - blocs[0]
    few = (ties.party_list == "complete") & (ties.parties <= 10)
    near = ties[(ties.kind != "agreement") | (few | ties.bilateral.eq(True)).fillna(False)]
    pairs = {frozenset(pair) for pair in near[sides].itertuples(index=False)}
    across = {pair for pair in pairs if pair & one and pair & other}
    (told,) = re.findall(r"<!-- finding: begin -->\n(.*?)<!-- finding: end -->", README, re.S)
    figures = [int(number.replace(",", "")) for number in re.findall(r"\*\*([\d,]+)\*\*", told)]
    assert figures == [
        len(blocs[0]), len(blocs[1]), len(blocs[0] & blocs[1]), len(one) * len(other), len(across),
    ]  # fmt: skip
    lists = spaceties.load("agreements").set_index("agreement_id").party_list
    partial = lists["artemis-accords-2020"] == "partial"
    assert ("at least **" in told) == ("parties of the Artemis Accords" in told) == partial


def test_the_readme_says_where_things_are_in_ten_lines():
    (tree,) = re.findall(r"## Where things are\n\n```\n(.*?)```", README, re.DOTALL)
    assert len(tree.splitlines()) <= 10
    code = mini.ROOT / "scripts" / "spaceties"
    rooms = set()
    for line in tree.splitlines():
        above = code if line.startswith(" ") else mini.ROOT
        places, _, about = line.strip().partition("  ")
        folders = [above / name for name in places.split(", ")]
        assert all(folder.exists() for folder in folders), line
        rooms |= {folder.name for folder in folders if above == code}
        for within in re.findall(r"(\w+)/", about):
            assert any((folder / within).is_dir() for folder in folders), line
    assert rooms == {path.parent.name for path in code.glob("*/__init__.py")}


def test_the_citation_keeps_its_schema():
    """The schema is that of cffconvert 2.0, which itself needs a jsonschema older than ours."""
    schema = json.loads((mini.ROOT / "tests/data/cff/schema-1.2.0.json").read_text())
    text = (mini.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    citation = yaml.load(text, yaml.BaseLoader)  # where days are text, as JSON has them
    faults = jsonschema.Draft7Validator(schema).iter_errors(citation)
    assert [fault.message for fault in faults] == []


def test_version_and_title_agree_everywhere():
    described = json.loads((mini.ROOT / "datapackage.json").read_text(encoding="utf-8"))
    source = tomllib.loads((mini.ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["version"]
    text = (mini.ROOT / source["path"]).read_text(encoding="utf-8")
    (built,) = re.findall(source["pattern"], text, re.MULTILINE)
    citation = (mini.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert described["version"] == built == spaceties.__version__
    assert f"\nversion: {described['version']}\n" in citation
    assert f'title: "{described["title"]}"' in citation
    changelog = (mini.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{described['version']}]" in changelog


def test_six_tasks_take_as_many_commands_as_is_told(tmp_path, monkeypatch, capsys):
    page = (mini.ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
    tasks = re.findall(r"^## ([^\n]+): (\d) commands?\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    assert len(tasks) == 6
    refresh = (mini.ROOT / "docs" / "refresh.md").read_text(encoding="utf-8")
    package = mini.write(tmp_path / "package")
    for task, count, text in tasks:
        commands = "".join(re.findall(r"```sh\n(.*?)```", text, re.S)).splitlines()
        assert len(commands) + text.startswith("\n`python`") == int(count), task
        for command in commands:
            words = command.replace("PACKAGE", str(package)).split()[1:]
            if task == "Refresh from upstream":  # which the test of its page carries out
                assert command in refresh
                continue
            if "--out" in words or words[0] == "check":
                words[-1] = str(tmp_path / words[-1])
            monkeypatch.chdir(mini.ROOT if words[0] in ("show", "diff") else package.parent)
            assert main(words) == 0, command
            assert capsys.readouterr().out
