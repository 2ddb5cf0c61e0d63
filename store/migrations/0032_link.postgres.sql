-- Links by mail that let somebody in once: invitations, and forgotten passwords. Twin: 0032_link.sqlite.sql.

CREATE TABLE link (
  workspace  TEXT COLLATE "C" NOT NULL,
  id         TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  purpose    TEXT COLLATE "C" NOT NULL,
  user_id    TEXT COLLATE "C" NOT NULL,
  email      TEXT COLLATE "C" NOT NULL,
  language   TEXT COLLATE "C" NOT NULL,
  created_by TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, hash)
);
CREATE INDEX link_by_user ON link (workspace, user_id);
