-- How many neighbours each vector of a collection has in Chroma's index. All collections of before have as many.
alter table oracle_collections add column neighbours integer not null default 64;
