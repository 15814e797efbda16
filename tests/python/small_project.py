"""A dbt project of a few models, with folio's materializations, in a folder and a warehouse of its own; for tests."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from dbt.cli.main import dbtRunner

PROJECT = """
name: folio
profile: folio
flags: {send_anonymous_usage_stats: false}
vars: {least: 1}
models:
  +schema: made
  +materialized: table
seeds:
  +schema: made
"""


class Project:
    """The project in `folder`; dbt runs in this process, so the working folder and the environment must be its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self) -> None:
        """Write the project, without a model."""
        for part in ("models", "seeds"):
            (self.folder / part).mkdir(parents=True)
        shutil.copytree(ROOT / "macros" / "materializations", self.folder / "macros" / "materializations")
        shutil.copytree(ROOT / "macros" / "raw", self.folder / "macros" / "raw")
        shutil.copy(ROOT / "profiles.yml", self.folder)
        self.write("dbt_project.yml", PROJECT)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text)

    def model(self, name: str, sql: str) -> None:
        self.write(f"models/{name}.sql", sql)

    def sql(self, text: str) -> list[tuple[object, ...]]:
        with duckdb.connect(os.environ["FOLIO_DB"]) as con:
            return con.execute(text).fetchall()

    def dbt(self, *arguments: str, ok: bool = True) -> dict[str, str]:
        """Run dbt; the message of each model: OK or UNCHANGED where it went well."""
        done = dbtRunner().invoke(["--quiet", "--log-level-file", "none", *arguments])
        assert done.success == ok, done.exception or [(result.node.name, result.message) for result in done.result]
        results = [result for result in done.result if result.node.resource_type == "model"]
        return {result.node.name: result.message for result in results}

    def built(self, *arguments: str) -> set[str]:
        """Run dbt, which must succeed: the models that it built, all others having been left as they are."""
        messages = self.dbt(*(arguments or ("build",)))
        assert set(messages.values()) <= {"OK", "UNCHANGED"}
        return {name for name, message in messages.items() if message == "OK"}


def enter(folder: Path, patch: pytest.MonkeyPatch) -> Project:
    """The project in `folder/project`, with its warehouse and dbt's own files beside it."""
    patch.setenv("FOLIO_HOME", str(folder / "data"))
    patch.setenv("FOLIO_DB", str(folder / "w.duckdb"))
    patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
    patch.setenv("DBT_LOG_PATH", str(folder / "logs"))
    project = Project(folder / "project")
    if not project.folder.exists():
        project.begin()
    patch.chdir(project.folder)
    return project
