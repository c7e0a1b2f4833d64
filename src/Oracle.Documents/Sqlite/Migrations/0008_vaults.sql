-- What is known of each file of a root, so that a scan opens only what has changed. Written with the documents of the file, in one transaction.
create table oracle_files (
  source_file text primary key,
  root text not null,
  stamp text not null,                -- what the system said of it when it was read
  hash text not null,                 -- SHA-256 of its bytes, in hex
  rule text not null,                 -- by which rule it was read
  read_at integer not null,           -- Unix ms
  documents integer not null default 0, -- how many it yielded
  is_given integer not null default 0,
  unreadable text,                    -- why it cannot be read at present; its documents stay
  unreadable_since integer
) without rowid;

create index oracle_files_of on oracle_files (root);

-- What an earlier Oracle indexed is read once more: nothing is known of its files.
insert into oracle_files (source_file, root, stamp, hash, rule, read_at)
select distinct d.source_file,
  coalesce((select r.name from oracle_roots r where r.name <> '' and substr(d.source_file, 1, length(r.name) + 1) = r.name || '/'
    order by length(r.name) desc limit 1), ''), '', '', '', 0
from oracle_documents d where d.created_by = 'indexer' and d.deleted_at is null and d.source_file <> '';

alter table oracle_roots add column real_path text;
alter table oracle_roots add column excluded text not null default '[]';
alter table oracle_roots add column follows_links integer not null default 0;
alter table oracle_roots add column state text not null default '{}';
-- Since when the folder is not there; its documents stay.
alter table oracle_roots add column missing_since integer;

-- Where a document went with its file. Its record in Chroma goes when the new one is confirmed, and is shown as the new one until then.
create table oracle_moves (
  from_id text primary key,
  to_id text not null
) without rowid;

create index oracle_moves_to on oracle_moves (to_id);

create trigger oracle_moves_end after delete on oracle_documents begin
  delete from oracle_moves where from_id = old.id;
end;

-- An id that is there again went nowhere.
create trigger oracle_moves_back after update of deleted_at on oracle_documents when new.deleted_at is null and old.deleted_at is not null begin
  delete from oracle_moves where from_id = new.id;
end;
