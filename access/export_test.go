package access

// Queries are all texts of this package, for the test that holds them against both engines.
func Queries() []string {
	return []string{putCredential, selectCredential, findCredentials, insertSession, selectSession, selectSessionOf, listSessions, seeSession, retireSession,
		revokeSession, revokeSessionOf, revokeSessions, leaveSessions, dropSessions, insertToken, selectToken, selectTokenOf, listTokens, useToken, revokeToken, leaveTokens,
		insertLink, selectLink, listLinks, useLink, revokeLink, leaveLinks, selectCredentialOf,
		selectGuesses, countGuess, delayGuess, forgiveGuess, takeGuess, dropGuesses}
}

// NobodysHash is what is compared with when there is no such user.
const NobodysHash = nobodysHash

// CountHashing makes a tell each comparison of a password, and with which hash.
func (a *Access) CountHashing(tell func(hash string)) {
	before := a.matches
	a.matches = func(password, hash string) bool { tell(hash); return before(password, hash) }
}

// The table and how it is read, and the roles in which a token of somebody acts.
var (
	Table      = policy
	ReadPolicy = readPolicy
	Held       = held
)
