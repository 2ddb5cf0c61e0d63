package design_test

import (
	"fmt"
	"slices"
	"testing"

	"arus/design"
	"arus/gate"
	"arus/ledger"
	"arus/sales"
)

func codes(all []design.Finding) (list []string) {
	for _, f := range all {
		if f.Says["en"] == "" || f.Says["id"] == "" || f.Says["en"] == f.Says["id"] {
			list = append(list, "not in two languages: "+f.Code)
		}
		list = append(list, f.Pointer+" "+f.Code)
	}
	return list
}

func TestTheLinterKnowsSellersFromBuyers(t *testing.T) {
	asks := []sales.Criterion{{Key: "x"}}
	for text, seller := range map[string]bool{"Proposal sent": true, "Demo given": true, "Followed up": true, "Penawaran dikirim": true, "Klien dihubungi": false,
		"proposal reviewed by the decision maker": false, "buyer has received the proposal we sent": false, "pembeli menerima proposal": false,
		"Negotiation": false, "Called": true, "Tindak lanjut": true, "Consent given": false, "sendiri melihat solusi": false} {
		p := sales.PipelineFacts{Stages: []sales.Stage{{ID: "stage_1", Name: "First", BuyerAction: "buyer has called"}, {ID: "stage_2", Name: "x", BuyerAction: text, Entry: asks}}}
		got := codes(design.Lint(p, nil))
		if want := []string{"/stages/1/buyer_action seller_action"}; seller != slices.Equal(got, want) || !seller && len(got) > 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestTheLinterFindsStagesThatMeanLittle(t *testing.T) {
	p := sales.PipelineFacts{Stages: []sales.Stage{{ID: "stage_1", Name: "Quote issued"}, {ID: "stage_2", Name: "Gone", Retired: true},
		{ID: "stage_3", Name: "Agreed", BuyerAction: "buyer has agreed"}}}
	got := codes(design.Lint(p, map[sales.StageID]design.Flow{"stage_1": {Visits: 19}, "stage_3": {Visits: 20, Left: 4}}))
	want := []string{"/stages/0/buyer_action no_buyer_action", "/stages/0/name seller_action", "/stages/2/entry no_criterion", "/stages/2 hardly_left"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Every template can be saved as it is, in both languages, and its own linter has nothing to say.
func TestTemplatesAreSound(t *testing.T) {
	world := worldOf{"ws_1": &sales.Workspace{ID: "ws_1", Facts: sales.NewWorkspace("W")}}
	keys := map[string]bool{}
	for _, template := range design.Templates() {
		if keys[template.Key] {
			t.Errorf("two templates %s", template.Key)
		}
		keys[template.Key] = true
		for _, language := range []string{"en", "id"} {
			p := template.In(language)
			for i := range p.Stages {
				p.Stages[i].ID = sales.StageID(fmt.Sprintf("stage_%026d", i))
			}
			if findings := codes(design.Lint(p, nil)); len(findings) > 0 {
				t.Errorf("%s in %s: %v", template.Key, language, findings)
			}
			command := sales.Create[sales.PipelineFacts]{ID: "pipe_1", Facts: p}
			if _, err := command.Decide(world, 1); err != nil {
				t.Errorf("%s in %s: %v", template.Key, language, err)
			}
			if err := gate.New().Guard(t.Context(), ledger.Who{}, world, ledger.Order{Command: command}); err != nil {
				t.Errorf("%s in %s: %v", template.Key, language, err)
			}
		}
		if template.In("en").Name == template.In("id").Name {
			t.Errorf("%s is not translated", template.Key)
		}
	}
}

type worldOf map[sales.ID]sales.Object

func (worldOf) Workspace() sales.ID { return "ws_1" }

func (w worldOf) Object(id sales.ID) sales.Object {
	if o, found := w[id]; found {
		return o
	}
	return nil
}

func TestDifferencesBetweenVersions(t *testing.T) {
	was := sales.PipelineFacts{Name: "A", Stages: []sales.Stage{{ID: "stage_1", Name: "One"}, {ID: "stage_2", Name: "Two"}, {ID: "stage_3", Name: "Three"}}}
	is := sales.PipelineFacts{Name: "B", Stages: []sales.Stage{{ID: "stage_2", Name: "Two"}, {ID: "stage_1", Name: "First", Retired: true},
		{ID: "stage_4", Name: "Four"}, {ID: "stage_3", Name: "Three", Entry: []sales.Criterion{{Key: "x"}}}}}
	var got []string
	for _, d := range design.Differences(was, is) {
		got = append(got, d.Code+" "+string(d.Stage))
	}
	want := []string{"renamed ", "stage_renamed stage_1", "stage_retired stage_1", "stage_added stage_4", "criteria_changed stage_3", "stages_reordered "}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if d := design.Differences(was, was); len(d) != 1 || d[0].Code != "settings_changed" {
		t.Errorf("%v", d)
	}
}
