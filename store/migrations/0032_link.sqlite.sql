-- Links by mail that let somebody in once: invitations, and forgotten passwords. Twin: 0032_link.postgres.sql.

CREATE TABLE link (
  workspace  TEXT NOT NULL,
  id         TEXT NOT NULL,
  hash       TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  email      TEXT NOT NULL,
  language   TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_user ON link (workspace, user_id);
