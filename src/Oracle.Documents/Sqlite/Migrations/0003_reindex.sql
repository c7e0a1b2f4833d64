-- Records that Chroma's index does not find any more: deleted before they are written again, which gives them a new place in it.
create table oracle_renewals (id text not null primary key) strict, without rowid;

-- Retired: to be dropped, because its index broke or another collection took its place for good.
-- Kept: answered until a re-index, and can answer again (kept_since set), or left alone under its name (null).
alter table oracle_collections rename to oracle_collections_2;
drop index oracle_answering;

create table oracle_collections (
  name text not null primary key,
  uuid text not null,
  state text not null check (state in ('answering', 'filling', 'kept', 'retired')),
  provider text not null,
  model text not null,
  dimension integer not null,
  space text not null,
  generation integer not null,
  adopted integer not null default 0,
  kept_since integer
) strict, without rowid;

insert into oracle_collections (name, uuid, state, provider, model, dimension, space, generation, adopted)
  select name, uuid, iif(state = 'broken', 'retired', state), provider, model, dimension, space, generation, adopted
  from oracle_collections_2;
drop table oracle_collections_2;

-- At most one collection answers, and at most one is filled.
create unique index oracle_answering on oracle_collections (state) where state = 'answering';
create unique index oracle_filling on oracle_collections (state) where state = 'filling';

-- What a collection that does not answer holds. Written before anything is sent to it, with revision 0: it may hold the
-- record from then on. -1: the record is wrong and is deleted before it is written again.
create table oracle_targets (
  collection text not null,
  id text not null,
  revision integer not null,
  hash text not null default '',
  primary key (collection, id)
) strict, without rowid;

create index oracle_targets_by_id on oracle_targets (id);

-- The order in which another collection is filled: what changes comes again at the end.
create index oracle_by_revision on oracle_documents (revision);
-- What a re-index in place has still to write.
create index oracle_by_generation on oracle_documents (synced_generation, n) where sync_status = 'synced' and deleted_at is null;

-- The re-index under way, or the last one.
create table oracle_reindex (
  one integer primary key check (one = 1),
  kind text not null check (kind in ('renew', 'move', 'rollback')),
  state text not null check (state in ('running', 'verifying', 'done', 'failed')),
  collection text not null,
  started_at integer not null,
  finished_at integer,
  error text
) strict;
