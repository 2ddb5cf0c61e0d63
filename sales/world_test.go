package sales

import (
	"encoding/json"
	"errors"
	"testing"
)

// world is a picture made by hand.
type world map[ID]Object

func (w world) Object(id ID) Object { return w[id] }
func (w world) Workspace() ID       { return "ws_1" }

// do decides a command and folds its facts.
func (w world) do(t *testing.T, at Instant, c Command) []Fact {
	t.Helper()
	facts, err := c.Decide(w, at)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	for _, f := range facts {
		if w[f.Object] == nil {
			w[f.Object] = NewObject(f.Object.Kind())
		}
		if err := w[f.Object].Fold(f); err != nil {
			t.Fatal(err)
		}
	}
	return facts
}

const (
	stageA, stageB, stageOld = StageID("stage_0000000000000000000000000a"), StageID("stage_0000000000000000000000000b"), StageID("stage_0000000000000000000000000c")
	subA                     = SubStageID("sub_1")
)

// newWorld has a pipeline of two stages and a retired one, three users of whom one has left, an account, a contact, a
// product, a competitor, an archived account, and an open deal deal_1.
func newWorld(t *testing.T) world {
	t.Helper()
	w := world{}
	settings := NewWorkspace("W")
	settings.Fields = []Field{{Key: "tier", On: DealKind, Type: ChoiceField, Options: []string{"gold", "tin"}}, {Key: "tags", On: DealKind, Type: ChoicesField, Options: []string{"a", "b"}},
		{Key: "seats", On: DealKind, Type: NumberField}, {Key: "budget", On: DealKind, Type: MoneyField}, {Key: "due", On: DealKind, Type: DayField},
		{Key: "vip", On: DealKind, Type: BoolField}, {Key: "site", On: DealKind, Type: URLField}, {Key: "note", On: DealKind, Type: TextField},
		{Key: "old", On: DealKind, Type: TextField, Retired: true}}
	w.do(t, 1, Create[WorkspaceFacts]{ID: "ws_1", Facts: settings})
	stages := []Stage{{ID: stageA, Name: "A", Canonical: "qualify", SubStages: []SubStage{{subA, "First call"}}}, {ID: stageB, Name: "B", Canonical: "commit"}, {ID: stageOld, Name: "C", Canonical: "commit", Retired: true}}
	w.do(t, 1, Create[PipelineFacts]{ID: "pipe_1", Facts: PipelineFacts{Name: "P", ValueKind: TCV, Stages: stages, LostReasons: []string{"price", "timing"}}})
	w.do(t, 1, Create[PipelineFacts]{ID: "pipe_2", Facts: PipelineFacts{Name: "Q", ValueKind: ACV, Stages: []Stage{{ID: stageB, Name: "B", Canonical: "commit"}}}})
	w.do(t, 1, Create[PipelineFacts]{ID: "pipe_old", Facts: PipelineFacts{Name: "R", ValueKind: ACV, Stages: []Stage{{ID: stageB, Name: "B", Canonical: "commit"}}, Retired: true}})
	w.do(t, 1, Create[UserFacts]{ID: "user_1", Facts: UserFacts{Name: "Ani"}})
	w.do(t, 1, Create[UserFacts]{ID: "user_2", Facts: UserFacts{Name: "Budi"}})
	w.do(t, 1, Create[UserFacts]{ID: "user_gone", Facts: UserFacts{Name: "Citra", Inactive: true}})
	w.do(t, 1, Create[AccountFacts]{ID: "acct_1", Facts: AccountFacts{Name: "Toko"}})
	w.do(t, 1, Create[AccountFacts]{ID: "acct_old", Facts: AccountFacts{Name: "Lama"}})
	w.do(t, 1, Create[ContactFacts]{ID: "cont_1", Facts: ContactFacts{Name: "Dewi"}})
	w.do(t, 1, Create[ProductFacts]{ID: "prod_1", Facts: ProductFacts{Name: "Seat", Economics: Economics{"0.8", "0.02"}}})
	w.do(t, 1, Create[ProductFacts]{ID: "prod_2", Facts: ProductFacts{Name: "No churn"}})
	w.do(t, 1, Create[CompetitorFacts]{ID: "comp_1", Facts: CompetitorFacts{Name: "Rival"}})
	w.do(t, 10, CreateDeal{ID: "deal_1", Pipeline: "pipe_1", Facts: DealFacts{Name: "D", Owner: "user_1", Account: "acct_old", Value: usd(5000)}})
	w.do(t, 11, Archive[AccountFacts]{ID: "acct_old"})
	return w
}

func (w world) deal() *Deal { return w["deal_1"].(*Deal) }

func usd(cents int64) Money { return Money{cents, "USD"} }

// wantProblem fails unless err is a problem with this code, and this pointer unless that is "-".
func wantProblem(t *testing.T, err error, code, pointer string) {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) || p.Code != code || pointer != "-" && p.Pointer != pointer {
		t.Errorf("the error is %#v, want %s at %q", err, code, pointer)
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
