package intake

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// life is what the files tell of a deal's way: when it came to be and each step of it.
type life struct {
	created sales.Instant
	from    sales.StageID // where it was before the first step, if that is told
	steps   []step        // in order of time
	acts    []step
}

// step is one command of a life. One without a command of its own enters a stage, or closes the deal.
type step struct {
	at      sales.Instant
	from    ref
	stage   sales.StageID // entered
	sub     sales.SubStageID
	outcome sales.Outcome // or Open
	won     sales.Money   // what was booked, when the row says
	reason  string
	rival   sales.CompetitorID
	command sales.Command
	mark    mark
}

// mark tells an event of a deal's life from another.
type mark struct {
	kind string
	what string // stage or activity
	at   sales.Instant
}

// closing is the step that the life ends with, if the deal is closed.
func (l *life) closing() *step {
	if n := len(l.steps); n > 0 && l.steps[n-1].outcome != sales.Open && l.steps[n-1].outcome != "" {
		return &l.steps[n-1]
	}
	return nil
}

// inOrder are steps and activities by time: an order that comes late makes the ledger fold the deal anew.
func (l *life) inOrder() []step {
	if len(l.acts) == 0 {
		return l.steps
	}
	all := slices.Concat(l.steps, l.acts)
	slices.SortStableFunc(all, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return all
}

// lived reads the trail of a deal, its closing and its activities. Not so: the deal cannot be taken in, which has been said.
func (p *plan) lived(d *dealing) bool {
	v := &life{created: d.created}
	d.life = v
	p.trail(d)
	if v.created == 0 {
		v.created = p.birth(d)
	}
	if v.created > p.book.Now() {
		p.bad(d.at, "created_at", rows.CodeFuture, v.created.String())
		p.lost[d.id] = true
		return false
	}
	if d.at.line > 0 && !p.close(d) { // without a row of its own the history alone tells
		p.lost[d.id] = true
		return false
	}
	p.enterSub(d)
	p.doings(d)
	return true
}

// birth is when a deal came to be whose row does not say.
func (p *plan) birth(d *dealing) sales.Instant {
	born := p.book.Now()
	if len(d.life.steps) > 0 {
		born = d.life.steps[0].at
	} else if d.closed != 0 {
		born = d.closed
	}
	p.once(d.at, "created_at", rows.CodeNoCreation, born.String())
	return born
}

// trail makes the steps of a history.
func (p *plan) trail(d *dealing) {
	changes, v, l := p.trails[d.id], d.life, d.lane
	if len(changes) == 0 {
		return
	}
	section := p.m.Section(sheet.History)
	var created time.Time
	if v.created != 0 {
		created = v.created.Time()
	}
	kept, found := sheet.CheckTrail(changes, created)
	for _, f := range found {
		p.tell(ref{section, f.Line}, "", f)
	}
	v.steps = make([]step, 0, len(kept)+1)
	for i, c := range kept {
		at := ref{section, c.Line}
		s := step{at: sales.InstantOf(c.At), from: at, outcome: p.outcomeOf(c.To)}
		if s.at > p.book.Now() {
			p.bad(at, "at", rows.CodeFuture, s.at.String())
			continue
		}
		if s.outcome == sales.Open {
			if s.stage = l.stage(c.To); s.stage == "" {
				p.tell(at, "to", l.unknown(c.To))
				continue
			}
		}
		if i == 0 && c.From != "" && p.outcomeOf(c.From) == sales.Open {
			v.from = l.stage(c.From)
		}
		v.steps = append(v.steps, s)
	}
}

// close makes the last step agree with the outcome that the deal's row tells. Where both tell it, the row says whether
// and the history when.
func (p *plan) close(d *dealing) bool {
	at, r, v := d.at, d.dealRow, d.life
	closing := v.closing()
	if r.outcome == sales.Open {
		if closing != nil && p.outcomeTold() {
			p.warn(at, "outcome", rows.CodeOtherOutcome, string(closing.outcome), string(r.outcome))
			v.steps = v.steps[:len(v.steps)-1]
		} else if closing != nil {
			closing.reason = cmp.Or(r.reason, unspecified)
		}
		return true
	}
	if closing == nil {
		when, ok := p.closedAt(d)
		if !ok {
			return false
		}
		v.steps = append(v.steps, step{at: when, from: at, outcome: r.outcome})
		closing = v.closing()
	} else if closing.outcome != r.outcome {
		p.warn(at, "outcome", rows.CodeOtherOutcome, string(closing.outcome), string(r.outcome))
		closing.outcome = r.outcome
	}
	if r.outcome == sales.Won {
		var ok bool
		if p.late["value"] {
			closing.won, ok = p.amount(at, "value", r.value, d.lane.facts.Currency)
			return ok
		}
		return true
	}
	closing.reason, closing.rival = cmp.Or(r.reason, unspecified), p.rival(at, "lost_to", r.lostTo)
	if reasons := d.lane.facts.LostReasons; len(reasons) > 0 && !slices.Contains(reasons, closing.reason) {
		p.bad(at, "lost_reason", rows.CodeNotAllowed, closing.reason, strings.Join(reasons, ", "))
		return false
	}
	return true
}

// unspecified is the reason of lost deals whose files tell none.
const unspecified = "unspecified"

// closedAt is when a deal was closed whose history does not say. Files often tell only the day, so what else happened on
// that day comes before it.
func (p *plan) closedAt(d *dealing) (sales.Instant, bool) {
	at, r, v := d.at, d.dealRow, d.life
	when := r.closed
	if when == 0 && r.closeDate != 0 {
		when = r.closeDate.Start(p.m.Zone)
	}
	if when == 0 {
		p.bad(at, "closed_at", rows.CodeNoClosing)
		return 0, false
	}
	last := v.created
	if n := len(v.steps); n > 0 {
		last = max(last, v.steps[n-1].at)
	}
	if when < last {
		if !p.sameDay(when, last) {
			p.warn(at, "closed_at", rows.CodeClosedLater, when.String(), last.String())
		}
		when = last
	}
	if when > p.book.Now() {
		p.bad(at, "closed_at", rows.CodeFuture, when.String())
		return 0, false
	}
	return when, true
}

func (h *haul) sameDay(a, b sales.Instant) bool {
	return sales.DayOf(a.Time().In(h.m.Zone)) == sales.DayOf(b.Time().In(h.m.Zone))
}

// begin is the stage that a deal is created in: the first of its history, or the one its row tells.
func (p *plan) begin(d *dealing) (sales.StageID, sales.SubStageID) {
	v, l := d.life, d.lane
	if len(v.steps) > 0 && v.steps[0].stage != "" {
		first := v.steps[0]
		if v.from != "" && first.at > v.created {
			return v.from, ""
		}
		v.steps = v.steps[1:] // being there from the start is no move
		return first.stage, first.sub
	}
	if v.from != "" {
		return v.from, ""
	}
	stage := l.stage(d.stage)
	if stage == "" {
		stage = l.facts.First()
		if d.stage != "" && d.outcome != sales.Open {
			_, s := l.facts.Stage(stage)
			p.once(d.at, "stage", rows.CodeNoStage, s.Name)
		}
	}
	return stage, l.sub(stage, d.sub)
}

// enterSub puts the sub-stage that the row tells to the last step into its stage.
func (p *plan) enterSub(d *dealing) {
	if d.sub == "" {
		return
	}
	for i := len(d.life.steps) - 1; i >= 0; i-- {
		if s := &d.life.steps[i]; s.stage != "" {
			s.sub = d.lane.sub(s.stage, d.sub)
			return
		}
	}
}

// doings makes steps of activities. Their ids come from what the files say of them, so that they are known again.
func (p *plan) doings(d *dealing) {
	r, v := d.dealRow, d.life
	section := p.m.Section(sheet.Activities)
	for _, a := range p.activities[r.id] {
		at := ref{section, a.line}
		switch {
		case a.at < v.created:
			p.bad(at, "at", rows.CodeBeforeCreated, r.id, a.at.String(), v.created.String())
			continue
		case a.at > p.book.Now():
			p.bad(at, "at", rows.CodeFuture, a.at.String())
			continue
		}
		minutes, err := strconv.Atoi(cmp.Or(a.minutes, "0"))
		if err != nil {
			p.bad(at, "minutes", rows.CodeBadNumber, a.minutes)
			continue
		}
		logged := sales.ActivityLogged{Kind: sheet.Key(a.kind), Buyer: a.buyer, Subject: a.subject, By: p.user(at, "by", a.by), Minutes: minutes}
		parts := []string{p.m.Source, r.id, a.id}
		if a.id == "" {
			parts = append(parts, a.at.String(), logged.Kind, a.subject)
		}
		sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
		logged.ID = sales.ActivityID(sales.MintID(sales.ActivityKind, a.at, [10]byte(sum[:10])))
		v.acts = append(v.acts, step{at: a.at, from: at, command: sales.LogActivity{Activity: logged}, mark: mark{"activity", string(logged.ID), 0}})
	}
}

// live gives the orders of a life to a deal.
func (p *plan) live(id sales.DealID, steps []step) {
	for _, s := range steps {
		p.step(id, s)
	}
}

func (p *plan) step(id sales.DealID, s step) {
	command := s.command
	switch c := command.(type) {
	case sales.LogActivity:
		c.Deal = id
		command = c
	case nil:
		switch s.outcome {
		case sales.Won:
			command = sales.WinDeal{Deal: id, Value: s.won}
		case sales.Lost:
			command = sales.LoseDeal{Deal: id, Reason: cmp.Or(s.reason, unspecified), Competitor: s.rival}
		default:
			p.enter(id, s)
			return
		}
	}
	p.do(s.from, ledger.Order{Command: command, At: s.at})
}

// enter moves the deal; one that was closed before is opened again by it.
func (p *plan) enter(id sales.DealID, s step) {
	err := p.try(ledger.Order{Command: sales.MoveDeal{Deal: id, To: s.stage, SubStage: s.sub}, At: s.at})
	var problem *sales.Problem
	switch {
	case errors.As(err, &problem) && problem.Code == "deal_closed":
		p.do(s.from, ledger.Order{Command: sales.ReopenDeal{Deal: id, To: s.stage, Reason: "import"}, At: s.at})
	case errors.As(err, &problem):
		p.bad(s.from, "to", rows.CodeRefused, problem.Error())
	}
}

// known are the marks of what the ledger has of a deal.
func (p *plan) known(id sales.DealID) map[mark]bool {
	marks := map[mark]bool{}
	for before := int64(0); ; {
		events, err := p.desk.Ledger.History(p.ctx, p.ws, sales.ID(id), before, pageLength)
		if err != nil {
			p.failed = err
			return marks
		}
		for _, v := range events {
			if before = v.Position; !p.undone[v.Recorded] {
				if m := markOf(v); m.kind != "" {
					marks[m] = true
				}
			}
		}
		if len(events) < pageLength {
			return marks
		}
	}
}

func markOf(v ledger.Event) mark {
	switch e := v.Fact.Event.(type) {
	case sales.DealCreated:
		return mark{"stage", string(e.Stage), v.At}
	case sales.DealMoved:
		return mark{"stage", string(e.To), v.At}
	case sales.DealReopened:
		return mark{"stage", string(e.To), v.At}
	case sales.DealWon:
		return mark{"closed", string(sales.Won), v.At}
	case sales.DealLost:
		return mark{"closed", string(sales.Lost), v.At}
	case sales.ActivityLogged:
		return mark{"activity", string(e.ID), 0}
	}
	return mark{}
}

// catchUp gives a deal that is here the steps that it does not have yet.
func (p *plan) catchUp(d *dealing) {
	id, has, closing := d.here.ID, p.known(d.here.ID), d.life.closing()
	for _, s := range d.life.inOrder() {
		closes := s.outcome != sales.Open && s.outcome != ""
		switch {
		case has[s.mark] || s.stage != "" && has[mark{"stage", string(s.stage), s.at}] || closes && has[mark{"closed", string(s.outcome), s.at}]:
		case closes && closing != nil && s.at == closing.at:
			p.conclude(id, s)
		default:
			p.step(id, s)
		}
	}
}

// conclude closes a deal that is here already. One that was closed otherwise is opened for it; one that was closed the
// same way at another moment is left as it is, since a closing cannot be moved.
func (p *plan) conclude(id sales.DealID, s step) {
	switch now := p.dealNow(id); now.Outcome {
	case sales.Open:
		p.step(id, s)
	case s.outcome:
		if now.ClosedAt != s.at {
			p.warn(s.from, "closed_at", rows.CodeClosingKept, now.ClosedAt.String(), s.at.String())
		}
	default:
		s.at = 0 // now, as the opening is
		if p.do(s.from, ledger.Order{Command: sales.ReopenDeal{Deal: id, Reason: "import"}}) {
			p.step(id, s)
		}
	}
}
