-- What was told of the reading of a file, as JSON: it is told again while the file is not opened. Null: it is not known, and the file is read once more.
alter table oracle_files add column warnings text;
