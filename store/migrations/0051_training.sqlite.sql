-- Models that are to be learnt, being learnt, or were. Twin: 0051_training.postgres.sql.

CREATE TABLE training (
  workspace TEXT NOT NULL,
  number    INTEGER NOT NULL,
  state     TEXT NOT NULL,
  asked_at  INTEGER NOT NULL,
  ended_at  INTEGER NOT NULL,
  done      INTEGER NOT NULL,
  steps     INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (workspace, number)
) STRICT, WITHOUT ROWID;
