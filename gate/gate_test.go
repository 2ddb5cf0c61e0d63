package gate_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/gate"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// house is a ledger behind a gate, with a pipeline that asks for something at every stage:
// qualify → discover (entry: an account) → propose (entry: budget evidence; exit: value above 1,000) → commit (entry: a meeting).
type house struct {
	*ledgertest.World
	t *testing.T
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, opened(t, db)) })
}

func opened(t *testing.T, db *store.DB) *house {
	h := &house{ledgertest.NewWith(t, db, ledger.Config{Gate: gate.New().Guard}), t}
	h.define(func(p *sales.PipelineFacts) {
		says := func(text string) sales.Words { return sales.Words{"en": text, "id": "id: " + text} }
		p.Stages[1].Entry = []sales.Criterion{{Key: "company", Says: says("the company is known"), Facts: []string{"account"}}}
		p.Stages[2].Entry = []sales.Criterion{{Key: "budget", Says: says("the buyer has shown a budget"), Evidence: "document"}}
		p.Stages[2].Exit = []sales.Criterion{{Key: "size", Says: says("it is worth the work"), Rule: "deal.value > 1000"}}
		p.Stages[3].Entry = []sales.Criterion{{Key: "met", Says: says("the decision maker has met us"), Rule: "deal.meetings > 0 && deal.touches > 0"}}
	})
	return h
}

// define changes the pipeline's definition.
func (h *house) define(change func(*sales.PipelineFacts)) {
	h.t.Helper()
	facts := h.definition()
	change(&facts)
	h.Do(sales.Change[sales.PipelineFacts]{ID: sales.ID(h.Pipeline), Patch: h.patch(facts)})
}

func (h *house) definition() sales.PipelineFacts {
	return h.Load(sales.ID(h.Pipeline)).Object.(*sales.Pipeline).Facts
}

func (h *house) patch(v any) json.RawMessage {
	doc, err := json.Marshal(v)
	if err != nil {
		h.t.Fatal(err)
	}
	return doc
}

func (h *house) deal() sales.DealID {
	id := sales.DealID(ledgertest.Mint(sales.DealKind))
	h.Do(sales.CreateDeal{ID: id, Pipeline: h.Pipeline, Facts: sales.DealFacts{Name: "Roof"}})
	return id
}

// try gives an order and returns the keys of the criteria that stand in its way.
func (h *house) try(c sales.Command) []string {
	h.t.Helper()
	_, err := h.Record(h.t.Context(), h.Who, ledger.Order{Command: c})
	return h.blocked(err)
}

func (h *house) blocked(err error) []string {
	h.t.Helper()
	if err == nil {
		return nil
	}
	var p *sales.Problem
	if !errors.As(err, &p) || p.Code != "criteria_unmet" || p.Kind != sales.KindRefused {
		h.t.Fatalf("%v", err)
	}
	var keys []string
	for _, part := range p.Parts {
		if words, ok := part.Args[0].(sales.Words); !ok || words.In("id") == words.In("en") {
			h.t.Errorf("%v is not said in both languages", part)
		}
		keys = append(keys, part.Pointer)
	}
	return keys
}

func (h *house) want(what string, got []string, want ...string) {
	h.t.Helper()
	if !slices.Equal(got, want) {
		h.t.Errorf("%s: blocked by %v, want %v", what, got, want)
	}
}

func (h *house) evidence(deal sales.DealID, key string) sales.Command {
	return sales.AttachEvidence{Deal: deal, Evidence: sales.Evidence{ID: sales.EvidenceID(ledgertest.Mint(sales.EvidenceKind)), Criterion: key, Note: "signed budget sheet"}}
}

func (h *house) fulfil(deal sales.DealID) {
	h.Do(sales.ChangeDeal{Deal: deal, Patch: h.patch(map[string]any{"account": h.Account, "value": map[string]string{"amount": "5000.00", "currency": "USD"}})},
		h.evidence(deal, "budget"),
		sales.LogActivity{Deal: deal, Activity: sales.ActivityLogged{ID: sales.ActivityID(ledgertest.Mint(sales.ActivityKind)), Kind: "meeting", Buyer: true}})
}

func TestADealIsBlockedUntilItMeetsWhatIsAsked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		deal := h.deal()
		h.want("into discover", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[1]}), "/account")
		h.Do(sales.ChangeDeal{Deal: deal, Patch: h.patch(map[string]any{"account": h.Account})})
		h.want("with an account", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[1]}))
		h.want("into propose", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[2]}), "/evidence/budget")
		h.Do(h.evidence(deal, "budget"))
		h.want("with evidence", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[2]}))
		h.want("into commit", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[3]}), "/criteria/size", "/criteria/met")
		h.want("back is free", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[0]}))
		h.want("losing is free", h.try(sales.LoseDeal{Deal: deal, Reason: "price"}))
		h.want("into the stage it was closed in", h.try(sales.ReopenDeal{Deal: deal, Reason: "back"}))
		h.fulfil(deal)
		h.want("everything is met", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[3]}))
		h.want("won", h.try(sales.WinDeal{Deal: deal}))
	})
}

