"""The house: what the README promises is there, and what the project must not hold is not."""

import re
import subprocess
import sys
import tomllib

from conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_the_lock_has_a_hash_for_each_package_and_no_address():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", LOCK)


def test_the_lock_holds_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9_-]+", entry).group().lower() for entry in wanted}
    locked = {
        re.match(r"[A-Za-z0-9_-]+", line).group().lower() for line in re.findall(r"^[a-zA-Z].*", LOCK, re.MULTILINE)
    }
    assert names - locked == set()


def test_make_help_lists_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"make ([a-z-]+)", shown))
    assert listed == TARGETS
    assert all(len(line) <= 110 for line in shown.splitlines())


def test_the_readme_names_only_targets_and_commands_that_exist():
    text = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert set(re.findall(r"\bmake ([a-z-]+)", text)) - TARGETS - {"help"} <= {"sure"}
    commands = set(re.findall(r"python -m ingest ([a-z]+)", text))
    shown = subprocess.run(
        [sys.executable, "-m", "ingest", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {name for name in commands if f"\n  {name} " not in shown} == set()


def test_every_folder_of_the_readme_and_the_recipes_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    folders = set(re.findall(r"\| `([a-z/]+)/` \|", text))
    assert {name for name in folders if not (ROOT / name).is_dir()} == set()


def test_nothing_in_the_repository_names_a_machine_or_a_package_index():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    odd = []
    for name in filter(None, files.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".zip", ".gz", ".tgz", ".parquet"}:
            text = path.read_bytes().decode("utf-8", "replace")
            if re.search(r"/(root|home)/[a-z]|pypi[.]org/simple|--index[-]url[ ]+http", text):
                odd.append(name)
    assert odd == []


def test_the_readme_holds_no_placeholder():
    assert re.findall(r"^[A-Z_]{6,}$|\b(?:TODO|TBD|XXX|FIXME)\b", (ROOT / "README.md").read_text(), re.MULTILINE) == []
