package api_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/intake/attic"
	"arus/merging"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// kinds are those of the objects that the matrix places, in an order in which each needs only those before it.
var kinds = []sales.Kind{sales.UserKind, sales.TeamKind, sales.PipelineKind, sales.StageKind, sales.AccountKind, sales.ContactKind, sales.ProductKind,
	sales.CompetitorKind, sales.DealKind, sales.TargetKind, sales.RateKind, sales.WorkspaceKind, sales.ImportKind, sales.SubmissionKind, sales.ViewKind, process.RuleKind, process.LeadKind, process.RouteKind,
	process.AbsenceKind, process.PlaybookKind, process.TaskKind, process.PolicyKind, process.QualificationKind, process.ApprovalKind, merging.DistinctionKind, "tok", "sid", "inv"}

// kindOf is the kind of object that a noun of the API names by {id}. A noun that is missing here fails the matrix.
var kindOf = map[string]sales.Kind{"users": sales.UserKind, "teams": sales.TeamKind, "pipelines": sales.PipelineKind, "accounts": sales.AccountKind,
	"contacts": sales.ContactKind, "products": sales.ProductKind, "competitors": sales.CompetitorKind, "deals": sales.DealKind,
	"targets": sales.TargetKind, "rates": sales.RateKind, "workspaces": sales.WorkspaceKind, "imports": sales.ImportKind, "tokens": "tok",
	"Users": sales.UserKind, "Groups": sales.TeamKind, "sessions": "sid", "invitations": "inv", "submissions": sales.SubmissionKind, "rules": process.RuleKind,
	"views": sales.ViewKind, "leads": process.LeadKind, "routes": process.RouteKind,
	"absences": process.AbsenceKind, "playbooks": process.PlaybookKind, "tasks": process.TaskKind, "policies": process.PolicyKind,
	"qualifications": process.QualificationKind, "approvals": process.ApprovalKind, "distinctions": merging.DistinctionKind}

func (w *world) end(id string) error {
	return w.access.RevokeToken(w.t.Context(), audit.By{Actor: "system"}, w.ws, id)
}

// fresh makes an object of a kind that stands in a relation, and gives its id.
func (w *world) fresh(kind sales.Kind, relation string) string {
	h, id := w.home(relation), w.mint(kind)
	origin := sales.Origin{Source: "crm", SourceID: string(id)}
	at := func(k sales.Kind) string { return w.objects[relation][k] }
	name, owner := w.name(relation, string(kind)), w.people[relation]
	if relation == nonexistent {
		return string(id)
	}
	switch kind {
	case sales.UserKind:
		if at(kind) == "" {
			return string(owner)
		}
		w.in(h, sales.Create[sales.UserFacts]{ID: id, Facts: sales.UserFacts{Name: name, Team: w.teams[relation]}, Origin: origin})
	case sales.TeamKind:
		w.in(h, sales.Create[sales.TeamFacts]{ID: id, Facts: sales.TeamFacts{Name: name}, Origin: origin})
	case sales.PipelineKind:
		if at(kind) == "" {
			return w.pipes[lane(relation)]
		}
		w.in(h, sales.Create[sales.PipelineFacts]{ID: id, Facts: sales.PipelineFacts{Name: name, ValueKind: sales.TCV, Stages: []sales.Stage{{ID: sales.StageID(w.mint(sales.StageKind)), Name: "One", Canonical: "qualify"}}}, Origin: origin})
	case sales.StageKind:
		return w.stages[lane(relation)][1]
	case sales.AccountKind:
		w.in(h, sales.Create[sales.AccountFacts]{ID: id, Facts: sales.AccountFacts{Name: name, Owner: owner}, Origin: origin})
	case sales.ContactKind:
		w.in(h, sales.Create[sales.ContactFacts]{ID: id, Facts: sales.ContactFacts{Name: name, Account: sales.AccountID(at(sales.AccountKind))}, Origin: origin})
	case sales.ProductKind:
		w.in(h, sales.Create[sales.ProductFacts]{ID: id, Facts: sales.ProductFacts{Name: name}, Origin: origin})
	case sales.CompetitorKind:
		w.in(h, sales.Create[sales.CompetitorFacts]{ID: id, Facts: sales.CompetitorFacts{Name: name}, Origin: origin})
	case sales.DealKind:
		w.freshDeal(sales.DealID(id), relation, sales.DealFacts{Name: name, Owner: owner, Account: sales.AccountID(at(sales.AccountKind)), Value: sales.Money{Minor: 100, Currency: "IDR"}})
	case sales.TargetKind:
		w.in(h, sales.Create[sales.TargetFacts]{ID: id, Facts: sales.TargetFacts{User: owner, Period: "2026-Q4", Amount: sales.Money{Minor: 100, Currency: "IDR"}}, Origin: origin})
	case sales.RateKind:
		from := sales.Currency("USD")
		if relation == foreign {
			from = "EUR"
		}
		w.in(h, sales.SetRate{From: from, To: "IDR", Day: 20000, Rate: "100"})
		return string(sales.RateID(from, "IDR"))
	case sales.WorkspaceKind:
		return string(h.ws)
	case sales.ImportKind:
		w.in(h, sales.RequestImport{ID: sales.ImportID(id), Source: name})
		w.in(h, sales.FinishImport{ID: sales.ImportID(id), Source: name})
	case sales.SubmissionKind:
		w.in(h, sales.Submit{ID: id, Facts: sales.SubmissionFacts{User: owner, Period: "2026-Q4", Call: sales.Commit, Own: sales.Money{Minor: 100, Currency: "IDR"},
			RolledUp: sales.Money{Currency: "IDR"}, Closes: sales.InstantOf(w.clock().AddDate(0, 6, 0)), Basis: sales.Basis{Currency: "IDR"}}})
	case process.RuleKind:
		w.in(h, sales.Create[process.RuleFacts]{ID: id, Facts: process.RuleFacts{Name: name, When: process.When{Event: "deal.won"}, Then: []process.Action{{Do: process.Notify, Text: "Won"}}}, Origin: origin})
	case sales.ViewKind:
		w.in(h, sales.Create[sales.ViewFacts]{ID: id, Facts: sales.ViewFacts{Name: name, Owner: owner, Page: "deals"}, Origin: origin})
	case "tok", "sid", "inv":
		return w.freshSecret(kind, relation)
	default:
		return w.freshWork(kind, id, relation)
	}
	return string(id)
}

