-- Counters of wrong passwords, by a hash of what was tried from where. Their workspace is always empty: whoever guesses has not
-- said a true one yet. Twin: 0034_guess.sqlite.sql.

CREATE TABLE guess (
  workspace TEXT COLLATE "C" NOT NULL,
  hash      TEXT COLLATE "C" NOT NULL,
  failed    BIGINT NOT NULL,
  last_at   BIGINT NOT NULL,
  until_at  BIGINT NOT NULL,
  PRIMARY KEY (workspace, hash)
);
CREATE INDEX guess_by_age ON guess (workspace, last_at);
