-- When a document was taken over from another store, Unix ms; null: it was not, or was stored anew since. Its other times are that store's.
alter table oracle_documents add column imported_at integer;

-- How long the oldest pending document has waited here.
drop index oracle_pending;
create index oracle_pending on oracle_documents (deleted_at is not null, coalesce(imported_at, updated_at)) where sync_status = 'pending';
