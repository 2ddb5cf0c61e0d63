-- Keys that people sign in with instead of a password, and what is remembered between the two halves of a ceremony: a passkey's
-- challenge, a provider's state. The workspace of a ceremony is empty while nobody knows who signs in.
-- Twin: 0033_passkey.sqlite.sql.

CREATE TABLE passkey (
  workspace  TEXT COLLATE "C" NOT NULL,
  id         TEXT COLLATE "C" NOT NULL,
  credential TEXT COLLATE "C" NOT NULL,
  user_id    TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  body       TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, credential)
);
CREATE INDEX passkey_by_user ON passkey (workspace, user_id);

CREATE TABLE ceremony (
  workspace  TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  body       TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (workspace, hash)
);

-- Who a person is at a provider: issuer and subject, never an address, which can pass to somebody else.
CREATE TABLE identity (
  workspace TEXT COLLATE "C" NOT NULL,
  issuer    TEXT COLLATE "C" NOT NULL,
  subject   TEXT COLLATE "C" NOT NULL,
  user_id   TEXT COLLATE "C" NOT NULL,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (workspace, issuer, subject)
);
