-- Counters of wrong passwords, by a hash of what was tried from where. Their workspace is always empty: whoever guesses has not
-- said a true one yet. Twin: 0034_guess.postgres.sql.

CREATE TABLE guess (
  workspace TEXT NOT NULL,
  hash      TEXT NOT NULL,
  failed    INTEGER NOT NULL,
  last_at   INTEGER NOT NULL,
  until_at  INTEGER NOT NULL,
  PRIMARY KEY (workspace, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX guess_by_age ON guess (workspace, last_at);