func (w *world) freshDeal(id sales.DealID, relation string, f sales.DealFacts) {
	w.t.Helper()
	h := w.home(relation)
	w.in(h, sales.CreateDeal{ID: id, Pipeline: sales.PipelineID(w.pipes[lane(relation)]), Facts: f, Origin: sales.Origin{Source: "crm", SourceID: string(id)}})
	if relation == deleted {
		w.in(h, sales.DeleteDeal{Deal: id})
	}
}

// freshSecret makes what package access keeps: a token, a session or an invitation of whoever owns the relation.
func (w *world) freshSecret(kind sales.Kind, relation string) string {
	w.t.Helper()
	w.many++
	h, owner := w.home(relation), w.people[relation]
	switch kind {
	case "tok":
		_, id, err := h.access.CreateToken(w.t.Context(), access.NewToken{Workspace: h.ws, Name: w.name(relation, "tok"), Role: access.Admin, User: owner, Life: time.Hour})
		if err != nil {
			w.t.Fatal(err)
		}
		return id
	case "sid":
		_, c, err := h.access.DemoSession(w.t.Context(), h.ws, owner)
		if err != nil {
			w.t.Fatal(err)
		}
		return c.Session
	}
	made := h.ask("POST", "/v1/invitations", obj{"email": fmt.Sprintf("guest%d@example.com", w.many), "name": canary(relation), "role": "rep"})
	if made.status != 201 {
		w.t.Fatalf("%s", made.text)
	}
	return made.object()["id"].(string)
}