// No way round: whatever order puts a deal behind criteria asks for all of them.
func TestThereIsNoWayRound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		all := []string{"/account", "/evidence/budget", "/criteria/size", "/criteria/met"}
		deal := h.deal()
		h.want("skipping", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[3]}), all...)
		h.want("winning early", h.try(sales.WinDeal{Deal: deal}), all...)
		h.want("creating late", h.try(sales.CreateDeal{ID: sales.DealID(ledgertest.Mint(sales.DealKind)), Pipeline: h.Pipeline, Stage: h.Stages[3],
			Facts: sales.DealFacts{Name: "Late"}}), all...)
		h.Do(sales.LoseDeal{Deal: deal, Reason: "price"})
		h.want("reopening late", h.try(sales.ReopenDeal{Deal: deal, To: h.Stages[2], Reason: "back"}), all[:2]...)
		other := sales.PipelineID(ledgertest.Mint(sales.PipelineKind))
		first := sales.StageID(ledgertest.Mint(sales.StageKind))
		h.Do(sales.Create[sales.PipelineFacts]{ID: sales.ID(other), Facts: sales.PipelineFacts{Name: "Other", ValueKind: sales.TCV,
			Stages: []sales.Stage{{ID: first, Name: "Any", Canonical: "qualify"}}}})
		stray := sales.DealID(ledgertest.Mint(sales.DealKind))
		h.Do(sales.CreateDeal{ID: stray, Pipeline: other, Facts: sales.DealFacts{Name: "Stray"}})
		h.want("coming from another pipeline", h.try(sales.MoveDeal{Deal: stray, Pipeline: h.Pipeline, To: h.Stages[2]}), all[:2]...)
	})
}

func TestAStepOfThePastIsJudgedByThatDaysDefinitionAndDeal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		deal := h.deal()
		created := h.LoadDeal(deal).CreatedAt
		h.Clock.Pass(48 * time.Hour)
		h.define(func(p *sales.PipelineFacts) {
			p.Stages[1].Exit = []sales.Criterion{{Key: "late", Says: sales.Words{"en": "late", "id": "telat"}, Rule: "deal.region == 'Bali'"}}
		})
		h.Clock.Pass(24 * time.Hour)
		order := func(at sales.Instant, c sales.Command) []string {
			_, err := h.Record(t.Context(), h.Who, ledger.Order{Command: c, At: at})
			return h.blocked(err)
		}
		hour := sales.Instant(time.Hour / time.Microsecond)
		h.want("then it had no account", order(created+hour, sales.MoveDeal{Deal: deal, To: h.Stages[1]}), "/account")
		h.DoAt(created+hour, sales.ChangeDeal{Deal: deal, Patch: h.patch(map[string]any{"account": h.Account})})
		h.want("then it had one", order(created+2*hour, sales.MoveDeal{Deal: deal, To: h.Stages[1]}))
		h.DoAt(created+3*hour, h.evidence(deal, "budget"))
		h.want("then nobody asked for Bali", order(created+4*hour, sales.MoveDeal{Deal: deal, To: h.Stages[2]}))
		h.want("today they do", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[1]}))
		h.want("today they do", h.try(sales.MoveDeal{Deal: deal, To: h.Stages[2]}), "/criteria/late")
	})
}

func TestAnOverrideIsSeen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		deal := h.deal()
		if _, err := h.Record(t.Context(), h.Who, ledger.Order{Command: sales.Override{Step: sales.MoveDeal{Deal: deal, To: h.Stages[3]}, Reason: " "}}); err == nil {
			t.Error("an override without a reason")
		}
		h.want("with a reason", h.try(sales.Override{Step: sales.MoveDeal{Deal: deal, To: h.Stages[3]}, Reason: "the board has decided"}))
		events, err := h.History(t.Context(), h.Who.Workspace, sales.ID(deal), 0, 2)
		if err != nil || len(events) != 2 || events[0].Fact.Event.Name() != "deal.moved" {
			t.Fatal(events, err)
		}
		over, ok := events[1].Fact.Event.(sales.CriteriaOverridden)
		if !ok || over.Reason != "the board has decided" || over.To != h.Stages[3] || over.Step != "deal.moved" {
			t.Errorf("%+v", events[1])
		}
		if _, err := h.Record(t.Context(), h.Who, ledger.Order{Command: sales.Override{Step: sales.LoseDeal{Deal: deal, Reason: "x"}, Reason: "y"}}); err == nil {
			t.Error("there is nothing to override in losing")
		}
	})
}

func TestADefinitionThatCannotBeJudgedIsRefused(t *testing.T) {
	h := opened(t, storetest.Open(t, storetest.Dir(t)))
	for text, said := range map[string]string{"deal.vallue > 1": "did you mean deal.value", "deal.value >": "column", "deal.name": "answers true or false",
		"account.industri == 'x'": "did you mean account.industry", "deal.probability > 0.5": "there is no deal.probability"} {
		facts := h.definition()
		facts.Stages[0].Exit = []sales.Criterion{{Key: "bad", Says: sales.Words{"en": "bad"}, Rule: text}}
		_, err := h.Record(t.Context(), h.Who, ledger.Order{Command: sales.Change[sales.PipelineFacts]{ID: sales.ID(h.Pipeline), Patch: h.patch(facts)}})
		var p *sales.Problem
		if !errors.As(err, &p) || p.Pointer != "/stages/0/exit/0/rule" || !strings.Contains(p.Error(), said) {
			t.Errorf("%s: %v at %v", text, err, p)
		}
	}
}
