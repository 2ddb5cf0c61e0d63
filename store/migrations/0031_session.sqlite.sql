-- Sessions can be named, listed and renewed. Twin: 0031_session.postgres.sql.

ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN means TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN rights TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN renewed_at INTEGER NOT NULL DEFAULT 0;

-- Those of before end, and everybody signs in again.
UPDATE session SET id = hash, revoked_at = coalesce(revoked_at, created_at);
CREATE INDEX session_by_id ON session (workspace, id);
