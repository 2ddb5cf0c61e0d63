// Package founding makes a workspace with its first admin.
//
// It exists because a company begins in two ways, on a terminal (arus init) and in a browser (the first run of arus serve),
// and both must begin it alike. It refuses to ask for anything, and to decide who may found one.
package founding

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"arus/access"
	"arus/access/audit"
	"arus/ledger"
	"arus/sales"
)

// House is what a workspace is made in.
type House struct {
	Ledger *ledger.Ledger
	Access *access.Access
	Mint   func(sales.Kind) sales.ID
}

// Founder is who begins a workspace, and with which settings. Empty ones are those of a new workspace.
type Founder struct {
	Workspace  string // name
	Currency   string // ISO 4217, any case
	TimeZone   string // IANA name
	FiscalYear int    // month it begins in
	Name       string // of the admin; the part of the address before the @ when empty
	Email      string
	Password   string
	By         audit.By
}

// Found makes the workspace, the admin, who also leads it, and their password. What cannot be is a [sales.Problem], and then
// nothing is made.
func (h House) Found(ctx context.Context, f Founder) (sales.WorkspaceID, sales.UserID, error) {
	if err := access.CheckPassword(f.Password); err != nil {
		return "", "", err
	}
	facts := sales.NewWorkspace(f.Workspace)
	facts.Currency = cmp.Or(sales.Currency(strings.ToUpper(f.Currency)), facts.Currency)
	facts.Calendar.TimeZone = cmp.Or(f.TimeZone, facts.Calendar.TimeZone)
	facts.Calendar.FiscalYearStart = cmp.Or(f.FiscalYear, facts.Calendar.FiscalYearStart)
	before, _, isAddress := strings.Cut(f.Email, "@")
	if !isAddress {
		return "", "", sales.Invalid("/email", "bad_email", "%q is not an e-mail address", f.Email)
	}
	ws, user := sales.WorkspaceID(h.Mint(sales.WorkspaceKind)), sales.UserID(h.Mint(sales.UserKind))
	admin := sales.Create[sales.UserFacts]{ID: sales.ID(user), Facts: sales.UserFacts{Name: cmp.Or(f.Name, before), Email: f.Email,
		Role: sales.Admin, Extra: []sales.UserRole{sales.Leader}}} // the first admin is the first seller, too
	leads, err := json.Marshal(map[string]sales.UserID{"leader": user})
	if err != nil {
		return "", "", err
	}
	leader := sales.Change[sales.WorkspaceFacts]{ID: sales.ID(ws), Patch: leads}
	who := ledger.Who{Workspace: ws, Actor: string(user), Cause: "founding"}
	if err := h.Ledger.CreateWorkspace(ctx, who, facts, ledger.Order{Command: admin}, ledger.Order{Command: leader}); err != nil {
		return "", "", err
	}
	return ws, user, h.Access.SetPassword(ctx, access.NewPassword{Workspace: ws, User: user, Email: f.Email, Password: f.Password, By: f.By})
}
