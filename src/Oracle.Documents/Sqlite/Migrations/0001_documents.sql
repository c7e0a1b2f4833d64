-- Counters are rows: triggers keep them in the transaction of the change they count.
create table oracle_counters (
  name text not null primary key,
  value integer not null
) strict, without rowid;

insert into oracle_counters (name, value) values
  ('revision', 0), ('pending', 0), ('synced', 0), ('failed', 0), ('quarantined', 0), ('deleting', 0);

create table oracle_type_counts (type text not null primary key, n integer not null) strict, without rowid;
create table oracle_concept_counts (concept text not null primary key, n integer not null) strict, without rowid;

create table oracle_documents (
  n integer primary key,
  id text not null unique,
  type text not null default 'note',
  source_file text not null default '',
  concepts text not null default '[]' check (json_valid(concepts)),
  created_at integer not null default (cast((julianday('now') - 2440587.5) * 86400000 as integer)),
  updated_at integer not null default (cast((julianday('now') - 2440587.5) * 86400000 as integer)),
  indexed_at integer not null default (cast((julianday('now') - 2440587.5) * 86400000 as integer)),
  superseded_by text,
  superseded_at integer,
  superseded_reason text,
  origin text,
  project text,
  created_by text,
  content text not null,
  content_hash text not null,
  revision integer not null,
  synced_revision integer,
  synced_generation integer,
  sync_status text not null default 'pending' check (sync_status in ('pending', 'synced', 'failed')),
  last_sync_attempt integer,
  sync_error text,
  sync_failure text check (sync_failure in ('unavailable', 'rejected', 'embedding')),
  sync_attempts integer not null default 0,
  next_sync_attempt integer,
  quarantined_at integer,
  deleted_at integer
) strict;

-- What ChromaSyncActor claims, in the order it claims it.
create index oracle_due on oracle_documents (coalesce(next_sync_attempt, 0), revision)
  where sync_status <> 'synced' and quarantined_at is null;
-- What the sweeper takes, oldest attempt first; null (never attempted) sorts first.
create index oracle_sweepable on oracle_documents (last_sync_attempt, revision)
  where sync_status <> 'synced' and quarantined_at is null;
-- How long the oldest pending document has waited.
create index oracle_pending on oracle_documents (updated_at) where sync_status = 'pending';
create index oracle_failed on oracle_documents (revision) where sync_status = 'failed';
create index oracle_by_source on oracle_documents (source_file);
create index oracle_by_indexed_at on oracle_documents (indexed_at);

create table oracle_collections (
  name text not null primary key,
  uuid text not null,
  state text not null check (state in ('answering', 'filling', 'kept')),
  provider text not null,
  model text not null,
  dimension integer not null,
  space text not null,
  generation integer not null
) strict, without rowid;

-- At most one collection answers.
create unique index oracle_answering on oracle_collections (state) where state = 'answering';

create table oracle_roots (
  path text not null primary key,
  name text not null unique
) strict, without rowid;

-- 'store' is the UUID that marks a Chroma collection as this database's own.
create table oracle_settings (name text not null primary key, value text not null) strict, without rowid;

create view oracle_live as
  select n, id, type, source_file, concepts, project, content
  from oracle_documents where deleted_at is null;

create virtual table oracle_fts using fts5 (
  content, concepts, content = 'oracle_live', content_rowid = 'n', tokenize = 'porter unicode61');
create virtual table oracle_fts_trigram using fts5 (
  content, concepts, content = 'oracle_live', content_rowid = 'n', tokenize = 'trigram');

-- Full text. Only these columns: settling a document must touch no index.
create trigger oracle_fts_insert after insert on oracle_documents when new.deleted_at is null begin
  insert into oracle_fts (rowid, content, concepts) values (new.n, new.content, new.concepts);
  insert into oracle_fts_trigram (rowid, content, concepts) values (new.n, new.content, new.concepts);
end;

