-- Records that Chroma's index does not find any more: deleted before they are written again, which gives them a new place in it.
create table oracle_renewals (id text not null primary key) strict, without rowid;
