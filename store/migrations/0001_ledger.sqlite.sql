-- The ledger, what is current, and who may enter. Twin: 0001_ledger.postgres.sql.
-- workspace is the first column of every key and index. Instants are microseconds UTC.
-- WITHOUT ROWID where rows are narrow; a table whose rows carry a body keeps its rowid, because SQLite
-- stores whole rows in the inner pages of a WITHOUT ROWID tree.

CREATE TABLE workspace (
  workspace  TEXT NOT NULL PRIMARY KEY,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last position given out. Its row is what a writer of the workspace locks.
CREATE TABLE head (
  workspace   TEXT NOT NULL PRIMARY KEY,
  position    INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened. Never updated. recorded_at never falls as position rises, so an instant
-- becomes a position by halving over the key: no index on recorded_at.
CREATE TABLE event (
  workspace    TEXT NOT NULL,
  position     INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  object       TEXT NOT NULL,
  version      INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL,
  actor        TEXT NOT NULL,
  command      TEXT NOT NULL,
  body         TEXT NOT NULL,
  PRIMARY KEY (workspace, position)
) STRICT;
CREATE INDEX event_by_object ON event (workspace, object, position);

-- What is so now. Ids begin with their kind, so that a kind is a range of keys.
CREATE TABLE object (
  workspace    TEXT NOT NULL,
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  body         TEXT NOT NULL,
  PRIMARY KEY (workspace, id)
) STRICT;

-- Which of our objects another system's object became.
CREATE TABLE origin (
  workspace TEXT NOT NULL,
  source    TEXT NOT NULL,
  kind      TEXT NOT NULL,
  source_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  PRIMARY KEY (workspace, source, kind, source_id)
) STRICT, WITHOUT ROWID;

-- What a request was answered, kept in the transaction of its effect.
CREATE TABLE idempotency (
  workspace   TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status      INTEGER NOT NULL,
  answer      TEXT NOT NULL,
  headers     TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, key)
) STRICT;

-- The files of an import between its request and its job, in parts.
CREATE TABLE upload (
  workspace TEXT NOT NULL,
  id        TEXT NOT NULL,
  name      TEXT NOT NULL,
  part      INTEGER NOT NULL,
  bytes     BLOB NOT NULL,
  PRIMARY KEY (workspace, id, name, part)
) STRICT;

CREATE TABLE credential (
  workspace  TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  email      TEXT NOT NULL,
  hash       TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, user_id),
  UNIQUE (workspace, email)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  workspace    TEXT NOT NULL,
  id           TEXT NOT NULL,
  hash         TEXT NOT NULL,
  name         TEXT NOT NULL,
  user_id      TEXT NOT NULL,
  role         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER,
  revoked_at   INTEGER,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  workspace  TEXT NOT NULL,
  hash       TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  revoked_at INTEGER,
  agent      TEXT NOT NULL,
  PRIMARY KEY (workspace, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session (workspace, user_id);
