package rules

import (
	"context"
	"errors"
	"net/http"

	"arus/api/door"
	"arus/automation"
	"arus/sales"
)

// NoticeView is what a rule has told somebody.
type NoticeView struct {
	ID     string         `json:"id"`
	Rule   string         `json:"rule"`
	Deal   string         `json:"deal" doc:"Empty for what is about no deal"`
	Text   string         `json:"text"`
	At     sales.Instant  `json:"at"`
	ReadAt *sales.Instant `json:"read_at" doc:"null: not yet"`
}

func (a room) notices(ctx context.Context, in *door.Page) (*door.Reply[door.Listed[NoticeView]], error) {
	c, asked := door.CallerOf(ctx), door.Question(ctx, "notices")
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	var list []automation.Notice
	if c.User != "" {
		if list, err = a.engine.Notices(ctx, c.Workspace, c.User, from.After, in.Limit+1); err != nil {
			return nil, err
		}
	}
	var next *door.Cursor
	if len(list) > in.Limit {
		list = list[:in.Limit]
		next = &door.Cursor{After: list[in.Limit-1].ID, Question: asked}
	}
	views := make([]NoticeView, len(list))
	for i, n := range list {
		views[i] = NoticeView{n.ID, string(n.Rule), string(n.Deal), n.Text, n.At, door.OrNull(n.Read)}
	}
	body := door.ListOf(views, next)
	return &door.Reply[door.Listed[NoticeView]]{Status: http.StatusOK, Body: body, Link: door.Link(ctx, body.NextCursor)}, nil
}

type readIn struct {
	door.Once
	Body struct {
		Until sales.Instant `json:"until" doc:"The at of the newest that was seen"`
	}
}

type done struct{}

// read bears repetition, so a key changes nothing.
func (a room) read(ctx context.Context, in *readIn) (*done, error) {
	c := door.CallerOf(ctx)
	return nil, a.engine.ReadNotices(ctx, c.Workspace, c.User, in.Body.Until)
}

// SecretView is a secret that is shown once.
type SecretView struct {
	Secret string `json:"secret" example:"whsec_…"`
}

func (a room) secret(ctx context.Context, _ *door.Once) (*door.Reply[SecretView], error) {
	secret, err := a.engine.NewSecret(ctx, door.CallerOf(ctx).Workspace)
	return &door.Reply[SecretView]{Status: http.StatusOK, Body: SecretView{secret}}, err
}

// under puts the pointer of a problem under a member of the body.
func under(member string, err error) error {
	var p *sales.Problem
	if errors.As(err, &p) {
		return p.At(member)
	}
	return err
}
