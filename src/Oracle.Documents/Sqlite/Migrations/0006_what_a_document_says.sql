-- What a document says besides its text. A list is a JSON array, and absent where there is none.
alter table oracle_documents add column title text;
alter table oracle_documents add column aliases text check (aliases is null or json_valid(aliases));
alter table oracle_documents add column tags text check (tags is null or json_valid(tags));
alter table oracle_documents add column heading_path text;
-- Of a long section that is kept in passages: the section's id, and which passage of how many this is, as '2/5'.
alter table oracle_documents add column section_id text;
alter table oracle_documents add column passage text;

-- The same as the search compares it (Folding); null where the full-text tables see the same in the column itself.
alter table oracle_documents add column folded_title text;
alter table oracle_documents add column folded_aliases text;
alter table oracle_documents add column folded_tags text;
alter table oracle_documents add column folded_heading_path text;
alter table oracle_documents add column folded_content text;

create index oracle_by_section on oracle_documents (section_id) where section_id is not null;

-- The collection's records hold vectors of the text that this version of EmbeddedText makes.
alter table oracle_collections add column text_version integer not null default 1;

drop trigger oracle_fts_insert;
drop trigger oracle_fts_update;
drop trigger oracle_fts_delete;

-- The former full-text tables answer until the new ones hold every row (TextIndexing), and are dropped then.
alter table oracle_fts rename to oracle_former_fts;
alter table oracle_fts_trigram rename to oracle_former_fts_trigram;

create trigger oracle_former_insert after insert on oracle_documents when new.deleted_at is null begin
  insert into oracle_former_fts (rowid, content, concepts) values (new.n, new.content, new.concepts);
  insert into oracle_former_fts_trigram (rowid, content, concepts) values (new.n, new.content, new.concepts);
end;

create trigger oracle_former_update after update of content, concepts, deleted_at on oracle_documents begin
  insert into oracle_former_fts (oracle_former_fts, rowid, content, concepts)
    select 'delete', old.n, old.content, old.concepts where old.deleted_at is null;
  insert into oracle_former_fts_trigram (oracle_former_fts_trigram, rowid, content, concepts)
    select 'delete', old.n, old.content, old.concepts where old.deleted_at is null;
  insert into oracle_former_fts (rowid, content, concepts)
    select new.n, new.content, new.concepts where new.deleted_at is null;
  insert into oracle_former_fts_trigram (rowid, content, concepts)
    select new.n, new.content, new.concepts where new.deleted_at is null;
end;

create trigger oracle_former_delete after delete on oracle_documents when old.deleted_at is null begin
  insert into oracle_former_fts (oracle_former_fts, rowid, content, concepts)
    values ('delete', old.n, old.content, old.concepts);
  insert into oracle_former_fts_trigram (oracle_former_fts_trigram, rowid, content, concepts)
    values ('delete', old.n, old.content, old.concepts);
end;

-- Rows up to this key are in the new full-text tables.
create table oracle_indexing (upto integer not null) strict;
insert into oracle_indexing (upto) values (0);

create view oracle_indexed as
  select n,
    coalesce(folded_title, title) as title,
    coalesce(folded_aliases, aliases) as aliases,
    coalesce(folded_heading_path, heading_path) as heading_path,
    coalesce(folded_tags, concepts) as tags,
    coalesce(folded_content, content) as content
  from oracle_documents where deleted_at is null and n <= (select upto from oracle_indexing);

-- Marks are letters: without them Thai and Indic words would fall apart.
create virtual table oracle_fts using fts5 (
  title, aliases, heading_path, tags, content, content = 'oracle_indexed', content_rowid = 'n',
  tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
create virtual table oracle_fts_trigram using fts5 (
  title, aliases, heading_path, tags, content, content = 'oracle_indexed', content_rowid = 'n', tokenize = 'trigram');

-- A word in a title says more than the same word in the text.
insert into oracle_fts (oracle_fts, rank) values ('rank', 'bm25(6.0, 6.0, 2.0, 3.0, 1.0)');
insert into oracle_fts_trigram (oracle_fts_trigram, rank) values ('rank', 'bm25(6.0, 6.0, 2.0, 3.0, 1.0)');

create trigger oracle_fts_insert after insert on oracle_documents
when new.deleted_at is null and new.n <= (select upto from oracle_indexing) begin
  insert into oracle_fts (rowid, title, aliases, heading_path, tags, content)
    select n, title, aliases, heading_path, tags, content from oracle_indexed where n = new.n;
  insert into oracle_fts_trigram (rowid, title, aliases, heading_path, tags, content)
    select n, title, aliases, heading_path, tags, content from oracle_indexed where n = new.n;
end;

-- Only these columns: settling a document must touch no index.
create trigger oracle_fts_update
after update of title, aliases, heading_path, tags, concepts, content, deleted_at,
  folded_title, folded_aliases, folded_heading_path, folded_tags, folded_content on oracle_documents
when old.n <= (select upto from oracle_indexing) begin
  insert into oracle_fts (oracle_fts, rowid, title, aliases, heading_path, tags, content)
    select 'delete', old.n, coalesce(old.folded_title, old.title), coalesce(old.folded_aliases, old.aliases),
      coalesce(old.folded_heading_path, old.heading_path), coalesce(old.folded_tags, old.concepts),
      coalesce(old.folded_content, old.content)
    where old.deleted_at is null;
  insert into oracle_fts_trigram (oracle_fts_trigram, rowid, title, aliases, heading_path, tags, content)
    select 'delete', old.n, coalesce(old.folded_title, old.title), coalesce(old.folded_aliases, old.aliases),
      coalesce(old.folded_heading_path, old.heading_path), coalesce(old.folded_tags, old.concepts),
      coalesce(old.folded_content, old.content)
    where old.deleted_at is null;
  insert into oracle_fts (rowid, title, aliases, heading_path, tags, content)
    select n, title, aliases, heading_path, tags, content from oracle_indexed where n = new.n;
  insert into oracle_fts_trigram (rowid, title, aliases, heading_path, tags, content)
    select n, title, aliases, heading_path, tags, content from oracle_indexed where n = new.n;
end;

create trigger oracle_fts_delete after delete on oracle_documents
when old.deleted_at is null and old.n <= (select upto from oracle_indexing) begin
  insert into oracle_fts (oracle_fts, rowid, title, aliases, heading_path, tags, content)
    values ('delete', old.n, coalesce(old.folded_title, old.title), coalesce(old.folded_aliases, old.aliases),
      coalesce(old.folded_heading_path, old.heading_path), coalesce(old.folded_tags, old.concepts),
      coalesce(old.folded_content, old.content));
  insert into oracle_fts_trigram (oracle_fts_trigram, rowid, title, aliases, heading_path, tags, content)
    values ('delete', old.n, coalesce(old.folded_title, old.title), coalesce(old.folded_aliases, old.aliases),
      coalesce(old.folded_heading_path, old.heading_path), coalesce(old.folded_tags, old.concepts),
      coalesce(old.folded_content, old.content));
end;
