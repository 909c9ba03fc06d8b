"""The workflow, the hooks and the issue forms name commands, tables and values that exist."""

import json
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from spaceties.commands import parser
from spaceties.datapackage import descriptor
from spaceties.dataset import store
from tests import mini

FORMS = mini.ROOT / ".github" / "ISSUE_TEMPLATE"
WORKFLOWS = mini.ROOT / ".github" / "workflows"
INPUTS = {"input", "textarea", "dropdown"}


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package():
    return descriptor.load(mini.ROOT)


def fields(name):
    return {part["id"]: part for part in load(FORMS / name)["body"] if part["type"] in INPUTS}


def commands():
    """Every call of spaceties in the workflows and the hooks, as arguments."""
    entries = []
    for path in WORKFLOWS.glob("*.yml"):
        for job in load(path)["jobs"].values():
            entries += [step["run"] for step in job["steps"] if "run" in step]
    for hook in load(mini.ROOT / ".pre-commit-hooks.yaml"):
        entries.append(hook["entry"])
    for repo in load(mini.ROOT / ".pre-commit-config.yaml")["repos"]:
        entries += [hook["entry"] for hook in repo["hooks"]]
    calls = [shlex.split(line) for entry in entries for line in entry.splitlines()]
    return [call[1:] for call in calls if call[0].endswith("spaceties")]


@pytest.mark.parametrize("call", commands(), ids=" ".join)
def test_every_command_is_one_that_runs(call):
    assert parser().parse_args(call).verb == call[0]


