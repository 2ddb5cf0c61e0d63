package process

import (
	"strings"

	"arus/sales"
)

// TaskKind is the kind of tasks.
const TaskKind sales.Kind = "task"

// Task is something that one person is to do by a day.
type Task = sales.Record[TaskFacts]

// TaskFacts are what is to be done.
type TaskFacts struct {
	Name     string       `json:"name"`
	Owner    sales.UserID `json:"owner,omitempty"` // exactly one
	Due      sales.Day    `json:"due"`
	Deal     sales.DealID `json:"deal,omitempty"` // at most one of deal and lead
	Lead     sales.ID     `json:"lead,omitempty"`
	Note     string       `json:"note,omitempty"`
	Playbook sales.ID     `json:"playbook,omitempty"` // whose step it is
	Step     string       `json:"step,omitempty"`
	TaskLife
}

// TaskState is how a task stands.
type TaskState string

// The states.
const (
	TaskOpen    TaskState = "open"
	TaskDone    TaskState = "done"
	TaskSkipped TaskState = "skipped"
)

// TaskLife is what has happened to a task. Orders of their own change it, and no patch does.
type TaskLife struct {
	State    TaskState     `json:"state,omitempty"`
	ClosedAt sales.Instant `json:"closed_at,omitzero"`
	ClosedBy sales.UserID  `json:"closed_by,omitempty"`
	Reason   string        `json:"reason,omitempty"` // why it was skipped
}

// About names the record: a task.
func (TaskFacts) About() (sales.Kind, string) { return TaskKind, "task" }

// Moments are those by which tasks can be put in order.
func (t TaskFacts) Moments() map[string]int64 {
	return map[string]int64{"due": int64(t.Due), "closed_at": int64(t.ClosedAt)}
}

// Called is what people call the task.
func (t TaskFacts) Called() string { return t.Name }

// OwnedBy is whose the task is.
func (t TaskFacts) OwnedBy() sales.UserID { return t.Owner }

// Check refuses a task of nobody, without a day, or one that says that it is done.
func (t TaskFacts) Check(w sales.World, _ sales.ID, before TaskFacts) error {
	life := before.TaskLife
	if life.State == "" {
		life.State = TaskOpen
	}
	switch {
	case t.TaskLife != life:
		return sales.Invalid("/state", "read_only", "a task is closed by an order of its own")
	case t.Owner == "":
		return sales.Invalid("/owner", "required", "a task has exactly one owner")
	case t.Due == 0:
		return sales.Invalid("/due", "required", "a task is due on a day")
	case t.Deal != "" && t.Lead != "":
		return sales.Invalid("/lead", "one_of", "a task is about a deal or a lead")
	}
	if err := first(sales.Named(t.Name, "a task"), mayTake(w, "/owner", before.Owner, t.Owner),
		sales.Refers[LeadFacts](w, "/lead", before.Lead, t.Lead), sales.Refers[PlaybookFacts](w, "/playbook", before.Playbook, t.Playbook)); err != nil {
		return err
	}
	if d, known := w.Object(sales.ID(t.Deal)).(*sales.Deal); t.Deal != "" && t.Deal != before.Deal && (!known || d.Deleted) {
		return sales.Invalid("/deal", "unknown_reference", "there is no %s %q", "deal", string(t.Deal))
	}
	return nil
}

// The events in the life of a task.
type (
	// Done says that it was done.
	Done struct {
		By sales.UserID `json:"by,omitempty"`
	}
	// Skipped says that it was left out, and why.
	Skipped struct {
		By     sales.UserID `json:"by,omitempty"`
		Reason string       `json:"reason"`
	}
	// Resumed says that it is open again.
	Resumed struct{}
)

// Name is the event's name in the ledger, and so on for the others.
func (Done) Name() string    { return "task.done" }
func (Skipped) Name() string { return "task.skipped" }
func (Resumed) Name() string { return "task.reopened" }

// Take takes in what happens to a task.
func (t *TaskFacts) Take(f sales.Fact) bool {
	switch e := f.Event.(type) {
	case Done:
		t.TaskLife = TaskLife{State: TaskDone, ClosedAt: f.At, ClosedBy: e.By}
	case Skipped:
		t.TaskLife = TaskLife{State: TaskSkipped, ClosedAt: f.At, ClosedBy: e.By, Reason: e.Reason}
	case Resumed:
		t.TaskLife = TaskLife{State: TaskOpen}
	default:
		return false
	}
	return true
}

// CloseTask says that a task was done, was left out for a reason, or is open again.
type CloseTask struct {
	Task   sales.ID
	State  TaskState
	By     sales.UserID
	Reason string
}

// Subject is the object the command is about.
func (c CloseTask) Subject() sales.ID { return c.Task }

// Decide does nothing to a task that is so already.
func (c CloseTask) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	t, err := sales.Find[*Task](w, c.Task)
	if err != nil || t.Facts.State == c.State {
		return nil, err
	}
	var event sales.Event = Resumed{}
	switch {
	case t.Archived:
		return nil, sales.Refused("archived", "the %s %q is archived", "task", t.Facts.Name)
	case c.State == TaskDone:
		event = Done{c.By}
	case c.State == TaskSkipped && strings.TrimSpace(c.Reason) == "":
		return nil, sales.Invalid("/reason", "required", "a task is left out for a reason")
	case c.State == TaskSkipped:
		event = Skipped{c.By, c.Reason}
	}
	return []sales.Fact{{Object: c.Task, At: at, Event: event}}, nil
}
