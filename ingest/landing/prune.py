"""Removing loads: old ones when asked, killed ones whenever their source is held next."""

import shutil
from pathlib import Path

import duckdb

from . import ledger, register, zone

# A load stays while it is among the newest good ones of any of its tables; a failed one while it is newer than the
# oldest load of its source that stays.
OUTDATED = """
with loads as ({loads}),

ranked as (
    select load_id, source,
        row_number() over (partition by table_name order by load_id desc) as place
    from loads
    where status = 'ok'
),

good as (
    select load_id, source, bool_or(place <= ?) as is_kept
    from ranked
    group by load_id, source
)

select load_id, source from good where not is_kept
union all
select distinct loads.load_id, loads.source
from loads
join (select source, min(load_id) as load_id from good where is_kept group by source) as oldest
    on loads.source = oldest.source and loads.load_id < oldest.load_id
where loads.status = 'failed'
order by 2, 1
"""


def prune(keep: int) -> tuple[int, int]:
    """Remove the loads that are outdated; how many they were, and their size in bytes.

    Each source is held meanwhile. The ledger file goes first: a load is never visible with its data half gone.
    """
    loads = ledger.loads_sql()
    if loads is None:
        return 0, 0
    with duckdb.connect() as con:
        outdated = con.execute(OUTDATED.format(loads=loads), [keep]).fetchall()
    freed = 0
    for source in sorted({source for _, source in outdated}):
        with zone.hold(source, f"prune {source}"):
            clean(source)
            for load_id in (load_id for load_id, of in outdated if of == source):
                folder, entry = zone.data_dir(source, load_id), zone.ledger_file(load_id)
                freed += sum(path.stat().st_size for path in _files(folder, entry))
                entry.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
    register.refresh("the old loads are gone")
    return len(outdated), freed


def _files(folder: Path, entry: Path) -> list[Path]:
    return [path for path in (entry, *folder.rglob("*")) if path.is_file()]


def clean(source: str) -> None:
    """Remove what killed loads of this source left, and record each as failed. Call it while holding the source."""
    staged = (zone.root() / "_staging" / source).glob("*")
    moved = (path for path in (zone.root() / source).glob("*") if not zone.ledger_file(path.name).exists())
    for folder in [*staged, *moved]:
        started = zone.read_json(folder / "started.json")
        row = dict.fromkeys(ledger.LOADS) | {
            "load_id": folder.name,
            "source": source,
            "status": "failed",
            "origin": started.get("origin"),
            "kind": started.get("kind"),
            "started_at": started.get("started_at"),
            "error": "interrupted before it ended; nothing of it was kept",
        }
        shutil.rmtree(folder)
        if not zone.ledger_file(folder.name).exists():
            ledger.write(folder.name, [row])
    for path in (zone.root() / "_loads").glob(f"*_{source}.*"):
        # another source's name may end in this one's
        if path.suffix != ".parquet" and path.stem.split("_", 1)[1] == source:
            path.unlink()
