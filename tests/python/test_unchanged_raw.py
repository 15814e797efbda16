"""A load builds anew what reads it, and nothing else."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from small_project import PROJECT, enter

from ingest import landing
from ingest.landing import Column, register

pytestmark = pytest.mark.slow

MODELS = {
    "labels": "select * from {{ source('figshare', 'tar_members') }}",
    "seen": "{{ config(materialized='view') }} select id, occurrenceID from {{ source('nmnh', 'occurrence') }}",
    "media": "select count(*) as images from {{ ref('seen') }}",
    "landed": "select load_id, status from {{ source('folio', 'loads') }}",
    "refused": "select count(*) as lines from {{ source('folio', 'rejects') }}",
}
LEDGER = {"landed", "refused"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Folio's own sources, and a few models that read them."""
    project = enter(tmp_path, monkeypatch)
    project.write("dbt_project.yml", PROJECT + 'on-run-start: ["{{ register_raw() }}"]\n')
    for path in [*ROOT.glob("models/**/*__sources.yml"), *ROOT.glob("models/**/*.md")]:
        (project.folder / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, project.folder / path.relative_to(ROOT))
    for name, sql in MODELS.items():
        project.model(name, sql)
    return project


def land(source, table, columns, *rows):
    with landing.begin(source, origin="here", kind="test") as load:
        made = load.table(table, [Column(name) for name in columns])
        made.rows_read += made.write(rows)


def test_a_load_builds_anew_what_reads_it(project):
    assert project.built() == set(MODELS)  # of nothing: a source that was never landed is empty
    assert project.built() == set()
    land("figshare", "figshare_tar_members", ["archive", "member_path"], ("stained", "a.jpg"))
    assert project.built() == {"labels", *LEDGER}
    land("nmnh", "nmnh_occurrence", ["id", "occurrenceID"], ("1", "here"))
    assert project.built() == {"seen", "media", *LEDGER}
    assert project.sql("select images from made.media") == [(1,)]
    # a load that failed is known to the ledger, and to nobody else
    with pytest.raises(KeyboardInterrupt), landing.begin("nmnh", origin="here", kind="test"):
        raise KeyboardInterrupt
    assert project.built() == LEDGER
    # the ingester's own registration knows nothing of what was built
    assert register.after_load()
    assert project.built() == set()


def test_data_that_were_moved_are_the_same_data(project, tmp_path, monkeypatch):
    land("nmnh", "nmnh_occurrence", ["id", "occurrenceID"], ("1", "here"))
    assert project.built() == set(MODELS)
    Path(os.environ["FOLIO_HOME"]).rename(tmp_path / "moved")
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "moved"))
    assert project.built() == set()
    assert project.sql("select images from made.media") == [(1,)]
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "another"))
    assert project.built() == set(MODELS) - {"labels"}
    assert project.sql("select images from made.media") == [(0,)]