create trigger oracle_fts_update after update of content, concepts, deleted_at on oracle_documents begin
  insert into oracle_fts (oracle_fts, rowid, content, concepts)
    select 'delete', old.n, old.content, old.concepts where old.deleted_at is null;
  insert into oracle_fts_trigram (oracle_fts_trigram, rowid, content, concepts)
    select 'delete', old.n, old.content, old.concepts where old.deleted_at is null;
  insert into oracle_fts (rowid, content, concepts)
    select new.n, new.content, new.concepts where new.deleted_at is null;
  insert into oracle_fts_trigram (rowid, content, concepts)
    select new.n, new.content, new.concepts where new.deleted_at is null;
end;

create trigger oracle_fts_delete after delete on oracle_documents when old.deleted_at is null begin
  insert into oracle_fts (oracle_fts, rowid, content, concepts)
    values ('delete', old.n, old.content, old.concepts);
  insert into oracle_fts_trigram (oracle_fts_trigram, rowid, content, concepts)
    values ('delete', old.n, old.content, old.concepts);
end;

-- A tombstone counts as 'deleting' and as nothing else.
create trigger oracle_count_insert after insert on oracle_documents begin
  update oracle_counters set value = max(value, new.revision) where name = 'revision';
  update oracle_counters set value = value + 1
    where name = iif(new.deleted_at is null, new.sync_status, 'deleting');
  update oracle_counters set value = value + 1
    where name = 'quarantined' and new.quarantined_at is not null and new.deleted_at is null;
end;

create trigger oracle_count_update after update of sync_status, quarantined_at, deleted_at on oracle_documents
when old.sync_status <> new.sync_status
  or (old.quarantined_at is null) <> (new.quarantined_at is null)
  or (old.deleted_at is null) <> (new.deleted_at is null)
begin
  update oracle_counters set value = value - 1
    where name = iif(old.deleted_at is null, old.sync_status, 'deleting');
  update oracle_counters set value = value + 1
    where name = iif(new.deleted_at is null, new.sync_status, 'deleting');
  update oracle_counters set value = value
      - iif(old.quarantined_at is not null and old.deleted_at is null, 1, 0)
      + iif(new.quarantined_at is not null and new.deleted_at is null, 1, 0)
    where name = 'quarantined';
end;

create trigger oracle_count_delete after delete on oracle_documents begin
  update oracle_counters set value = value - 1
    where name = iif(old.deleted_at is null, old.sync_status, 'deleting');
  update oracle_counters set value = value - 1
    where name = 'quarantined' and old.quarantined_at is not null and old.deleted_at is null;
end;

create trigger oracle_kind_insert after insert on oracle_documents when new.deleted_at is null begin
  insert into oracle_type_counts (type, n) values (new.type, 1) on conflict do update set n = n + 1;
  insert into oracle_concept_counts (concept, n)
    select distinct value, 1 from json_each(new.concepts) where type = 'text' and typeof(key) = 'integer'
    on conflict do update set n = n + 1;
end;

create trigger oracle_kind_update after update of type, concepts, deleted_at on oracle_documents
when old.type <> new.type or old.concepts <> new.concepts or (old.deleted_at is null) <> (new.deleted_at is null)
begin
  update oracle_type_counts set n = n - 1 where type = old.type and old.deleted_at is null;
  update oracle_concept_counts
    set n = n - 1
    where old.deleted_at is null and concept in (select value from json_each(old.concepts) where type = 'text' and typeof(key) = 'integer');
  insert into oracle_type_counts (type, n) select new.type, 1 where new.deleted_at is null
    on conflict do update set n = n + 1;
  insert into oracle_concept_counts (concept, n)
    select distinct value, 1 from json_each(new.concepts) where type = 'text' and typeof(key) = 'integer' and new.deleted_at is null
    on conflict do update set n = n + 1;
  delete from oracle_type_counts where n <= 0 and type = old.type;
  delete from oracle_concept_counts where n <= 0 and concept in (select value from json_each(old.concepts));
end;

create trigger oracle_kind_delete after delete on oracle_documents when old.deleted_at is null begin
  update oracle_type_counts set n = n - 1 where type = old.type;
  update oracle_concept_counts
    set n = n - 1
    where concept in (select value from json_each(old.concepts) where type = 'text' and typeof(key) = 'integer');
  delete from oracle_type_counts where n <= 0 and type = old.type;
  delete from oracle_concept_counts where n <= 0 and concept in (select value from json_each(old.concepts));
end;
