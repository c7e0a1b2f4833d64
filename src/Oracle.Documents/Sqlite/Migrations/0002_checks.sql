-- What must be read back from Chroma, and when. Outlives the document: a write that comes late may bring it back.
create table sync_checks (
  id text not null,
  check_at integer not null,
  primary key (id, check_at)
) strict, without rowid;

create index sync_checks_due on sync_checks (check_at);

-- Rows of unknown fate (tries counted) are claimed after all others, and those tried most in vain last: a document that
-- ends Chroma each time must not stand before those that were with it once.
drop index oracle_due;
create index oracle_due on oracle_documents (sync_attempts, coalesce(next_sync_attempt, 0), revision)
  where sync_status <> 'synced' and quarantined_at is null;

-- What was confirmed last, or changed last, is what an older copy of Chroma lacks.
create index oracle_confirmed on oracle_documents (last_sync_attempt, revision) where sync_status = 'synced';
create index oracle_newest on oracle_documents (revision) where sync_status = 'synced';

-- A collection whose index is broken is replaced, and dropped once its successor holds everything.
alter table oracle_collections rename to oracle_collections_1;
drop index oracle_answering;

create table oracle_collections (
  name text not null primary key,
  uuid text not null,
  state text not null check (state in ('answering', 'filling', 'kept', 'broken')),
  provider text not null,
  model text not null,
  dimension integer not null,
  space text not null,
  generation integer not null,
  adopted integer not null default 0
) strict, without rowid;

insert into oracle_collections (name, uuid, state, provider, model, dimension, space, generation)
  select name, uuid, state, provider, model, dimension, space, generation from oracle_collections_1;
drop table oracle_collections_1;

-- At most one collection answers.
create unique index oracle_answering on oracle_collections (state) where state = 'answering';
