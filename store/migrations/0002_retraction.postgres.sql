-- Spans of the ledger that an undone import has taken back. Twin: 0002_retraction.sqlite.sql.

CREATE TABLE retraction (
  workspace      TEXT COLLATE "C" NOT NULL,
  first_position BIGINT NOT NULL,
  last_position  BIGINT NOT NULL,
  at_position    BIGINT NOT NULL,
  PRIMARY KEY (workspace, first_position)
);
