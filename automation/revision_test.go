package automation_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/automation"
	"arus/gate"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// What a definition is said to have held up is what a ledger refuses on which it holds, when the same orders are given to it.
func TestTryingADefinitionIsReplayingHistoryUnderIt(t *testing.T) {
	lived, again := storetest.Open(t, t.TempDir()), storetest.Open(t, t.TempDir())
	histories, blocks, steps := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		h := &house{World: ledgertest.NewWith(t, lived, ledger.Config{Gate: gate.New().Guard}), t: t}
		h.strive(r)
		from := sales.InstantOf(h.World.Clock.Now())
		tried := h.asking(r)
		h.strive(r)
		if rapid.Bool().Draw(r, "changed") {
			h.redefine(h.asking(r))
			h.strive(r)
		}
		to := sales.InstantOf(h.World.Clock.Now())
		revision := automation.Revision{Pipeline: h.Pipeline, Facts: tried, From: from, To: to}
		said, err := automation.TryDefinition(t.Context(), h.World.Ledger, gate.New(), h.Who.Workspace, revision)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range said.Blocks {
			got = append(got, blockLine(b))
		}
		want := refusals{t, again, revision}.of(h.Events())
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			r.Fatalf("said to be blocked:\n%s\nand refused:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		histories, blocks, steps = histories+1, blocks+len(got), steps+said.Steps
	})
	t.Logf("%d histories, %d steps, %d blocked", histories, steps, blocks)
}

func blockLine(b automation.Block) string {
	line := fmt.Sprintf("%s %s %s", b.At, b.Deal, b.Step)
	for _, u := range b.Unmet {
		line += " " + u.Pointer()
	}
	if b.Why != nil {
		line += " " + b.Why.Code
	}
	return line
}

// asking is the pipeline with random things that it asks for.
func (h *house) asking(r *rapid.T) sales.PipelineFacts {
	p := h.Load(sales.ID(h.Pipeline)).Object.(*sales.Pipeline).Facts
	p.Moves = sales.Moves{NoSkip: rapid.IntRange(0, 3).Draw(r, "skip") == 0, NoBack: rapid.IntRange(0, 3).Draw(r, "back") == 0}
	says := sales.Words{"en": "say"}
	for i := range p.Stages {
		s := &p.Stages[i]
		s.Entry, s.Exit = nil, nil
		paper := sales.Criterion{Key: fmt.Sprint("paper_", i), Says: says, Evidence: "document"} // always there, for evidence to be about
		s.Exit = append(s.Exit, sales.Criterion{Key: fmt.Sprint("free_", i), Says: says, Rule: "true"})
		switch rapid.IntRange(0, 3).Draw(r, "asks") {
		case 0:
			s.Entry = []sales.Criterion{{Key: fmt.Sprint("size_", i), Says: says, Rule: "deal.value > 1500"}}
		case 1:
			s.Entry = []sales.Criterion{{Key: fmt.Sprint("region_", i), Says: says, Facts: []string{"region"}}}
		case 2:
			s.Entry = []sales.Criterion{paper}
		}
	}
	return p
}

func (h *house) redefine(p sales.PipelineFacts) {
	h.t.Helper()
	text, err := json.Marshal(map[string]any{"stages": p.Stages, "moves": p.Moves})
	if err != nil {
		h.t.Fatal(err)
	}
	h.Do(sales.Change[sales.PipelineFacts]{ID: sales.ID(h.Pipeline), Patch: text})
}

