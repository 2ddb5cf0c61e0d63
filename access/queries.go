package access

// Everything that this package says to the database. Each begins with the workspace, except for the one that looks for
// the workspaces of an address, which goes through the list of them.
const (
	putCredential = `INSERT INTO credential (workspace, user_id, email, hash, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace, user_id) DO UPDATE SET email = excluded.email, hash = excluded.hash, changed_at = excluded.changed_at`
	selectCredential = `SELECT workspace, user_id, hash FROM credential WHERE workspace = $1 AND email = $2`
	// A join from workspace, so that the key (workspace, email) is used once per workspace.
	findCredentials = `SELECT c.workspace, c.user_id, c.hash FROM workspace w
JOIN credential c ON c.workspace = w.workspace AND c.email = $1 ORDER BY c.workspace LIMIT 8`

	insertSession = `INSERT INTO session (workspace, hash, user_id, created_at, expires_at, seen_at, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectSession = `SELECT hash, user_id, expires_at, seen_at, coalesce(revoked_at, 0), agent FROM session
WHERE workspace = $1 AND hash = $2`
	seeSession     = `UPDATE session SET seen_at = $1 WHERE workspace = $2 AND hash = $3 AND seen_at < $1`
	revokeSession  = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND hash = $3 AND revoked_at IS NULL`
	revokeSessions = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND user_id = $3 AND revoked_at IS NULL`
	dropSessions   = `DELETE FROM session WHERE workspace = $1 AND user_id = $2 AND expires_at < $3`

	insertToken = `INSERT INTO token (workspace, id, hash, name, user_id, role, scopes, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	selectToken = `SELECT id, hash, name, user_id, role, scopes, created_at, coalesce(expires_at, 0), coalesce(last_used_at, 0),
coalesce(revoked_at, 0) FROM token WHERE workspace = $1 AND hash = $2`
	listTokens = `SELECT id, hash, name, user_id, role, scopes, created_at, coalesce(expires_at, 0), coalesce(last_used_at, 0),
coalesce(revoked_at, 0) FROM token WHERE workspace = $1 ORDER BY created_at, id`
	useToken    = `UPDATE token SET last_used_at = $1 WHERE workspace = $2 AND id = $3 AND coalesce(last_used_at, 0) < $1`
	revokeToken = `UPDATE token SET revoked_at = coalesce(revoked_at, $1) WHERE workspace = $2 AND id = $3`
)
