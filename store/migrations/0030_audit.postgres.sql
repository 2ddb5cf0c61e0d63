-- Who came in, who was refused, and who changed who may. Append-only: the database itself refuses anything else.
-- Twin: 0030_audit.sqlite.sql.

CREATE TABLE audit (
  workspace TEXT COLLATE "C" NOT NULL,
  noted_at  BIGINT NOT NULL,
  id        TEXT COLLATE "C" NOT NULL,
  actor     TEXT COLLATE "C" NOT NULL,
  action    TEXT COLLATE "C" NOT NULL,
  object    TEXT COLLATE "C" NOT NULL,
  address   TEXT COLLATE "C" NOT NULL,
  detail    TEXT COLLATE "C" NOT NULL,
  times     BIGINT NOT NULL,
  PRIMARY KEY (workspace, noted_at, id)
);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only';
END;
$$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

-- The ledger's own events about people, teams and the workspace, which the audit shows among its entries. They are few,
-- and so is what this index costs the writer of deals.
CREATE INDEX event_about_people ON event (workspace, position)
WHERE kind IN ('user.created', 'user.changed', 'user.archived', 'team.created', 'team.changed', 'team.archived', 'workspace.created', 'workspace.changed');