// strive lets deals go through their stages as well as they can.
func (h *house) strive(r *rapid.T) {
	var deals []sales.DealID
	for _, v := range h.Events() {
		if _, made := v.Fact.Event.(sales.DealCreated); made {
			deals = append(deals, sales.DealID(v.Object))
		}
	}
	for range rapid.IntRange(3, 18).Draw(r, "steps") {
		h.World.Clock.Pass(time.Duration(rapid.IntRange(1, 30).Draw(r, "hours")) * time.Hour)
		stage := rapid.SampledFrom(h.Stages).Draw(r, "stage")
		if len(deals) == 0 || rapid.IntRange(0, 4).Draw(r, "new") == 0 {
			create := h.NewDeal("Deal " + fmt.Sprint(len(deals)))
			create.Stage = stage
			if h.attempt(r, create) {
				deals = append(deals, create.ID)
			}
			continue
		}
		d := rapid.SampledFrom(deals).Draw(r, "deal")
		h.attempt(r, rapid.SampledFrom([]sales.Command{
			sales.MoveDeal{Deal: d, To: stage}, sales.MoveDeal{Deal: d, To: stage}, sales.WinDeal{Deal: d}, sales.LoseDeal{Deal: d, Reason: "price"},
			sales.ReopenDeal{Deal: d, To: stage, Reason: "back"},
			sales.ChangeDeal{Deal: d, Patch: patch("region", rapid.SampledFrom([]string{"Bali", ""}).Draw(r, "region"))},
			sales.ChangeDeal{Deal: d, Patch: json.RawMessage(fmt.Sprintf(`{"value":{"amount":"%d.00","currency":"USD"}}`, rapid.IntRange(0, 3000).Draw(r, "value")))},
			sales.AttachEvidence{Deal: d, Evidence: sales.Evidence{ID: sales.EvidenceID(ledgertest.Mint(sales.EvidenceKind)), Criterion: rapid.SampledFrom([]string{"paper_1", "paper_2"}).Draw(r, "key"), Note: "x"}},
		}).Draw(r, "command"))
	}
}

// attempt gives an order, sometimes over the criteria; what is refused did not happen.
func (h *house) attempt(r *rapid.T, c sales.Command) bool {
	if rapid.IntRange(0, 9).Draw(r, "over") == 0 {
		c = sales.Override{Step: c, Reason: "the board has decided"}
	}
	_, err := h.Record(h.t.Context(), h.Who, ledger.Order{Command: c})
	return err == nil
}

// refusals is where a history happens again under a definition.
type refusals struct {
	t  *testing.T
	db *store.DB
	automation.Revision
}

// of gives the orders of a history to a new ledger, each at its moment, and lists the steps that are held up.
func (x refusals) of(history []ledger.Event) (lines []string) {
	t := x.t
	t.Helper()
	var now sales.Instant
	l := ledger.Open(x.db, ledger.Config{Gate: gate.New().Guard, Clock: func() time.Time { return now.Time() }})
	defer l.Close()
	who := ledger.Who{Workspace: sales.WorkspaceID(history[0].Object), Actor: "system"}
	must(t, l.CreateWorkspace(t.Context(), who, history[0].Fact.Event.(sales.Created[sales.WorkspaceFacts]).Facts))
	begun := false
	for i := 1; i < len(history); i++ {
		v := history[i]
		if v.At >= x.From && !begun {
			begun = true
			now = x.From
			text, err := json.Marshal(map[string]any{"stages": x.Facts.Stages, "moves": x.Facts.Moves})
			must(t, err)
			_, err = l.Record(t.Context(), who, ledger.Order{Command: sales.Change[sales.PipelineFacts]{ID: sales.ID(x.Pipeline), Patch: text}})
			must(t, err)
		}
		now = v.Recorded
		var command sales.Command
		switch e := v.Fact.Event.(type) {
		case sales.Changed[sales.PipelineFacts]:
			if begun {
				continue
			}
			command = sales.Change[sales.PipelineFacts]{ID: v.Object, Patch: e.Patch}
		case sales.EvidenceAttached:
			command = sales.AttachEvidence{Deal: sales.DealID(v.Object), Evidence: e.Evidence}
		case sales.CriteriaOverridden: // before its step
			i++
			v = history[i]
			command = sales.Override{Step: ordered(t, v), Reason: e.Reason}
		case sales.DealCreated:
			command = ordered(t, v)
			if i+1 < len(history) && history[i+1].Recorded == v.Recorded && history[i+1].Object == v.Object {
				i++
				command = sales.Override{Step: command, Reason: "the board has decided"}
			}
		default:
			command = ordered(t, v)
		}
		_, err := l.Record(t.Context(), who, ledger.Order{Command: command})
		var p *sales.Problem
		switch {
		case !begun:
			must(t, err)
		case errors.As(err, &p) && p.Code == "criteria_unmet":
			line := fmt.Sprintf("%s %s %s", v.At, v.Object, v.Fact.Event.Name())
			for _, part := range p.Parts {
				line += " " + part.Pointer
			}
			lines = append(lines, line)
		case errors.As(err, &p) && (p.Code == "stage_skipped" || p.Code == "no_way_back"):
			lines = append(lines, fmt.Sprintf("%s %s %s %s", v.At, v.Object, v.Fact.Event.Name(), p.Code))
		}
	}
	return lines
}
