package ledger_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestCommitOfUnknownOutcomeIsSettledByLooking(t *testing.T) {
	where := storetest.Postgres(t, storetest.Fast)
	line := newLine(t, where)
	w := ledgertest.New(t, storetest.Open(t, line.url), nil)
	deal := w.Deal("Deal")
	joined := func(context.Context, *sql.Tx) error { return nil }
	news := func() ledger.Request { return ledger.Request{Orders: []ledger.Order{{Command: w.NewDeal("New")}}} }
	keyed := func() ledger.Request {
		return ledger.Request{Key: string(ledgertest.Mint(sales.ActivityKind)), Fingerprint: "f", Orders: []ledger.Order{{Command: sales.MoveDeal{Deal: deal, To: w.Stages[0]}}}}
	}
	for name, c := range map[string]struct {
		request ledger.Request
		fault   fault
		unknown bool
		fails   bool
	}{
		"events, answer lost":          {news(), answerLost, false, false},
		"events, commit lost":          {news(), commitLost, false, true},
		"only a key, answer lost":      {keyed(), answerLost, false, false},
		"only a key, commit lost":      {keyed(), commitLost, false, true},
		"no trace, answer lost":        {ledger.Request{Within: joined}, answerLost, true, true},
		"nothing written, answer lost": {ledger.Request{}, answerLost, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(w.Events())
			c.request.Who = w.Who
			line.next.Store(int32(c.fault))
			receipt, err := w.RecordAll(t.Context(), c.request)
			if (err != nil) != c.fails || errors.Is(err, store.ErrUnknownOutcome) != c.unknown {
				t.Errorf("the error is %v", err)
			}
			if line.next.Load() != int32(sound) {
				t.Error("the fault did not happen")
			}
			if wrote := len(w.Events()) - before; wrote != len(receipt.Events) {
				t.Errorf("the receipt tells of %d events, the ledger has %d", len(receipt.Events), wrote)
			}
			again, err := w.RecordAll(t.Context(), c.request)
			if c.request.Key != "" && (err != nil || again.Replayed == c.fails) {
				t.Errorf("asked again with the key: %+v, %v", again, err)
			}
		})
	}
}

func TestCommitStaysUnknownWhileNobodyCanLook(t *testing.T) {
	line := newLine(t, storetest.Postgres(t, storetest.Fast))
	w := ledgertest.New(t, storetest.Open(t, line.url), nil)
	line.next.Store(int32(allLost))
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: w.NewDeal("Deal")})
	if !errors.Is(err, store.ErrUnknownOutcome) {
		t.Errorf("the error is %v", err)
	}
}

// fault is what happens to the next COMMIT on a line.
type fault int32

const (
	sound      fault = iota
	answerLost       // the server commits, and the client does not hear of it
	commitLost       // the server never hears of the COMMIT
	allLost          // as answerLost, and no connection is made any more
)

// line is a connection to PostgreSQL with one fault.
type line struct {
	url  string
	next atomic.Int32
	cut  net.Listener
}

func newLine(t *testing.T, where string) *line {
	t.Helper()
	config, err := pgx.ParseConfig(where)
	if err != nil {
		t.Fatal(err)
	}
	network, address := pgconn.NetworkAddress(config.Host, config.Port)
	socket := filepath.Join(t.TempDir(), ".s.PGSQL.5432")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() }) // again, perhaps; it ends the loop below
	through := url.Values{"host": {filepath.Dir(socket)}, "port": {"5432"}, "sslmode": {"disable"}}
	l := &line{cut: listener, url: (&url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password),
		Path: "/" + config.Database, RawQuery: through.Encode()}).String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			if server, err := net.Dial(network, address); err == nil {
				go l.carry(client, server)
			} else {
				_ = client.Close()
			}
		}
	}()
	return l
}

// carry copies both ways until one side ends or the fault strikes.
func (l *line) carry(client, server net.Conn) {
	defer client.Close()
	var deaf atomic.Bool
	answers := make(chan struct{})
	go func() {
		defer close(answers)
		defer client.Close()
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if n > 0 && deaf.Load() {
				return // the answer to COMMIT is here, and goes nowhere
			}
			if _, failed := client.Write(buffer[:n]); err != nil || failed != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if bytes.Contains(buffer[:n], []byte("commit\x00")) {
			switch fault(l.next.Swap(int32(sound))) {
			case commitLost:
				_ = server.Close()
				<-answers
				return
			case allLost:
				_ = l.cut.Close()
				deaf.Store(true)
			case answerLost:
				deaf.Store(true)
			}
		}
		if _, failed := server.Write(buffer[:n]); err != nil || failed != nil {
			break
		}
	}
	_ = server.Close()
	<-answers
}
