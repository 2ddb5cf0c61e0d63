package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"arus/access/oidc"
	"arus/sales"
)

// readProviders reads the file of OpenID providers. It holds the secrets of clients, so it is the operator's and not the
// database's, and none of it but names and labels is ever answered.
func readProviders(ctx context.Context, h *house, path string) ([]oidc.Provider, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, misuse{err}
	}
	var named []struct {
		Name      string `json:"name"`
		Label     string `json:"label"`
		Workspace string `json:"workspace"`
		Issuer    string `json:"issuer"`
		Client    string `json:"client_id"`
		Secret    string `json:"client_secret"`
		Trust     bool   `json:"trust_email"`
	}
	reader := json.NewDecoder(bytes.NewReader(text))
	reader.DisallowUnknownFields()
	if err := reader.Decode(&named); err != nil {
		return nil, misuse{fmt.Errorf("%s is no list of providers: %w", path, err)}
	}
	var all []oidc.Provider
	for _, n := range named {
		ws, wrong := h.workspace(ctx, n.Workspace)
		if n.Name == "" || n.Issuer == "" || n.Client == "" {
			wrong = errors.Join(wrong, errors.New("a provider has a name, an issuer and a client_id"))
		}
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("%s: %q: %w", path, n.Name, wrong))
		}
		all = append(all, oidc.Provider{ID: n.Name, Label: n.Label, Workspace: ws, Issuer: n.Issuer, Client: n.Client, Secret: n.Secret, TrustEmail: n.Trust})
	}
	if err != nil {
		return nil, misuse{err}
	}
	return all, nil
}

// userWith is the active user of a workspace who has an address, and the only one.
func (h *house) userWith(ctx context.Context, ws sales.WorkspaceID, email string) (user sales.UserID, found bool, err error) {
	const atOnce = 500
	for after := sales.ID(""); ; {
		users, err := h.ledger.List(ctx, ws, sales.UserKind, after, atOnce)
		if err != nil {
			return "", false, err
		}
		for _, current := range users {
			u := current.Object.(*sales.User)
			after = u.ID
			if !strings.EqualFold(u.Facts.Email, email) || u.Archived || u.Facts.Inactive {
				continue
			}
			if found {
				return "", false, nil // of two who share an address neither is meant
			}
			user, found = sales.UserID(u.ID), true
		}
		if len(users) < atOnce {
			return user, found, nil
		}
	}
}
