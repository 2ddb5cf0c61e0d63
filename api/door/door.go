package door

import (
	"context"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/audit"
	"arus/access/sight"
	"arus/api/problem"
	"arus/board"
	"arus/board/boards"
	"arus/gate"
	"arus/ledger"
	"arus/process"
	"arus/report"
	"arus/sales"
)

// Door is what operations need of the house. Its fields are set once, before the first operation is added.
type Door struct {
	API    huma.API // where operations are registered
	Ledger *ledger.Ledger
	Boards *boards.Boards
	Access *access.Access
	Desk   *report.Desk
	Gate   *gate.Keeper
	Mint   func(sales.Kind) sales.ID
	Clock  func() time.Time
	Log    *slog.Logger

	flights flights
	later   sync.WaitGroup
}

// Visit is what is known of a request before anybody asks what it wants.
type Visit struct {
	problem.Request
	URL     *url.URL
	Address string // of the other end of the connection
}

type (
	visitKey  struct{}
	callerKey struct{}
)

// WithVisit puts what is known of a request into its context.
func WithVisit(ctx context.Context, v Visit) context.Context {
	return context.WithValue(problem.About(ctx, v.Request), visitKey{}, v)
}

// VisitOf is what is known of the request of a context.
func VisitOf(ctx context.Context) Visit {
	v, _ := ctx.Value(visitKey{}).(Visit)
	return v
}

// WithCaller says who a request comes from, once it is known.
func WithCaller(ctx huma.Context, c access.Caller) huma.Context {
	return huma.WithValue(ctx, callerKey{}, c)
}

// CallerOf is who the request comes from. Every operation that is not open to all has one.
func CallerOf(ctx context.Context) access.Caller {
	c, _ := ctx.Value(callerKey{}).(access.Caller)
	return c
}

// Who gives orders in the ledger.
func (d *Door) Who(ctx context.Context) ledger.Who {
	c := CallerOf(ctx)
	actor := string(c.User)
	if actor == "" {
		actor = c.Token
	}
	return ledger.Who{Workspace: c.Workspace, Actor: actor, Cause: VisitOf(ctx).ID, Guard: sight.Guard(c, func(ctx context.Context) (*board.Picture, error) {
		return d.newest(ctx, c.Workspace)
	})}
}

// Exported notes in the audit that the caller takes a table along. What cannot be noted is not given.
func (d *Door) Exported(ctx context.Context, what, form string, lines int) error {
	e := audit.Entry{Workspace: CallerOf(ctx).Workspace, By: audit.By{Actor: d.Who(ctx).Actor, Address: VisitOf(ctx).Address}, Action: audit.Exported,
		Object: what, Detail: form + ", " + strconv.Itoa(lines) + " lines"}
	return d.Access.Audit().Add(ctx, e)
}

// newest is the picture of now.
func (d *Door) newest(ctx context.Context, ws sales.WorkspaceID) (*board.Picture, error) {
	b, err := d.Boards.Of(ctx, ws)
	if err != nil {
		return nil, err
	}
	return b.Snapshot().At(0, 0), nil
}

// Sight is what the caller sees now.
func (d *Door) Sight(ctx context.Context) (*sight.Sight, error) { return d.sightOf(ctx, CallerOf(ctx)) }

// SightAfresh is what the caller sees now in the roles they have now, for a request that lasts.
func (d *Door) SightAfresh(ctx context.Context) (*sight.Sight, error) {
	c := CallerOf(ctx)
	if c.User != "" {
		user, err := d.Ledger.Load(ctx, c.Workspace, sales.ID(c.User))
		if err != nil {
			return nil, err
		}
		c = c.As(user.Object.(*sales.User).Facts.Roles())
	}
	return d.sightOf(ctx, c)
}

func (d *Door) sightOf(ctx context.Context, c access.Caller) (*sight.Sight, error) {
	now, err := d.newest(ctx, c.Workspace)
	if err != nil {
		return nil, err
	}
	return sight.Of(c, now, now), nil
}

// Load reads an object as it is now. One that the caller does not see is missing.
func (d *Door) Load(ctx context.Context, id sales.ID) (ledger.Current, error) {
	current, err := d.Ledger.Load(ctx, CallerOf(ctx).Workspace, id)
	if err != nil {
		return current, err
	}
	s, err := d.Sight(ctx)
	if err == nil && !s.Sees(current.Object) {
		err = sales.Missing(id)
	}
	return current, err
}

// Names are what people call actors, and teams; each is looked up once.
type Names struct {
	Workspace sales.WorkspaceID

	door  *Door
	known map[string]string
}

// Names begins to look actors of a workspace up.
func (d *Door) Names(ws sales.WorkspaceID) Names { return Names{ws, d, map[string]string{}} }

// Of is a user's, a team's or a rule's name, or the actor itself: the id of a token, or a word such as "system".
func (n Names) Of(ctx context.Context, actor string) string {
	id := sales.ID(strings.TrimPrefix(actor, "rule:"))
	if kind := id.Kind(); kind != sales.UserKind && kind != sales.TeamKind && kind != process.RuleKind {
		return actor
	}
	name, known := n.known[actor]
	if !known {
		name = actor
		if c, err := n.door.Ledger.Load(ctx, n.Workspace, id); err == nil {
			switch o := c.Object.(type) {
			case *sales.User:
				name = o.Facts.Name
			case *sales.Team:
				name = o.Facts.Name
			case *process.Rule:
				name = o.Facts.Name
			}
		}
		n.known[actor] = name
	}
	return name
}

// flights are the idempotent requests under way on this node.
type flights struct {
	mu  sync.Mutex
	air map[string]bool
}

func (f *flights) take(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.air[key] {
		return false
	}
	if f.air == nil {
		f.air = map[string]bool{}
	}
	f.air[key] = true
	return true
}

func (f *flights) land(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.air, key)
}

// laterTime is how long something in the background may take.
const laterTime = time.Minute

// Later does something in the background that an answer must not wait for, or must not show the time of. The context it is
// given outlives the request. [Door.Finish] waits for it.
func (d *Door) Later(ctx context.Context, fn func(context.Context)) {
	d.later.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), laterTime)
		defer cancel()
		fn(ctx)
	})
}

// Finish waits for what is done in the background.
func (d *Door) Finish() { d.later.Wait() }
