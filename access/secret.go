package access

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"arus/sales"
)

// What secrets begin with. Scanners that look for leaked secrets know tokens by it, and it keeps a session from being
// used as a token: the hash is of the whole.
const (
	tokenPrefix   = "arus_"
	sessionPrefix = "sess_"
	demoPrefix    = "demo_"
	linkPrefix    = "link_"
)

const (
	secretBytes = 32
	secretMost  = 200 // characters; nothing of ours is longer
)

// mintSecret makes prefix, workspace and 256 random bits into one word: arus_01k8z3…_mzxw6ytb….
func (a *Access) mintSecret(prefix string, ws sales.WorkspaceID) (string, error) {
	if !sales.WorkspaceKind.Well(string(ws)) {
		return "", fmt.Errorf("access: %q is no workspace", ws)
	}
	var raw [secretBytes]byte
	if _, err := io.ReadFull(a.random, raw[:]); err != nil {
		return "", fmt.Errorf("access: no randomness: %w", err)
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])
	return prefix + strings.TrimPrefix(string(ws), workspaceStart) + "_" + strings.ToLower(text), nil
}

const workspaceStart = string(sales.WorkspaceKind) + "_"

// readSecret finds the workspace that a secret names. ok is false for what has not the form of a secret of ours.
func readSecret(prefix, secret string) (ws sales.WorkspaceID, ok bool) {
	rest, ours := strings.CutPrefix(secret, prefix)
	part, random, whole := strings.Cut(rest, "_")
	if !ours || !whole || random == "" || len(secret) > secretMost || !sales.WorkspaceKind.Well(workspaceStart+part) {
		return "", false
	}
	return sales.WorkspaceID(workspaceStart + part), true
}

// digest is all that is kept of a secret. A fast hash is right for 256 random bits, which nobody can try out; and since
// look-ups go by the hash, how long they take says nothing about the secret.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
