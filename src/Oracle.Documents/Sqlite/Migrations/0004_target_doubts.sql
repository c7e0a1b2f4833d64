-- Requests to a collection that does not answer whose fate nobody knows, also where a later one was confirmed: they may land
-- after it. Sends: 1 while the first is under way; it goes when that one is confirmed at once. What is left when the collection
-- takes over is read back (sync_checks).
create table oracle_target_doubts (
  collection text not null,
  id text not null,
  sends integer not null,
  primary key (collection, id)
) strict, without rowid;
