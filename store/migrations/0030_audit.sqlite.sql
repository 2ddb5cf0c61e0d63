-- Who came in, who was refused, and who changed who may. Append-only: the database itself refuses anything else.
-- Twin: 0030_audit.postgres.sql.

CREATE TABLE audit (
  workspace TEXT NOT NULL,
  noted_at  INTEGER NOT NULL,
  id        TEXT NOT NULL,
  actor     TEXT NOT NULL,
  action    TEXT NOT NULL,
  object    TEXT NOT NULL,
  address   TEXT NOT NULL,
  detail    TEXT NOT NULL,
  times     INTEGER NOT NULL,
  PRIMARY KEY (workspace, noted_at, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit is append-only');
END;

-- The ledger's own events about people, teams and the workspace, which the audit shows among its entries. They are few,
-- and so is what this index costs the writer of deals.
CREATE INDEX event_about_people ON event (workspace, position)
WHERE kind IN ('user.created', 'user.changed', 'user.archived', 'team.created', 'team.changed', 'team.archived', 'workspace.created', 'workspace.changed');
