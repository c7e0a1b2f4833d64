-- The concepts used most, without sorting all of them.
create index oracle_most_used on oracle_concept_counts (n desc, concept);

-- Documents apart from tombstones: since when the longest pending document waits is one look, however many deletions wait too.
drop index oracle_pending;
create index oracle_pending on oracle_documents (deleted_at is not null, updated_at) where sync_status = 'pending';
