-- Models that are to be learnt, being learnt, or were. Twin: 0051_training.sqlite.sql.

CREATE TABLE training (
  workspace TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  state     TEXT COLLATE "C" NOT NULL,
  asked_at  BIGINT NOT NULL,
  ended_at  BIGINT NOT NULL,
  done      BIGINT NOT NULL,
  steps     BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  reason    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, number)
);