// freshWork makes what a workspace works with: leads, routes, tasks, approvals.
func (w *world) freshWork(kind sales.Kind, id sales.ID, relation string) string {
	h, owner, name := w.home(relation), w.people[relation], w.name(relation, string(kind))
	origin := sales.Origin{Source: "crm", SourceID: string(id)}
	at := func(k sales.Kind) string { return w.objects[relation][k] }
	says := sales.Words{"en": name}
	switch kind {
	case process.LeadKind:
		w.in(h, sales.Create[process.LeadFacts]{ID: id, Facts: process.LeadFacts{Name: name, Region: "Jawa Barat", LeadLife: process.LeadLife{State: process.LeadOpen, Owner: owner}}, Origin: origin})
	case process.RouteKind:
		w.in(h, sales.Create[process.RouteFacts]{ID: id, Facts: process.RouteFacts{Name: name, Of: "leads", Members: []routing.Member{{User: owner}}}, Origin: origin})
	case merging.DistinctionKind:
		of := []sales.ID{sales.ID(at(sales.AccountKind)), sales.ID(w.second[relation])}
		w.in(h, sales.Create[merging.DistinctionFacts]{ID: id, Facts: merging.DistinctionFacts{Name: name, Of: of}, Origin: origin})
	case process.AbsenceKind:
		w.in(h, sales.Create[process.AbsenceFacts]{ID: id, Facts: process.AbsenceFacts{User: owner, From: 20000, To: 20001}, Origin: origin})
	case process.PlaybookKind:
		steps := []process.PlayStep{{Key: "call", Stage: sales.StageID(w.stages[lane(relation)][0]), Says: says}}
		w.in(h, sales.Create[process.PlaybookFacts]{ID: id, Facts: process.PlaybookFacts{Name: name, Pipeline: sales.PipelineID(w.pipes[lane(relation)]), Steps: steps}, Origin: origin})
	case process.TaskKind:
		w.in(h, sales.Create[process.TaskFacts]{ID: id, Facts: process.TaskFacts{Name: name, Owner: owner, Due: 30000, TaskLife: process.TaskLife{State: process.TaskOpen}}, Origin: origin})
	case process.PolicyKind:
		key := fmt.Sprintf("key_%d", w.many)
		if at(kind) == "" {
			key = policyOf(relation)
		}
		if id = process.PolicyID(key); w.has(h, id) {
			return string(id)
		}
		steps := []process.Level{{Any: true, Approvers: []process.Approver{{Manager: true}, {Role: sales.Leader}, {Role: sales.Executive}, {Role: sales.Finance}}}}
		w.in(h, sales.Create[process.PolicyFacts]{ID: id, Facts: process.PolicyFacts{Key: key, Name: name, Says: says, Steps: steps}, Origin: sales.Origin{Source: "crm", SourceID: string(id)}})
	case process.QualificationKind:
		pipe := w.fresh(sales.PipelineKind, relation)
		id = process.QualificationID(sales.ID(pipe))
		w.in(h, sales.Create[process.QualificationFacts]{ID: id, Facts: process.QualificationFacts{Pipeline: sales.PipelineID(pipe)}, Origin: sales.Origin{Source: "crm", SourceID: string(id)}})
	case process.ApprovalKind:
		return w.freshApproval(relation)
	}
	return string(id)
}

// policyOf is the key of the policy that approvals of a relation are asked under.
func policyOf(relation string) string {
	if relation == foreign {
		return "theirs"
	}
	return "discount"
}

// freshApproval asks for a new deal of the relation to be approved.
func (w *world) freshApproval(relation string) string {
	h, deal := w.home(relation), sales.DealID(w.mint(sales.DealKind))
	w.in(h, sales.CreateDeal{ID: deal, Pipeline: sales.PipelineID(w.pipes[lane(relation)]), Facts: sales.DealFacts{Name: w.name(relation, "deal"), Owner: w.people[relation]}})
	ask := process.RequestApproval{Deal: deal, Policy: policyOf(relation)}
	w.in(h, ask)
	return string(ask.Subject())
}

func (w *world) has(h *house, id sales.ID) bool {
	_, err := h.ledger.Load(w.t.Context(), h.ws, id)
	return err == nil
}

// evidence attaches a piece to a deal, for the operation that takes one away.
func (m *matrix) evidence(relation, deal string) string {
	id := sales.EvidenceID(m.mint(sales.EvidenceKind))
	if relation == own || relation == team || relation == other {
		sum := sha256.Sum256([]byte("signed"))
		file := sales.File{Name: "budget.txt", Type: "text/plain", Size: 6, SHA256: hex.EncodeToString(sum[:])}
		m.in(m.house, sales.AttachEvidence{Deal: sales.DealID(deal), Evidence: sales.Evidence{ID: id, Criterion: "budget", File: file}})
		err := m.db.Write(m.t.Context(), func(tx *sql.Tx) error {
			return attic.Attic{Store: m.db}.Box(m.ws, sales.ID(id)).Keep(m.t.Context(), tx, attic.Text("file", []byte("signed")))
		})
		if err != nil {
			m.t.Fatal(err)
		}
	}
	return string(id)
}

// plan plans a change of a pipeline, for the operation that calls it off.
func (m *matrix) plan(relation, pipeline string) string {
	id := m.mint(process.PlanKind)
	if relation != nonexistent && relation != foreign {
		m.in(m.house, sales.Create[process.PlanFacts]{ID: id, Facts: process.PlanFacts{Pipeline: sales.PipelineID(pipeline), Definition: []byte(`{"name":"Later"}`),
			Effective: sales.InstantOf(m.clock().AddDate(1, 0, 0)), PlanLife: process.PlanLife{State: process.Planned}}})
	}
	return string(id)
}
