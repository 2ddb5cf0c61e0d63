-- The ledger, what is current, and who may enter. Twin: 0001_ledger.sqlite.sql.
-- workspace is the first column of every key and index. Instants are microseconds UTC.
-- Text is compared by bytes (collate "C"), as SQLite does, so that keys have one order everywhere.

CREATE TABLE workspace (
  workspace  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name       TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);

-- The last position given out. Its row is what a writer of the workspace locks.
CREATE TABLE head (
  workspace   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  position    BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- What happened. Never updated. recorded_at never falls as position rises, so an instant
-- becomes a position by halving over the key: no index on recorded_at.
CREATE TABLE event (
  workspace    TEXT COLLATE "C" NOT NULL,
  position     BIGINT NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL,
  object       TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  recorded_at  BIGINT NOT NULL,
  actor        TEXT COLLATE "C" NOT NULL,
  command      TEXT COLLATE "C" NOT NULL,
  body         TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, position)
);
CREATE INDEX event_by_object ON event (workspace, object, position);

-- What is so now. Ids begin with their kind, so that a kind is a range of keys.
CREATE TABLE object (
  workspace    TEXT COLLATE "C" NOT NULL,
  id           TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  body         TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, id)
) WITH (fillfactor = 80); -- room for the next version on the same page, so that no index is touched

-- Which of our objects another system's object became.
CREATE TABLE origin (
  workspace TEXT COLLATE "C" NOT NULL,
  source    TEXT COLLATE "C" NOT NULL,
  kind      TEXT COLLATE "C" NOT NULL,
  source_id TEXT COLLATE "C" NOT NULL,
  id        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, source, kind, source_id)
);

-- What a request was answered, kept in the transaction of its effect.
CREATE TABLE idempotency (
  workspace   TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT COLLATE "C" NOT NULL,
  status      BIGINT NOT NULL,
  answer      TEXT COLLATE "C" NOT NULL,
  headers     TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (workspace, key)
);

-- The files of an import between its request and its job, in parts.
CREATE TABLE upload (
  workspace TEXT COLLATE "C" NOT NULL,
  id        TEXT COLLATE "C" NOT NULL,
  name      TEXT COLLATE "C" NOT NULL,
  part      BIGINT NOT NULL,
  bytes     BYTEA NOT NULL,
  PRIMARY KEY (workspace, id, name, part)
);

CREATE TABLE credential (
  workspace  TEXT COLLATE "C" NOT NULL,
  user_id    TEXT COLLATE "C" NOT NULL,
  email      TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (workspace, user_id),
  UNIQUE (workspace, email)
);

CREATE TABLE token (
  workspace    TEXT COLLATE "C" NOT NULL,
  id           TEXT COLLATE "C" NOT NULL,
  hash         TEXT COLLATE "C" NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  user_id      TEXT COLLATE "C" NOT NULL,
  role         TEXT COLLATE "C" NOT NULL,
  scopes       TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  last_used_at BIGINT,
  revoked_at   BIGINT,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, hash)
);

CREATE TABLE session (
  workspace  TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  user_id    TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  revoked_at BIGINT,
  agent      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace, hash)
);
CREATE INDEX session_by_user ON session (workspace, user_id);
