package automation

import (
	"context"
	"encoding/json"

	"arus/gate"
	"arus/ledger"
	"arus/ledger/codec"
	"arus/process"
	"arus/sales"
)

// rehearsal is a ledger that forgets: a world in memory that takes orders as a book does, one moment after the other.
type rehearsal struct {
	ws      sales.WorkspaceID
	objects map[sales.ID]sales.Object
	deals   []sales.DealID // in the order of their creation
	at      sales.Instant
	actor   string
	cause   string
	gate    *gate.Keeper        // that judges orders; nil: none does
	saved   map[sales.ID][]byte // what the orders of a run have changed, as it was; nil: it was not there
}

func newRehearsal(ws sales.WorkspaceID) *rehearsal {
	return &rehearsal{ws: ws, objects: map[sales.ID]sales.Object{}}
}

// Workspace is the id of the workspace.
func (r *rehearsal) Workspace() sales.ID { return sales.ID(r.ws) }

// Object is an object as it stands at the rehearsal's moment, or nil.
func (r *rehearsal) Object(id sales.ID) sales.Object {
	object, there := r.objects[id]
	if !there {
		return nil
	}
	return object
}

// Do decides an order and folds what follows.
func (r *rehearsal) Do(o ledger.Order) ([]ledger.Event, error) {
	o.At = r.at
	if r.gate != nil {
		if err := r.gate.Guard(context.Background(), ledger.Who{}, r, o); err != nil {
			return nil, err
		}
	}
	facts, err := o.Command.Decide(r, r.at)
	if err != nil {
		return nil, err
	}
	var events []ledger.Event
	for _, f := range facts {
		if err := r.save(f.Object); err != nil {
			return nil, err
		}
		if err := r.take(f); err != nil {
			return nil, err
		}
		events = append(events, ledger.Event{Fact: f, Recorded: r.at, Actor: r.actor, Cause: r.cause})
	}
	return events, nil
}

// desk is how things stand with people at a moment.
func (r *rehearsal) desk(at sales.Instant) process.Desk {
	day := sales.DayOf(at.Time().In(sales.Settings(r).Calendar.Location()))
	absences := func(yield func(*process.Absence) bool) {
		for _, object := range r.objects {
			if a, is := object.(*process.Absence); is && !yield(a) {
				return
			}
		}
	}
	return process.DeskOf(day, absences, func(yield func(sales.UserID) bool) {
		for id := range r.open() {
			if !yield(r.Object(sales.ID(id)).(*sales.Deal).Owner) {
				return
			}
		}
	})
}

// take folds a fact.
func (r *rehearsal) take(f sales.Fact) error {
	object := r.objects[f.Object]
	if object == nil {
		if object = codec.NewObject(f.Object.Kind()); object == nil {
			return nil // of a later version: nothing here reads it
		}
		r.objects[f.Object] = object
		if f.Object.Kind() == sales.DealKind {
			r.deals = append(r.deals, sales.DealID(f.Object))
		}
	}
	return object.Fold(f)
}

// save keeps an object as it is before a run first changes it. Its text is what a ledger keeps of it, too.
func (r *rehearsal) save(id sales.ID) error {
	if _, kept := r.saved[id]; kept || r.saved == nil {
		return nil
	}
	object := r.objects[id]
	if object == nil {
		r.saved[id] = nil
		return nil
	}
	text, err := json.Marshal(object)
	r.saved[id] = text
	return err
}

// restore takes back what was done since saved was made.
func (r *rehearsal) restore() error {
	for id, text := range r.saved {
		if text == nil {
			delete(r.objects, id)
			continue
		}
		object := codec.NewObject(id.Kind())
		if err := json.Unmarshal(text, object); err != nil {
			return err
		}
		r.objects[id] = object
	}
	r.saved = nil
	return nil
}

// again is the order of which a fact of a deal came. Not so: nothing orders this by itself.
func again(f sales.Fact) (c sales.Command, is bool) {
	deal := sales.DealID(f.Object)
	switch e := f.Event.(type) {
	case sales.DealWon:
		return sales.WinDeal{Deal: deal, Value: e.Value, Note: e.Note}, true
	case sales.DealLost:
		return sales.LoseDeal{Deal: deal, Reason: e.Reason, Note: e.Note, Competitor: e.Competitor}, true
	case sales.DealMoved:
		return sales.MoveDeal{Deal: deal, To: e.To, SubStage: e.SubStage, Pipeline: e.Pipeline}, true
	case sales.DealReopened:
		return sales.ReopenDeal{Deal: deal, To: e.To, Reason: e.Reason}, true
	case sales.CloseDateMoved:
		return sales.MoveCloseDate{Deal: deal, To: e.To, Reason: e.Reason}, true
	case sales.DealTransferred:
		return sales.TransferDeal{Deal: deal, To: e.To, Reason: e.Reason}, true
	case sales.DealChanged:
		return sales.ChangeDeal{Deal: deal, Patch: e.Patch}, true
	}
	return nil, false
}
