package ledgertest

import (
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
	"arus/store"
)

// Clock is a clock that tests set. Each look at it is a millisecond later than the last.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the next millisecond.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Pass lets time go by, backwards when d is negative.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// World is a ledger with one workspace that has a pipeline of four stages, two users and an account. It is made for one
// test, which its methods fail.
type World struct {
	*ledger.Ledger
	DB       *store.DB
	Who      ledger.Who
	Clock    *Clock
	Pipeline sales.PipelineID
	Stages   []sales.StageID
	Users    []sales.UserID
	Account  sales.AccountID

	t testing.TB
}

// minted makes ids differ within the test process. It is the package's only state: two tests may share a database.
var minted atomic.Uint64

// Mint makes an id that no other call in this process makes. Later ones sort after earlier ones.
func Mint(kind sales.Kind) sales.ID {
	var entropy [10]byte
	binary.BigEndian.PutUint64(entropy[2:], minted.Add(1))
	return sales.MintID(kind, Beginning, entropy)
}

// Beginning is when the clocks of all worlds start: 2 January 2026, a Friday.
const Beginning = sales.Instant(1767312000 * 1_000_000)

// New opens a ledger on db and makes a workspace in it. The guard may be nil.
func New(t testing.TB, db *store.DB, guard ledger.Guard) *World {
	t.Helper()
	return NewWith(t, db, ledger.Config{Guard: guard})
}

// NewWith is New with guards of both sorts. The clock is the world's.
func NewWith(t testing.TB, db *store.DB, config ledger.Config) *World {
	t.Helper()
	clock := &Clock{now: Beginning.Time()}
	config.Clock = clock.Now
	w := &World{DB: db, Clock: clock, t: t, Ledger: ledger.Open(db, config),
		Who: ledger.Who{Workspace: sales.WorkspaceID(Mint(sales.WorkspaceKind)), Actor: "system", Cause: t.Name()}}
	t.Cleanup(w.Close)
	if err := w.CreateWorkspace(t.Context(), w.Who, sales.NewWorkspace("Test")); err != nil {
		t.Fatal(err)
	}
	w.Pipeline, w.Account = sales.PipelineID(Mint(sales.PipelineKind)), sales.AccountID(Mint(sales.AccountKind))
	facts := sales.PipelineFacts{Name: "New business", ValueKind: sales.TCV}
	for _, key := range []string{"qualify", "discover", "propose", "commit"} {
		id := sales.StageID(Mint(sales.StageKind))
		w.Stages = append(w.Stages, id)
		facts.Stages = append(facts.Stages, sales.Stage{ID: id, Name: "Stage " + key, Canonical: key})
	}
	w.Do(sales.Create[sales.PipelineFacts]{ID: sales.ID(w.Pipeline), Facts: facts})
	for _, name := range []string{"Ani", "Budi"} {
		id := Mint(sales.UserKind)
		w.Users = append(w.Users, sales.UserID(id))
		w.Do(sales.Create[sales.UserFacts]{ID: id, Facts: sales.UserFacts{Name: name}})
	}
	w.Do(sales.Create[sales.AccountFacts]{ID: sales.ID(w.Account), Facts: sales.AccountFacts{Name: "Toko Jaya"}})
	return w
}

// Do records commands in one request.
func (w *World) Do(commands ...sales.Command) ledger.Receipt {
	w.t.Helper()
	r := ledger.Request{Who: w.Who}
	for _, c := range commands {
		r.Orders = append(r.Orders, ledger.Order{Command: c})
	}
	receipt, err := w.RecordAll(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return receipt
}

// DoAt records a command with an effective moment of its own.
func (w *World) DoAt(at sales.Instant, c sales.Command) ledger.Receipt {
	w.t.Helper()
	receipt, err := w.Record(w.t.Context(), w.Who, ledger.Order{Command: c, At: at})
	if err != nil {
		w.t.Fatal(err)
	}
	return receipt
}

// NewDeal is a command that opens a deal of 1,000 dollars in the first stage.
func (w *World) NewDeal(name string) sales.CreateDeal {
	return sales.CreateDeal{ID: sales.DealID(Mint(sales.DealKind)), Pipeline: w.Pipeline,
		Facts: sales.DealFacts{Name: name, Owner: w.Users[0], Account: w.Account, Value: sales.Money{Minor: 100000, Currency: "USD"}}}
}

// Deal opens a deal and returns its id.
func (w *World) Deal(name string) sales.DealID {
	w.t.Helper()
	c := w.NewDeal(name)
	w.Do(c)
	return c.ID
}

// Load reads an object, which must be there.
func (w *World) Load(id sales.ID) ledger.Current {
	w.t.Helper()
	c, err := w.Ledger.Load(w.t.Context(), w.Who.Workspace, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// LoadDeal reads a deal, which must be there.
func (w *World) LoadDeal(id sales.DealID) *sales.Deal {
	w.t.Helper()
	return w.Load(sales.ID(id)).Object.(*sales.Deal)
}

// Events reads the whole ledger of the workspace.
func (w *World) Events() []ledger.Event {
	w.t.Helper()
	events, err := w.After(w.t.Context(), w.Who.Workspace, 0, 1<<30)
	if err != nil {
		w.t.Fatal(err)
	}
	return events
}

// WantProblem fails the test unless err is the business problem with this code.
func WantProblem(t testing.TB, err error, code string) {
	t.Helper()
	var p *sales.Problem
	if !errors.As(err, &p) || p.Code != code {
		t.Errorf("the error is %v, want the problem %q", err, code)
	}
}
