-- What rules have done: a trace for each run, how far the ledger was read, notices to people, and the secret that
-- webhooks are signed with. Twin: 0060_rules.postgres.sql.

CREATE TABLE rule_run (
  workspace TEXT NOT NULL,
  rule      TEXT NOT NULL,
  occasion  TEXT NOT NULL,
  deal      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  outcome   TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (workspace, rule, occasion, deal)
) STRICT, WITHOUT ROWID;

CREATE INDEX rule_run_at ON rule_run (workspace, rule, at, occasion, deal);

CREATE TABLE rule_cursor (
  workspace TEXT NOT NULL,
  position  INTEGER NOT NULL,
  PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  workspace TEXT NOT NULL,
  id        TEXT NOT NULL,
  recipient TEXT NOT NULL,
  rule      TEXT NOT NULL,
  deal      TEXT NOT NULL,
  words     TEXT NOT NULL,
  at        INTEGER NOT NULL,
  read_at   INTEGER NOT NULL,
  PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_recipient ON notice (workspace, recipient, id);

CREATE TABLE hook_secret (
  workspace TEXT NOT NULL,
  secret    TEXT NOT NULL,
  made_at   INTEGER NOT NULL,
  PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;
