"""Nothing is fetched: no command opens a connection, whatever a package names.

A server of this process counts who comes, and Python tells of every connection before it is made.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import spaceties
from spaceties.commands import CONNECTIONS, main
from tests import clones, mini

from .datapackages import V2, field, table, write

ATTEMPTS: list[tuple[str, object]] = []
counting = False


def _count(event: str, arguments: object) -> None:
    if counting and event in CONNECTIONS:
        ATTEMPTS.append((event, arguments))


sys.addaudithook(_count)  # no hook can be taken away


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server to which nobody may come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    came, _ = listening.accept()
                except OSError:
                    return
                ATTEMPTS.append(("came", came.recv(1000)))
                came.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(autouse=True)
def nobody_connects() -> Iterator[None]:
    global counting
    ATTEMPTS.clear()
    counting = True
    yield
    counting = False
    assert ATTEMPTS == []


def test_connections_are_counted(server):
    port = int(server.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"x")
        assert connection.recv(1) == b""  # the server has seen it
    counted = {event for event, _ in ATTEMPTS}
    assert counted == {"socket.getaddrinfo", "socket.connect", "came"}
    ATTEMPTS.clear()


PLACES = {
    "": """$schema profile profiles homepage image id licenses.path sources.path contributors.path
        schema dialect views $ref""",
    "resources": """$schema profile profiles path extrapaths url schema dialect homepage
        licenses.path sources.path data data.$ref jsonSchema scheme mediatype format basepath
        innerpath control.path layout encoding hash package $ref""",
    "schema": "$schema $ref foreignKeys.reference.package foreignKeys.reference.resource",
    "fields": "rdfType constraints.jsonSchema.$ref constraints.pattern jsonSchema format $ref",
    "dialect": "$schema csv.path remote.path $ref",
}
LISTS = {"profiles", "licenses", "sources", "contributors", "extrapaths", "foreignKeys", "views"}


def named(names: list[str], address: str) -> object:
    """An address as the value of a property of a property."""
    if not names:
        return address
    name, *rest = names
    value = named(rest, address)
    if name == "foreignKeys":
        value |= {"fields": ["v"]}
        value["reference"] |= {"fields": ["v"]}
    return {name: [value] if name in LISTS else value}


def package_with(part: str, name: str, address: str, version: dict) -> dict:
    """A package with the address in one place."""
    resource = table("t", [field("v")], dialect={})
    package = {**version, "name": "p", "resources": [resource]}
    schema = resource["schema"]
    parts = {"": package, "resources": resource, "schema": schema, "fields": schema["fields"][0]}
    parts["dialect"] = resource["dialect"]
    given = named(name.split("."), address)
    parts[part] |= given
    if name.startswith(("data", "url")):
        del resource["path"]
    return package


EVERYWHERE = [(part, name) for part, names in PLACES.items() for name in names.split()]


@pytest.mark.parametrize(("part", "name"), EVERYWHERE)
def test_an_address_in_any_property_is_not_fetched(part, name, server, tmp_path, capsys):
    addresses = (f"{server}/x.json", f"{server}/x.csv", "s3://127.0.0.1/x.parquet")
    for n, version in enumerate(({}, {"$schema": V2})):
        for m, address in enumerate(addresses):
            files = {"t.csv": "v\na\n"}
            folder = write(tmp_path / f"{n}{m}", package_with(part, name, address, version), files)
            for line in (
                ["validate"], ["validate", "--engine", "frictionless"], ["format", "--check"],
            ):  # fmt: skip
                assert main([*line, str(folder)]) in (0, 1, 2)
            main(["diff", str(folder), str(folder)])
            capsys.readouterr()


@pytest.mark.parametrize("name", ["profile", "$schema", "profiles"])
def test_addresses_of_the_standard_itself_are_not_fetched(name, tmp_path, capsys):
    addresses = [V2.replace("datapackage.json", f"{part}.json") for part in
                 ("datapackage", "dataresource", "tableschema", "tabledialect")]  # fmt: skip
    for number, address in enumerate([*addresses, "fiscal-data-package", "data-package"]):
        given = {name: [address] if name == "profiles" else address}
        resource = {**table("t", [field("v")], dialect=dict(given)), **given}
        resource["schema"] |= given
        descriptor = {"name": "p", **given, "resources": [resource]}
        folder = write(tmp_path / f"{number}", descriptor, {"t.csv": "v\na\n"})
        for engine in ("columnar", "frictionless"):
            main(["validate", "--engine", engine, str(folder)])
            assert "nothing is fetched" not in capsys.readouterr().out


SCHEMES = "http https ftp s3 s3a gs gcs hdfs abfs az file git+ssh zip::http data".split()  # noqa: SIM905


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "parquet", "xlsx", "csv.gz", "sql"])
def test_no_scheme_of_a_path_is_known(ending, server, tmp_path, capsys):
    host = server.partition("://")[2]
    paths = [f"{scheme}://{host}/t.{ending}" for scheme in SCHEMES]
    paths += [f"//{host}/t.{ending}", f"\\\\{host}\\t.{ending}", f"http:{host}/t.{ending}"]
    paths += [f"HTTP://{host}/t.{ending}", f"sqlite:///{host}.{ending}", f"postgresql:{host}"]
    for number, path in enumerate(paths):
        for given in (path, [path], ["t.csv", path]):
            resource = table("t", [field("v")]) | {"path": given}
            folder = write(tmp_path / f"{number}", [resource], {"t.csv": "v\na\n"})
            for engine in ("columnar", "frictionless"):
                assert main(["validate", "--engine", engine, str(folder)]) == 1
            assert main(["format", "--check", str(folder)]) != 0
            with pytest.raises((ValueError, OSError)):
                spaceties.load("t", folder)
    capsys.readouterr()


def test_what_a_file_of_the_package_names_is_not_fetched(server, tmp_path, monkeypatch, capsys):
    remote = {"$ref": f"{server}/x.json"}
    inner = {"name": "q", "profile": f"{server}/p.json", "resources": [
        {"name": "u", "path": f"{server}/u.csv", "profile": f"{server}/p.json"}]}  # fmt: skip
    files = {
        "t.csv": "v\na\n", "p.json": json.dumps({"properties": {"name": remote}}),
        "s.json": json.dumps({"fields": [{"name": "v"}], **remote}),
        "d.json": json.dumps({"$schema": f"{server}/d.json", **remote}),
        "inner/datapackage.json": json.dumps(inner),
        "inner/resource.json": json.dumps(inner["resources"][0]),
        "page.html": f'<img src="{server}/i.png"><link rel=stylesheet href="{server}/c.css">',
        "doc.xml": f'<!DOCTYPE a SYSTEM "{server}/a.dtd"><a/>',
    }  # fmt: skip
    resources = [
        {"name": "t", "path": "t.csv", "schema": "s.json", "dialect": "d.json",
         "profile": "p.json"},
        *({"name": f"f{n}", "path": path, **rest}
          for n, path in enumerate(sorted(files)) for rest in ({}, {"type": "package"})),
    ]  # fmt: skip
    for n, chosen in enumerate([resources, *([one] for one in resources)]):
        for name in ("profile", "$schema"):
            folder = write(
                tmp_path / f"{n}", {name: "p.json", "name": "p", "resources": chosen}, files
            )
            monkeypatch.chdir(folder)
            for engine in ("columnar", "frictionless"):
                main(["validate", "--engine", engine, "."])
    capsys.readouterr()


def test_yaml_calls_nothing(server, tmp_path, capsys):
    text = f"name: !!python/object/apply:urllib.request.urlopen ['{server}/']\nresources: []\n"
    (tmp_path / "datapackage.yaml").write_text(text)
    assert main(["validate", str(tmp_path)]) == 2
    assert "none of JSON" in capsys.readouterr().err


def test_no_command_on_our_own_tables_connects(server, tmp_path, monkeypatch, capsys):
    folder = clones.make(tmp_path / "clone")
    path = folder / "datapackage.json"
    described = json.loads(path.read_text())
    described |= {"homepage": server, "image": f"{server}/i.png"}
    for resource in described["resources"]:
        resource |= {"sources": [{"title": "x", "path": f"{server}/s.csv"}], "homepage": server}
        for one in resource["schema"]["fields"]:
            one["rdfType"] = one.get("rdfType", f"{server}/type")
    path.write_text(json.dumps(described))
    clones.commit(folder)
    monkeypatch.chdir(folder)
    (tmp_path / "sources.csv").write_text(
        f"source_id,title,url,kind,is_copy\nnew,New,{server}/new,dataset,false\n"
    )
    added = str(tmp_path / "sources.csv")
    for line, code in (
        (["release", "--out", "dist", "--allow-dirty"], 0), (["site", "--out", "page"], 0),
        (["template", "sources", "--out", str(tmp_path / "t.xlsx")], 0), (["check", added], None),
        (["add", added], None), (["validate"], None), (["rules"], 0), (["diff", "HEAD"], 0),
        (["log", "countries", "AAA"], None), (["bump"], None), (["changelog"], None),
        (["audit", str(tmp_path)], None), (["docs", "--check"], None), (["format"], 0),
        (["import", "gcat", server], 2),
    ):  # fmt: skip
        try:
            done = main(line)
        except SystemExit as exit_:
            done = exit_.code
        assert code is None or done == code, (line, capsys.readouterr().err)
    (released,) = (path for path in Path("dist").iterdir() if path.is_dir())
    assert main(["verify", str(released)]) == 0
    shutil.rmtree(released)


CHILD = """
import socket, sys, urllib.request
import spaceties.commands as commands
def work():
    for connect in (
        lambda: urllib.request.urlopen(sys.argv[1], timeout=5),
        lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1].rpartition(":")[2]))),
        lambda: socket.getaddrinfo("localhost", 80), lambda: socket.gethostbyname("localhost"),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 9)),
        lambda: socket.socket().connect_ex(("127.0.0.1", int(sys.argv[1].rpartition(":")[2]))),
    ):
        try:
            connect()
        except OSError as error:
            assert "nothing is fetched" in str(error), error
        else:
            raise AssertionError("connected")
    return 7
commands.main = work
sys.exit(commands.process())
"""


def test_the_process_of_a_command_refuses_at_the_socket(server):
    done = subprocess.run([sys.executable, "-c", CHILD, server], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (7, "")


def test_in_a_library_frictionless_gets_its_session_back(server, tmp_path):
    from frictionless import system

    session = system.http_session
    folder = mini.write(tmp_path / "p").parent
    from spaceties.datapackage.descriptor import load
    from spaceties.datapackage.validation.frictionless import metadata_problems

    metadata_problems(load(folder))
    assert system.http_session is session
