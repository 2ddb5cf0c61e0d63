-- Spans of the ledger that an undone import has taken back. Twin: 0002_retraction.postgres.sql.

CREATE TABLE retraction (
  workspace      TEXT NOT NULL,
  first_position INTEGER NOT NULL,
  last_position  INTEGER NOT NULL,
  at_position    INTEGER NOT NULL,
  PRIMARY KEY (workspace, first_position)
) STRICT, WITHOUT ROWID;
