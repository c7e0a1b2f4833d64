-- A re-index can be cancelled. Its collection is dropped then, so what it was is kept here.
alter table oracle_reindex rename to oracle_reindex_1;

create table oracle_reindex (
  one integer primary key check (one = 1),
  kind text not null check (kind in ('renew', 'move', 'rollback')),
  state text not null check (state in ('running', 'verifying', 'done', 'failed', 'cancelled')),
  collection text not null,
  provider text not null,
  model text not null,
  dimension integer not null,
  generation integer not null,
  started_at integer not null,
  finished_at integer,
  error text
) strict;

insert into oracle_reindex (one, kind, state, collection, provider, model, dimension, generation, started_at, finished_at, error)
  select r.one, r.kind, r.state, r.collection, c.provider, c.model, c.dimension, c.generation, r.started_at, r.finished_at, r.error
  from oracle_reindex_1 r join oracle_collections c on c.name = r.collection;
drop table oracle_reindex_1;
