package board

import (
	"iter"
	"slices"

	"arus/board/past"
	"arus/ledger/codec"
	"arus/sales"
)

// A record is looked up as of the picture's moment, as far as it was known at the other. One that is only effective later
// answers with its first version: history that was imported last week still has a pipeline with a name. Archived records
// answer too. Rates are the exception to effective time: they carry their own days, so all that are known hold.

// The shelves: one for each kind of record.
const (
	workspaces = iota
	pipelines
	accounts
	contacts
	products
	competitors
	users
	teams
	rates
	targets
	submissions
	calls
	views
)

// shelved are the kinds of records, in the order of their shelves. Those of other rooms than sales follow.
var shelved = append([]sales.Kind{sales.WorkspaceKind, sales.PipelineKind, sales.AccountKind, sales.ContactKind,
	sales.ProductKind, sales.CompetitorKind, sales.UserKind, sales.TeamKind, sales.RateKind, sales.TargetKind, sales.SubmissionKind, sales.CallKind, sales.ViewKind},
	codec.Kinds()...)

// shelfOf is the shelf that objects of a kind stand on, or -1.
func shelfOf(kind sales.Kind) int { return slices.Index(shelved, kind) }

func (p *Picture) object(shelf int, id sales.ID, asOf sales.Instant) sales.Object {
	s := p.snapshot.shelves[shelf]
	number, found := s.Find(id)
	if !found {
		return nil
	}
	return s.At(number).Seen(asOf, p.knownAt)
}

func record[F sales.Facts[F]](p *Picture, shelf int, id sales.ID) (*sales.Record[F], bool) {
	r, ok := p.object(shelf, id, p.asOf).(*sales.Record[F])
	return r, ok
}

func records[F sales.Facts[F]](p *Picture, shelf int, asOf sales.Instant) iter.Seq[*sales.Record[F]] {
	s := p.snapshot.shelves[shelf]
	return func(yield func(*sales.Record[F]) bool) {
		for i := range s.Count() {
			if r, ok := s.At(i).Seen(asOf, p.knownAt).(*sales.Record[F]); ok && !yield(r) {
				return
			}
		}
	}
}

// Find finds a record of another room than sales.
func Find[F sales.Facts[F]](p *Picture, id sales.ID) (*sales.Record[F], bool) {
	return record[F](p, shelfFor[F](), id)
}

// All lists the records of another room than sales, in the order in which the ledger learned of them.
func All[F sales.Facts[F]](p *Picture) iter.Seq[*sales.Record[F]] {
	return records[F](p, shelfFor[F](), p.asOf)
}

func shelfFor[F sales.Facts[F]]() int {
	var none F
	kind, _ := none.About()
	return shelfOf(kind)
}

// Workspace has the settings; those of a new workspace while none are known.
func (p *Picture) Workspace() sales.WorkspaceFacts {
	if w, ok := record[sales.WorkspaceFacts](p, workspaces, sales.ID(p.snapshot.workspace)); ok {
		return w.Facts
	}
	return sales.NewWorkspace("")
}

// Pipeline finds a pipeline.
func (p *Picture) Pipeline(id sales.PipelineID) (*sales.Pipeline, bool) {
	return record[sales.PipelineFacts](p, pipelines, sales.ID(id))
}

// Pipelines lists all pipelines, in the order in which the ledger learned of them; and so on for the other records.
func (p *Picture) Pipelines() iter.Seq[*sales.Pipeline] {
	return records[sales.PipelineFacts](p, pipelines, p.asOf)
}

// Account finds an account.
func (p *Picture) Account(id sales.AccountID) (*sales.Account, bool) {
	return record[sales.AccountFacts](p, accounts, sales.ID(id))
}

// Accounts lists all accounts.
func (p *Picture) Accounts() iter.Seq[*sales.Account] {
	return records[sales.AccountFacts](p, accounts, p.asOf)
}

// Contact finds a contact.
func (p *Picture) Contact(id sales.ContactID) (*sales.Contact, bool) {
	return record[sales.ContactFacts](p, contacts, sales.ID(id))
}

// Contacts lists all contacts.
func (p *Picture) Contacts() iter.Seq[*sales.Contact] {
	return records[sales.ContactFacts](p, contacts, p.asOf)
}

// Product finds a product.
func (p *Picture) Product(id sales.ProductID) (*sales.Product, bool) {
	return record[sales.ProductFacts](p, products, sales.ID(id))
}

// Products lists all products.
func (p *Picture) Products() iter.Seq[*sales.Product] {
	return records[sales.ProductFacts](p, products, p.asOf)
}

// Competitor finds a competitor.
func (p *Picture) Competitor(id sales.CompetitorID) (*sales.Competitor, bool) {
	return record[sales.CompetitorFacts](p, competitors, sales.ID(id))
}

// Competitors lists all competitors.
func (p *Picture) Competitors() iter.Seq[*sales.Competitor] {
	return records[sales.CompetitorFacts](p, competitors, p.asOf)
}

// User finds a user.
func (p *Picture) User(id sales.UserID) (*sales.User, bool) {
	return record[sales.UserFacts](p, users, sales.ID(id))
}

// Users lists all users.
func (p *Picture) Users() iter.Seq[*sales.User] { return records[sales.UserFacts](p, users, p.asOf) }

// Team finds a team.
func (p *Picture) Team(id sales.TeamID) (*sales.Team, bool) {
	return record[sales.TeamFacts](p, teams, sales.ID(id))
}

// Teams lists all teams.
func (p *Picture) Teams() iter.Seq[*sales.Team] { return records[sales.TeamFacts](p, teams, p.asOf) }

// Rates lists the dated rates of all pairs of currencies.
func (p *Picture) Rates() iter.Seq[*sales.Rate] {
	return records[sales.RateFacts](p, rates, past.Latest)
}

// Targets lists all targets; of several with one aim the last holds.
func (p *Picture) Targets() iter.Seq[*sales.Target] {
	return records[sales.TargetFacts](p, targets, p.asOf)
}

// Submissions lists what was submitted, withdrawn or not.
func (p *Picture) Submissions() iter.Seq[*sales.Submission] {
	return records[sales.SubmissionFacts](p, submissions, p.asOf)
}

// Submission finds a submission.
func (p *Picture) Submission(id sales.ID) (*sales.Submission, bool) {
	return record[sales.SubmissionFacts](p, submissions, id)
}

// Calls lists the numbers that were published; of several for one team and period the last holds.
func (p *Picture) Calls() iter.Seq[*sales.Call] { return records[sales.CallFacts](p, calls, p.asOf) }

// Views lists what is kept of questions, whosever it is.
func (p *Picture) Views() iter.Seq[*sales.View] { return records[sales.ViewFacts](p, views, p.asOf) }

// Version of a deal or record in the ledger: what an ETag is made of. It is that of the snapshot, whatever the picture's
// moments; 0 when the snapshot has no such object.
func (p *Picture) Version(id sales.ID) int64 {
	if d, ok := p.Deal(sales.DealID(id)); ok {
		return d.Version()
	}
	if shelf := shelfOf(id.Kind()); shelf >= 0 {
		s := p.snapshot.shelves[shelf]
		if number, found := s.Find(id); found {
			return s.At(number).Version
		}
	}
	return 0
}
