"""The tables that hold what the page ingester remembers, and the question that every run asks them (SQLite)."""

SCHEMA = """
create table if not exists body (
    sha256 text primary key,
    packed blob not null        -- zlib
) without rowid;
create table if not exists try (
    number integer primary key,
    world text not null,
    identifier text not null,
    url text not null,
    asked_at text not null,     -- UTC
    http_status integer,        -- null where no answer came
    error text,                 -- why there is no page; null where there is a body to read
    sha256 text references body,
    content_type text not null default ''
);
create index if not exists try_by_identifier on try (world, identifier);
create table if not exists reading (
    sha256 text not null,
    content_type text not null, -- its charset decides what the bytes say
    outcome text not null,      -- ok, refused, failed
    error text,
    note text,                  -- what a person should know of the page
    cells blob not null,        -- JSON, zlib
    parser integer not null,    -- the version of what read it
    primary key (sha256, content_type, parser)
) without rowid;
"""

# The try that speaks for an identifier: its last answer, be it page or refusal; where there is none, its last failure.
# A failure after a good answer does not take the answer away.
KNOWN = """
with judged as (
    select
        try.*,
        case when try.error is null then reading.outcome else 'failed' end as outcome,
        coalesce(try.error, reading.error) as failure,
        reading.note,
        max(try.number) over (partition by try.identifier) as last_number
    from try
    left join reading using (sha256, content_type)
    where try.world = ?
),

ranked as (
    select
        *,
        row_number() over (partition by identifier order by outcome <> 'failed' desc, number desc) as place,
        max(outcome = 'ok') over (partition by identifier) as was_ok
    from judged
)

select
    identifier, url, asked_at, http_status, outcome, failure, sha256, content_type, note,
    number < last_number as failed_since, outcome = 'refused' and was_ok as withdrawn
from ranked
where place = 1
order by identifier
"""
