"""Removing old loads."""

import shutil
from pathlib import Path

import duckdb

from . import ledger, register, zone
from .load import clean

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
    register.after_load()
    return len(outdated), freed


def _files(folder: Path, entry: Path) -> list[Path]:
    return [path for path in (entry, *folder.rglob("*")) if path.is_file()]
