package access

// Everything that this package says to the database. Each begins with the workspace, except for the one that looks for
// the workspaces of an address, which goes through the list of them.
const (
	putCredential = `INSERT INTO credential (workspace, user_id, email, hash, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace, user_id) DO UPDATE SET email = excluded.email, hash = excluded.hash, changed_at = excluded.changed_at`
	selectCredential = `SELECT workspace, user_id, email, hash FROM credential WHERE workspace = $1 AND email = $2`
	// A join from workspace, so that the key (workspace, email) is used once per workspace.
	findCredentials = `SELECT c.workspace, c.user_id, c.email, c.hash FROM workspace w
JOIN credential c ON c.workspace = w.workspace AND c.email = $1 ORDER BY c.workspace LIMIT 8`

	insertSession = `INSERT INTO session (workspace, id, hash, user_id, created_at, expires_at, seen_at, means, agent, address, rights, renewed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	selectSession = `SELECT id, hash, user_id, created_at, expires_at, seen_at, means, agent, address, rights, renewed_at, coalesce(revoked_at, 0)
FROM session WHERE workspace = $1 AND hash = $2`
	selectSessionOf = `SELECT id, hash, user_id, created_at, expires_at, seen_at, means, agent, address, rights, renewed_at, coalesce(revoked_at, 0)
FROM session WHERE workspace = $1 AND id = $2 AND revoked_at IS NULL`
	listSessions = `SELECT id, hash, user_id, created_at, expires_at, seen_at, means, agent, address, rights, renewed_at, coalesce(revoked_at, 0)
FROM session WHERE workspace = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 ORDER BY created_at DESC, id DESC`
	seeSession = `UPDATE session SET seen_at = $1 WHERE workspace = $2 AND hash = $3 AND seen_at < $1`
	// A secret that was replaced by another is good until then.
	retireSession = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND hash = $3 AND revoked_at IS NULL`
	// What ends a session ends the secret it had a moment ago as well.
	revokeSession   = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND id = $3 AND (revoked_at IS NULL OR revoked_at > $1)`
	revokeSessionOf = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND id = $3 AND user_id = $4 AND (revoked_at IS NULL OR revoked_at > $1)`
	revokeSessions  = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND user_id = $3 AND id <> $4 AND (revoked_at IS NULL OR revoked_at > $1)`
	leaveSessions   = `UPDATE session SET revoked_at = $1 WHERE workspace = $2 AND user_id = $3 AND (revoked_at IS NULL OR revoked_at > $1)`
	dropSessions    = `DELETE FROM session WHERE workspace = $1 AND user_id = $2 AND expires_at < $3`

	insertToken = `INSERT INTO token (workspace, id, hash, name, user_id, role, scopes, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	selectToken = `SELECT id, hash, name, user_id, role, scopes, created_at, coalesce(expires_at, 0), coalesce(last_used_at, 0),
coalesce(revoked_at, 0) FROM token WHERE workspace = $1 AND hash = $2`
	selectTokenOf = `SELECT id, hash, name, user_id, role, scopes, created_at, coalesce(expires_at, 0), coalesce(last_used_at, 0),
coalesce(revoked_at, 0) FROM token WHERE workspace = $1 AND id = $2`
	listTokens = `SELECT id, hash, name, user_id, role, scopes, created_at, coalesce(expires_at, 0), coalesce(last_used_at, 0),
coalesce(revoked_at, 0) FROM token WHERE workspace = $1 ORDER BY created_at, id`
	useToken    = `UPDATE token SET last_used_at = $1 WHERE workspace = $2 AND id = $3 AND coalesce(last_used_at, 0) < $1`
	revokeToken = `UPDATE token SET revoked_at = $1 WHERE workspace = $2 AND id = $3 AND revoked_at IS NULL`
	leaveTokens = `UPDATE token SET revoked_at = $1 WHERE workspace = $2 AND user_id = $3 AND revoked_at IS NULL`

	insertLink = `INSERT INTO link (workspace, id, hash, purpose, user_id, email, language, created_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	selectLink = `SELECT id, hash, purpose, user_id, email, language, created_by, created_at, expires_at, coalesce(used_at, 0), coalesce(revoked_at, 0)
FROM link WHERE workspace = $1 AND hash = $2`
	listLinks = `SELECT id, hash, purpose, user_id, email, language, created_by, created_at, expires_at, coalesce(used_at, 0), coalesce(revoked_at, 0)
FROM link WHERE workspace = $1 AND purpose = $2 ORDER BY created_at DESC, id DESC`
	useLink    = `UPDATE link SET used_at = $1 WHERE workspace = $2 AND hash = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $1`
	revokeLink = `UPDATE link SET revoked_at = $1 WHERE workspace = $2 AND id = $3 AND used_at IS NULL AND revoked_at IS NULL`
	leaveLinks = `UPDATE link SET revoked_at = $1 WHERE workspace = $2 AND user_id = $3 AND used_at IS NULL AND revoked_at IS NULL`

	selectCredentialOf = `SELECT workspace, user_id, email, hash FROM credential WHERE workspace = $1 AND user_id = $2`
)
