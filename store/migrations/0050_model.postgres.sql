-- Models that workspaces have learnt; one of each stands. Twin: 0050_model.sqlite.sql.

CREATE TABLE model (
  workspace TEXT COLLATE "C" NOT NULL,
  version   BIGINT NOT NULL,
  learnt_at BIGINT NOT NULL,
  position  BIGINT NOT NULL,
  champion  TEXT COLLATE "C" NOT NULL,
  stands    BIGINT NOT NULL,
  content   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, version)
);
