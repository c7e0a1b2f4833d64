-- A cache: a file of another version than this build's is set aside, not migrated.
create table models (
  id integer primary key,
  provider text not null,
  model text not null,
  dimension integer not null,
  unique (provider, model, dimension)
);

-- Apart from the vectors, so that a use rewrites a few bytes and counting reads no vector.
create table entries (
  id integer primary key,
  model integer not null,
  hash blob not null,
  used integer not null,
  bytes integer not null,
  checksum integer not null,
  unique (model, hash)
);

create index entries_by_use on entries (used, bytes);

create table vectors (
  id integer primary key,
  vector blob not null
);

create table totals (bytes integer not null);
insert into totals (bytes) values (0);

create trigger entry_added after insert on entries begin
  update totals set bytes = bytes + new.bytes;
end;

create trigger entry_removed after delete on entries begin
  update totals set bytes = bytes - old.bytes;
  delete from vectors where id = old.id;
end;

pragma user_version = 1;
