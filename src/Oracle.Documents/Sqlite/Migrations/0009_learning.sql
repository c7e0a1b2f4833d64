-- Notes that are being learned: the file is written first, then its document. What a crash leaves between the two is found here.
create table oracle_learnings (
  path text not null primary key,     -- of the note's file, absolute
  temporary text not null             -- what it is written to before it is moved there
) strict, without rowid;

-- In which order roots were made: notes are learned into the first that its user gave.
alter table oracle_roots add column number integer not null default 0;
update oracle_roots set number = (select count(*) from oracle_roots o where o.name < oracle_roots.name);
