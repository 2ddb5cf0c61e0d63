package ledger

import (
	"arus/sales"
)

// Event is one line of the ledger: a fact, with where it stands, when it was written down and who caused it.
type Event struct {
	Position int64
	sales.Fact
	Version  int64         // of the object after this event, from 1
	Recorded sales.Instant // the same for all events of one request, and for no others of the workspace
	Actor    string        // id of a user or token, or a word such as "system"
	Cause    string        // id of the request
}

// Order is a command that somebody gives.
type Order struct {
	Command   sales.Command
	At        sales.Instant // effective moment; zero: the moment it is recorded
	IfVersion int64         // refuse unless the subject has this version; zero: whatever it has
	By        string        // whose doing it was, when somebody else tells it: an import, a demo; empty: who gives the order
}

// Who gives an order, in which workspace.
type Who struct {
	Workspace sales.WorkspaceID
	Actor     string
	Cause     string
	Guard     Guard // what the giver may do; nil for the house itself, which may everything
}
