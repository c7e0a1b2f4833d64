-- What was taken over from another store, or met what is here: it outlives the document, so that what was deleted here does not come back.
create table oracle_imported (
  id text not null primary key,
  updated_at integer not null,        -- when the other store changed it last, Unix ms; 0: it does not say
  source_file text not null,          -- its file; empty: none
  project text                        -- which the documents of its file have where the file names none
) strict, without rowid;

create index oracle_imported_projects on oracle_imported (source_file, updated_at) where project is not null;

insert into oracle_imported (id, updated_at, source_file, project)
select id, updated_at, source_file, project from oracle_documents where imported_at is not null;
