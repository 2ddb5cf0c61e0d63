-- Keys that people sign in with instead of a password, and what is remembered between the two halves of a ceremony: a passkey's
-- challenge, a provider's state. The workspace of a ceremony is empty while nobody knows who signs in.
-- Twin: 0033_passkey.postgres.sql.

CREATE TABLE passkey (
  workspace  TEXT NOT NULL,
  id         TEXT NOT NULL,
  credential TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, credential)
) STRICT;
CREATE INDEX passkey_by_user ON passkey (workspace, user_id);

CREATE TABLE ceremony (
  workspace  TEXT NOT NULL,
  hash       TEXT NOT NULL,
  body       TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, hash)
) STRICT;

-- Who a person is at a provider: issuer and subject, never an address, which can pass to somebody else.
CREATE TABLE identity (
  workspace TEXT NOT NULL,
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, issuer, subject)
) STRICT, WITHOUT ROWID;
