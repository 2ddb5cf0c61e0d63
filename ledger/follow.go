package ledger

import (
	"context"

	"arus/sales"
)

// pageLength is how many events a follower is handed at most at once.
const pageLength = 2000

// wakeChannel carries the id of a workspace in which something was committed, to the other nodes.
const wakeChannel = "arus_ledger"

// Follow hands fn every event after a position, in order, without a gap, and goes on with new ones until ctx ends or fn
// fails. Nobody is told before the commit. A follower that keeps its position with its work sees each event once; one
// that crashed sees some again.
func (l *Ledger) Follow(ctx context.Context, ws sales.WorkspaceID, after int64, fn func([]Event) error) error {
	return l.follow(ctx, following{ws, after, selectAfter}, fn)
}

// FollowPeople is Follow for the events about users, teams and the workspace. It reads no others, so it costs next to
// nothing while deals are imported.
func (l *Ledger) FollowPeople(ctx context.Context, ws sales.WorkspaceID, after int64, fn func([]Event) error) error {
	return l.follow(ctx, following{ws, after, selectPeople}, fn)
}

// following is whose events are read, after which, and by which query.
type following struct {
	ws    sales.WorkspaceID
	after int64
	query string
}

func (l *Ledger) follow(ctx context.Context, f following, fn func([]Event) error) error {
	for {
		news := l.news(f.ws) // taken before reading: a commit in between is heard
		events, err := l.events(ctx, l.db.Read(), f.query, string(f.ws), f.after, pageLength)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			events = whole(events)
			if err := fn(events); err != nil {
				return err
			}
			f.after = events[len(events)-1].Position
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
		}
	}
}

// whole leaves a last request, of which there is more, for the next page: nobody should see half of one. A request that is
// longer than a page comes in pieces.
func whole(events []Event) []Event {
	if len(events) < pageLength {
		return events
	}
	n := len(events)
	for n > 0 && events[n-1].Recorded == events[len(events)-1].Recorded {
		n--
	}
	if n == 0 {
		return events
	}
	return events[:n]
}

// Listen hears what other nodes commit, until ctx ends. On SQLite there are no others.
func (l *Ledger) Listen(ctx context.Context) error {
	return l.db.Listen(ctx, wakeChannel, func(ws string) {
		if ws == "" { // the connection was renewed, and may have missed anything
			l.tellAll()
			return
		}
		l.tell(sales.WorkspaceID(ws))
	})
}

// news is closed when something is committed in the workspace.
func (l *Ledger) news(ws sales.WorkspaceID) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard[ws] == nil {
		l.heard[ws] = make(chan struct{})
	}
	return l.heard[ws]
}

func (l *Ledger) tell(ws sales.WorkspaceID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.heard[ws]; c != nil {
		close(c)
		delete(l.heard, ws)
	}
}

func (l *Ledger) tellAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ws, c := range l.heard {
		close(c)
		delete(l.heard, ws)
	}
}