def test_the_workflow_compares_with_the_base_annotates_and_checks_the_form():
    workflow = load(WORKFLOWS / "pull-request.yml")
    assert workflow[True] == "pull_request"  # YAML 1.1 reads the word "on" as a truth
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["tables"]["steps"]
    (checkout,) = [s for s in steps if s.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"]["fetch-depth"] == 0
    (judged,) = [s for s in steps if "validate" in s.get("run", "")]
    assert judged["env"]["BASE"] == "${{ github.event.pull_request.base.sha }}"
    args = parser().parse_args(shlex.split(judged["run"])[1:])
    assert (args.changed_since, args.format) == ("$BASE", "github")
    assert any("format --check" in s.get("run", "") for s in steps)


def test_what_is_locked_is_looked_after():
    """Every kind of dependency that the project has is one that Renovate is told of."""
    told = json.loads((mini.ROOT / ".github" / "renovate.json").read_text("utf-8"))
    assert set(told["enabledManagers"]) == {"github-actions", "pip-compile", "npm"}
    assert not list((mini.ROOT / ".github").glob("dependabot.*")), "two would do one work"
    assert {path.name for path in mini.ROOT.iterdir()} >= {"pyproject.toml", "package.json"}


def test_the_workflow_of_main_asks_every_reader():
    steps = load(WORKFLOWS / "main.yml")["jobs"]["tests"]["steps"]
    assert "make readers CHECK=--check" in [step.get("run") for step in steps]


def test_no_workflow_puts_text_of_a_pull_request_into_a_shell():
    """A title or a branch name could hold a command."""
    for path in WORKFLOWS.glob("*.yml"):
        for job in load(path)["jobs"].values():
            assert not any("${{" in step.get("run", "") for step in job["steps"])


def test_actions_are_named_by_a_commit_with_its_version_beside_it():
    """A tag can be moved by whoever owns the action."""
    for path in WORKFLOWS.glob("*.yml"):
        uses = re.findall(r"^[\s-]*uses: *(.*)$", path.read_text("utf-8"), re.MULTILINE)
        named = [step["uses"] for job in load(path)["jobs"].values() for step in job["steps"]
                 if "uses" in step]  # fmt: skip
        assert len(uses) == len(named)
        for use in uses:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
        versions = {use.partition("@")[0]: use for use in uses}
        assert set(uses) == set(versions.values()), "one action at two commits"


# What a job of the one workflow that publishes may do besides reading, each no more than it needs.
MAY = {
    "build": {"contents": "read", "id-token": "write", "attestations": "write"},
    "attach": {"contents": "write"},
    "page": {"pages": "write", "id-token": "write"},
    "python": {"id-token": "write"},
}


def test_workflows_may_only_read_but_for_the_jobs_that_publish():
    for path in WORKFLOWS.glob("*.yml"):
        workflow = load(path)
        assert workflow["permissions"] == {"contents": "read"}
        publishes = path.name == "release.yml"
        for name, job in workflow["jobs"].items():
            assert job.get("permissions") == (MAY[name] if publishes else None)
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False


def test_what_the_workflow_runs_is_in_the_repository():
    steps = load(WORKFLOWS / "pull-request.yml")["jobs"]["tests"]["steps"]
    (script,) = [step["run"] for step in steps if "run" in step]
    assert (mini.ROOT / script).is_file()


def test_only_a_tag_publishes_and_no_job_that_may_write_runs_our_code():
    workflow = load(WORKFLOWS / "release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    for name in set(workflow["jobs"]) - {"build"}:
        job = workflow["jobs"][name]
        assert job["needs"] == "build"
        runs = [step["run"] for step in job["steps"] if "run" in step]
        assert all(run.startswith("gh release create ") for run in runs)
        assert not any("checkout" in step.get("uses", "") for step in job["steps"])


def test_what_is_published_is_made_here_and_sent_nowhere(tmp_path):
    """The tiny package by the very target that the workflow calls."""
    package = mini.write(tmp_path / "p")
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace('"version": "0.1.0"', '"version": "0.1.9"'), encoding="utf-8")
    out = tmp_path / "publish"
    given = {"VENV": sys.prefix, "PACKAGE": package, "PUBLISH": out}
    words = [f"{name}={value}" for name, value in given.items()]
    make = ["make", "--silent", "-o", "setup", *words, "publish-data"]
    subprocess.run(make, cwd=mini.ROOT, check=True, capture_output=True, text=True)
    (release,) = (out / "release").iterdir()
    attached = {path.name for path in (out / "files").iterdir()}
    assert attached == {path.name for path in release.iterdir() if path.is_file()}
    assert {"SHA256SUMS", "README.md", "spaceties.sqlite", "spaceties.xlsx"} <= attached
    site = out / "site"
    assert (site / "index.html").read_bytes() == (release / "index.html").read_bytes()
    assert (site / "csv" / "ties.csv").is_file() and (site / "states.html").is_file()


def test_hooks_run_for_tables_seeds_and_the_descriptor(package):
    paths = [path for table in package.resources for path in table.paths]
    hooks = [
        h for repo in load(mini.ROOT / ".pre-commit-config.yaml")["repos"] for h in repo["hooks"]
    ]
    for hook in (*hooks, *load(mini.ROOT / ".pre-commit-hooks.yaml")):
        assert hook["pass_filenames"] is False
        for path in ("datapackage.json", *paths):
            assert re.search(hook["files"], path), (hook["id"], path)
        assert not re.search(hook["files"], "scripts/spaceties/datapackage/edtf.py")


@pytest.mark.parametrize("name", ["wrong-value.yml", "missing-agreement.yml"])
def test_forms_are_complete_and_ask_for_a_source(name):
    form = load(FORMS / name)
    assert {"name", "description", "title", "labels", "body"} == set(form)
    asked = fields(name)
    assert len(asked) == sum(part["type"] in INPUTS for part in form["body"])
    labels = [part["attributes"]["label"] for part in asked.values()]
    assert len(set(labels)) == len(labels)
    assert asked["source"]["validations"]["required"] is True


def test_wrong_value_offers_every_table(package):
    offered = fields("wrong-value.yml")["table"]["attributes"]["options"]
    derived = [table.name for table in store.derived(package)]
    assert offered == [*package.names, *derived]


def test_missing_agreement_offers_every_kind_and_asks_for_what_a_row_needs(package):
    agreements = package.resource("agreements")
    asked = fields("missing-agreement.yml")
    assert asked["kind"]["attributes"]["options"] == list(agreements.field("kind").enum)
    known = set(agreements.field_names)
    assert {"title", "kind", "signed_on", "place", "summary"} == known & set(asked)


def test_forms_name_commands_and_tables_that_exist(package):
    text = "".join(path.read_text("utf-8") for path in FORMS.glob("*.yml"))
    for call in re.findall(r"`spaceties ([^`]+)`", text):
        args = parser().parse_args(call.split())
        assert set(getattr(args, "table", ())) <= set(package.names)
    for path in re.findall(r"`(tables/[^`]+)`", text):
        assert (mini.ROOT / path).is_file()


def test_anyone_may_open_a_blank_issue():
    assert load(FORMS / "config.yml") == {"blank_issues_enabled": True}
