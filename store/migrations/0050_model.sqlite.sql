-- Models that workspaces have learnt; one of each stands. Twin: 0050_model.postgres.sql.

CREATE TABLE model (
  workspace TEXT NOT NULL,
  version   INTEGER NOT NULL,
  learnt_at INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  champion  TEXT NOT NULL,
  stands    INTEGER NOT NULL,
  content   TEXT NOT NULL,
  PRIMARY KEY (workspace, version)
) STRICT, WITHOUT ROWID;
