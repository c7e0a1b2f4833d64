-- Documents apart from tombstones: since when the longest pending document waits is one look, however many deletions wait too.
drop index oracle_pending;
create index oracle_pending on oracle_documents (deleted_at is not null, updated_at) where sync_status = 'pending';
