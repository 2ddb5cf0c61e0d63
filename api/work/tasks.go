package work

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/api/records"
	"arus/board"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// TaskView is a task on the wire.
type TaskView = records.View[process.TaskFacts]

var taskIn = records.In[process.TaskFacts]

// The bodies of tasks and steps.
type (
	// CloseTaskBody says nothing more.
	CloseTaskBody struct{}
	// BeginStepBody makes a task of a recommended step.
	BeginStepBody struct {
		Deal     string `json:"deal" doc:"Id of a deal"`
		Playbook string `json:"playbook" doc:"Id of a playbook"`
		Step     string `json:"step" doc:"Key of one of its steps"`
		Owner    string `json:"owner,omitempty" doc:"Id of a user; the deal's owner when left out"`
	}
)

// RecommendedStep is a recommended step of a deal's stage, with what became of it.
type RecommendedStep struct {
	Playbook string           `json:"playbook"`
	Step     process.PlayStep `json:"step"`
	Task     *TaskView        `json:"task" doc:"The last that was made of it; null while nothing was"`
}

func (a room) addTasks() {
	closing := func(state process.TaskState) func(context.Context, sales.ID, CloseTaskBody) (sales.Command, error) {
		return func(ctx context.Context, id sales.ID, _ CloseTaskBody) (sales.Command, error) {
			return process.CloseTask{Task: id, State: state, By: door.CallerOf(ctx).User}, nil
		}
	}
	action[CloseTaskBody, TaskView]{"finish-task", "/v1/tasks/{id}/done", "Say that a task was done", process.TaskKind, closing(process.TaskDone), taskIn}.add(a)
	action[CloseTaskBody, TaskView]{"reopen-task", "/v1/tasks/{id}/reopen", "Open a task again", process.TaskKind, closing(process.TaskOpen), taskIn}.add(a)
	action[Reasoned, TaskView]{"skip-task", "/v1/tasks/{id}/skip", "Leave a task out, and say why", process.TaskKind,
		func(ctx context.Context, id sales.ID, b Reasoned) (sales.Command, error) {
			return process.CloseTask{Task: id, State: process.TaskSkipped, By: door.CallerOf(ctx).User, Reason: b.Reason}, nil
		}, taskIn}.add(a)
	begin := document.Answering(document.Operation("begin-step", http.MethodPost, "/v1/tasks/steps", "Make a task of a step that a playbook recommends"), http.StatusCreated)
	begin.Errors = append(begin.Errors, http.StatusConflict)
	huma.Register(a.API, begin, func(ctx context.Context, in *struct {
		door.Once
		Body body.Of[BeginStepBody]
	}) (*door.Reply[TaskView], error) {
		b, id := in.Body.Value, a.Mint(process.TaskKind)
		return door.Record(ctx, a.Door, door.Write[TaskView]{Key: in.Key, Body: in.Body.Text, Status: http.StatusCreated, Location: "/v1/tasks/" + string(id),
			Command: process.BeginStep{Task: id, Deal: sales.DealID(b.Deal), Playbook: sales.ID(b.Playbook), Step: b.Step, Owner: sales.UserID(b.Owner)},
			View:    func(b *ledger.Book) (TaskView, int64) { return taskIn(b, id) }})
	})
	huma.Register(a.API, document.Operation("list-steps", http.MethodGet, "/v1/deals/{id}/steps", "What the playbooks recommend while a deal is in its stage, and what became of it"), a.steps)
}

func (a room) steps(ctx context.Context, in *door.Get) (*door.Reply[door.Listed[RecommendedStep]], error) {
	r, err := a.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	d, _, err := current[*sales.Deal](ctx, a, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	if d.Deleted {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	last := map[string]*TaskView{} // by playbook and step
	for t := range board.All[process.TaskFacts](r.Picture) {
		if f := t.Facts; f.Deal == d.ID && f.Playbook != "" && !t.Archived {
			view := records.Of(t, r.Picture)
			last[string(f.Playbook)+"/"+f.Step] = &view
		}
	}
	var rows []RecommendedStep
	for p := range board.All[process.PlaybookFacts](r.Picture) {
		if p.Archived || p.Facts.Off || p.Facts.Pipeline != d.Pipeline {
			continue
		}
		for _, s := range p.Facts.Steps {
			if s.Stage == d.Stage {
				rows = append(rows, RecommendedStep{string(p.ID), s, last[string(p.ID)+"/"+s.Key]})
			}
		}
	}
	return &door.Reply[door.Listed[RecommendedStep]]{Status: http.StatusOK, Body: door.ListOf(rows, nil), Position: door.MomentOf(r).Header()}, nil
}
