package sales

import (
	"encoding/binary"
	"strings"
)

// ID names one object in a workspace: a prefix that tells its kind, an underscore, and 26 characters that sort by the
// time they were made, as in deal_01k8z3v9qjf2m5n7p8r9s0t1v2.
type ID string

// The typed ids. They keep an account from being handed over as a deal; ID(x) widens one where any object will do.
type (
	WorkspaceID  string
	PipelineID   string
	StageID      string
	SubStageID   string
	DealID       string
	AccountID    string
	ContactID    string
	ProductID    string
	CompetitorID string
	UserID       string
	TeamID       string
	ImportID     string
	ActivityID   string
	EvidenceID   string
)

// Kind is what an id is an id of.
type Kind string

// The kinds of objects and their prefixes.
const (
	WorkspaceKind  Kind = "ws"
	PipelineKind   Kind = "pipe"
	StageKind      Kind = "stage"
	SubStageKind   Kind = "sub"
	DealKind       Kind = "deal"
	AccountKind    Kind = "acct"
	ContactKind    Kind = "cont"
	ProductKind    Kind = "prod"
	CompetitorKind Kind = "comp"
	UserKind       Kind = "user"
	TeamKind       Kind = "team"
	RateKind       Kind = "rate"
	TargetKind     Kind = "target"
	SubmissionKind Kind = "subm"
	CallKind       Kind = "call"
	ViewKind       Kind = "view"
	ImportKind     Kind = "imp"
	ActivityKind   Kind = "act"
	EvidenceKind   Kind = "evid"
)

// Kind is the part before the underscore.
func (id ID) Kind() Kind {
	before, _, found := strings.Cut(string(id), "_")
	if !found {
		return ""
	}
	return Kind(before)
}

// Range gives the half-open span of text that holds every id of this kind, for reading one kind from a sorted store.
func (k Kind) Range() (from, to string) { return string(k) + "_", string(k) + "`" }

// base32 is Crockford's alphabet in lower case: it sorts as its bits do and leaves out i, l, o and u.
const base32 = "0123456789abcdefghjkmnpqrstvwxyz"

// MintID makes an id from a moment and 80 bits of entropy. Ids of later moments sort after earlier ones.
func MintID(kind Kind, at Instant, entropy [10]byte) ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(at/1000)<<16) // 48 bits of milliseconds
	copy(raw[6:], entropy[:])
	hi, lo := binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:])
	var text [26]byte
	for i := len(text) - 1; i >= 0; i-- {
		text[i] = base32[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return ID(string(kind) + "_" + string(text[:]))
}

// Well reports whether id has the form of an id of this kind. It says nothing about whether the object exists.
func (k Kind) Well(id string) bool {
	body, found := strings.CutPrefix(id, string(k)+"_")
	if !found || len(body) != 26 {
		return false
	}
	for i := range len(body) {
		if strings.IndexByte(base32, body[i]) < 0 {
			return false
		}
	}
	return true
}

// Origin says where an imported object came from; (Source, SourceID) makes a second import of it change nothing.
type Origin struct {
	Source   string `json:"source"`
	SourceID string `json:"source_id"`
}
