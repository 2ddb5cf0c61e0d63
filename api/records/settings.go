package records

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// addWorkspace: a caller sees its own workspace and no other.
func (a room) addWorkspace() {
	r := records[sales.WorkspaceFacts]{a, sales.WorkspaceKind, "workspace", "workspaces", nil}
	huma.Register(a.API, document.Operation("list-workspaces", http.MethodGet, "/v1/workspaces", "The workspace of this caller"),
		func(ctx context.Context, in *struct{ door.AtLeast }) (*door.Reply[door.Listed[recordView[sales.WorkspaceFacts]]], error) {
			own, err := r.get(ctx, &door.Get{AtLeast: in.AtLeast, ID: string(door.CallerOf(ctx).Workspace)})
			if err != nil {
				return nil, err
			}
			return &door.Reply[door.Listed[recordView[sales.WorkspaceFacts]]]{Status: http.StatusOK, Position: own.Position, Body: door.ListOf([]recordView[sales.WorkspaceFacts]{own.Body}, nil)}, nil
		})
	huma.Register(a.API, document.Operation("get-workspace", http.MethodGet, "/v1/workspaces/{id}", "One workspace with its settings"), r.get)
	change := document.Operation("change-workspace", http.MethodPatch, "/v1/workspaces/{id}", "Change settings: currency, calendar, canonical stages, custom fields")
	change.Errors = append(change.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, change, r.change)
	document.Patch[sales.WorkspaceFacts](a.API.OpenAPI(), change.Path)
}
