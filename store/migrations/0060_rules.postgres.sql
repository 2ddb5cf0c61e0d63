-- What rules have done: a trace for each run, how far the ledger was read, notices to people, and the secret that
-- webhooks are signed with. Twin: 0060_rules.sqlite.sql.

CREATE TABLE rule_run (
  workspace TEXT COLLATE "C" NOT NULL,
  rule      TEXT COLLATE "C" NOT NULL,
  occasion  TEXT COLLATE "C" NOT NULL,
  deal      TEXT COLLATE "C" NOT NULL,
  at        BIGINT NOT NULL,
  outcome   TEXT COLLATE "C" NOT NULL,
  body      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, rule, occasion, deal)
);

CREATE INDEX rule_run_at ON rule_run (workspace, rule, at, occasion, deal);

CREATE TABLE rule_cursor (
  workspace TEXT COLLATE "C" NOT NULL,
  position  BIGINT NOT NULL,
  PRIMARY KEY (workspace)
);

CREATE TABLE notice (
  workspace TEXT COLLATE "C" NOT NULL,
  id        TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  rule      TEXT COLLATE "C" NOT NULL,
  deal      TEXT COLLATE "C" NOT NULL,
  words     TEXT COLLATE "C" NOT NULL,
  at        BIGINT NOT NULL,
  read_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace, id)
);

CREATE INDEX notice_recipient ON notice (workspace, recipient, id);

CREATE TABLE hook_secret (
  workspace TEXT COLLATE "C" NOT NULL,
  secret    TEXT COLLATE "C" NOT NULL,
  made_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace)
);
