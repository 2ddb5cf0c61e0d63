package ledger

// Every query of the package, each once for both engines. A test checks their form.
const (
	selectHead      = `SELECT position, recorded_at FROM head WHERE workspace = $1`
	insertHead      = `INSERT INTO head (workspace, position, recorded_at) VALUES ($1, 0, 0)`
	updateHead      = `UPDATE head SET position = $1, recorded_at = $2 WHERE workspace = $3`
	insertWorkspace = `INSERT INTO workspace (workspace, name, created_at) VALUES ($1, $2, $3)`
	selectSpaces    = `SELECT workspace FROM workspace ORDER BY workspace`

	selectObject  = `SELECT id, version, effective_at, body FROM object WHERE workspace = $1 AND id = $2`
	selectKind    = `SELECT id, version, effective_at, body FROM object WHERE workspace = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4`
	selectHighest = `SELECT id FROM object WHERE workspace = $1 AND id > $2 AND id < $3 ORDER BY id DESC LIMIT 1`
	selectNaming  = `SELECT id FROM object WHERE workspace = $1 AND id > $2 AND id < $3 AND body LIKE $4`
	selectIDs     = `SELECT id FROM object WHERE workspace = $1 UNION SELECT object FROM event WHERE workspace = $2`
	updateObject  = `UPDATE object SET version = $1, effective_at = $2, body = $3 WHERE workspace = $4 AND id = $5`
	deleteObject  = `DELETE FROM object WHERE workspace = $1 AND id = $2`

	selectOrigin  = `SELECT id FROM origin WHERE workspace = $1 AND source = $2 AND kind = $3 AND source_id = $4`
	selectOrigins = `SELECT kind, source_id, id FROM origin WHERE workspace = $1 AND source = $2`
	deleteOrigin  = `DELETE FROM origin WHERE workspace = $1 AND source = $2 AND kind = $3 AND source_id = $4`

	eventColumns = `position, kind, object, version, effective_at, recorded_at, actor, command, body`
	selectAfter  = `SELECT ` + eventColumns + ` FROM event WHERE workspace = $1 AND position > $2 ORDER BY position LIMIT $3`
	// The words of the condition are those of the index event_about_people.
	selectPeople = `SELECT ` + eventColumns + ` FROM event
WHERE workspace = $1 AND kind IN ('user.created', 'user.changed', 'user.archived', 'team.created', 'team.changed', 'team.archived', 'workspace.created', 'workspace.changed')
AND position > $2 ORDER BY position LIMIT $3`
	selectHistory = `SELECT ` + eventColumns + ` FROM event WHERE workspace = $1 AND object = $2 AND position < $3 ORDER BY position DESC LIMIT $4`
	selectLife    = `SELECT ` + eventColumns + ` FROM event WHERE workspace = $1 AND object = $2 ORDER BY position`
	selectOne     = `SELECT ` + eventColumns + ` FROM event WHERE workspace = $1 AND position = $2`

	selectRetracted  = `SELECT first_position, last_position FROM retraction WHERE workspace = $1 ORDER BY first_position`
	insertRetraction = `INSERT INTO retraction (workspace, first_position, last_position, at_position) VALUES ($1, $2, $3, $4)`

	selectAnswer = `SELECT fingerprint, status, answer, headers FROM idempotency WHERE workspace = $1 AND key = $2`
	insertAnswer = `INSERT INTO idempotency (workspace, key, fingerprint, status, answer, headers, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	deleteAnswer = `DELETE FROM idempotency WHERE workspace = $1 AND recorded_at < $2`
)

// Queries lists every query, for the test that checks their form.
func Queries() []string {
	return []string{selectHead, insertHead, updateHead, insertWorkspace, selectSpaces, selectObject, selectKind, selectHighest, selectNaming, selectIDs, updateObject,
		deleteObject, selectOrigin, selectOrigins, deleteOrigin, selectAfter, selectPeople, selectHistory, selectLife, selectOne,
		selectRetracted, insertRetraction, selectAnswer, insertAnswer, deleteAnswer}
}
