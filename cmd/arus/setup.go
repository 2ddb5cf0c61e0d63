package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"arus/access"
	"arus/access/audit"
	"arus/founding"
	"arus/sales"
)

// initCommand makes a workspace and its first admin.
type initCommand struct {
	place
	Workspace    string `help:"Name of the workspace." placeholder:"NAME"`
	Name         string `help:"Name of the admin; the part of the address before the @ when left out." placeholder:"NAME"`
	Email        string `help:"E-mail address of the admin." placeholder:"E"`
	PasswordFile string `help:"File that holds the admin's password in its first line; asked for on a terminal." type:"existingfile" placeholder:"F"`
	Currency     string `help:"Reporting currency." default:"USD"`
	TimeZone     string `help:"Where a day begins." default:"UTC"`
	FiscalYear   int    `help:"Month in which the fiscal year begins." default:"1"`
	JSON         bool   `help:"Print JSON."`
}

// Run asks for what is missing, on a terminal, and makes the workspace.
func (c *initCommand) Run(ctx context.Context) error {
	password, err := c.ask()
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), false)
	if err != nil {
		return err
	}
	ws, user, err := c.make(ctx, h, password)
	if err := errors.Join(err, h.close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(map[string]any{"workspace": ws, "user": user, "place": c.shown()})
	}
	fmt.Printf("workspace %q is ready in %s\nsign in as %s after: arus serve\n", c.Workspace, c.shown(), c.Email)
	return nil
}

// ask completes the flags from the terminal; without one every flag is needed.
func (c *initCommand) ask() (password string, err error) {
	terminal := term.IsTerminal(int(os.Stdin.Fd()))
	in := bufio.NewReader(os.Stdin)
	for _, q := range []struct {
		into *string
		flag string
	}{{&c.Workspace, "--workspace"}, {&c.Email, "--email"}} {
		if *q.into != "" {
			continue
		}
		if !terminal {
			return "", misuse{fmt.Errorf("%s is needed where there is no terminal to ask on", q.flag)}
		}
		fmt.Fprintf(os.Stderr, "%s: ", strings.TrimPrefix(q.flag, "--"))
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		*q.into = strings.TrimSpace(line)
	}
	if c.PasswordFile != "" {
		text, err := os.ReadFile(c.PasswordFile)
		first, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimRight(first, "\r"), err
	}
	if !terminal {
		return "", misuse{errors.New("--password-file is needed where there is no terminal to ask on")}
	}
	fmt.Fprint(os.Stderr, "password: ")
	typed, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return string(typed), err
}

func (c *initCommand) make(ctx context.Context, h *house, password string) (sales.WorkspaceID, sales.UserID, error) {
	if _, err := h.workspace(ctx, c.Workspace); err == nil {
		return "", "", misuse{fmt.Errorf("there is a workspace %q in %s already", c.Workspace, c.shown())}
	}
	return h.founding().Found(ctx, founding.Founder{Workspace: c.Workspace, Currency: c.Currency, TimeZone: c.TimeZone, FiscalYear: c.FiscalYear,
		Name: c.Name, Email: c.Email, Password: password, By: audit.By{Actor: "init"}})
}

// tokenCommand groups what is done with tokens.
type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token and print it, once."`
}

type tokenCreate struct {
	place
	Workspace string        `help:"Where there are several." placeholder:"NAME"`
	Role      string        `help:"What the token may do." default:"integration" enum:"admin,integration,executive,finance,leader,manager,rep"`
	Name      string        `help:"What it is for." required:""`
	Expires   time.Duration `help:"How long it is good for." default:"8760h"`
	JSON      bool          `help:"Print JSON."`
}

// Run makes the token. Only its hash is kept.
func (c *tokenCreate) Run(ctx context.Context) error {
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), false)
	if err != nil {
		return err
	}
	secret, id, err := c.make(ctx, h)
	if err := errors.Join(err, h.close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(map[string]string{"id": id, "token": secret, "name": c.Name, "role": c.Role})
	}
	fmt.Println(secret)
	return nil
}

func (c *tokenCreate) make(ctx context.Context, h *house) (secret, id string, err error) {
	ws, err := h.workspace(ctx, c.Workspace)
	if err != nil {
		return "", "", err
	}
	return h.access.CreateToken(ctx, access.NewToken{Workspace: ws, Name: c.Name, Role: access.Role(c.Role), Life: c.Expires, By: audit.By{Actor: "system"}})
}

func printJSON(v any) error {
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// versionCommand prints the version.
type versionCommand struct {
	JSON bool `help:"Print JSON."`
}

// Run prints it.
func (c *versionCommand) Run() error {
	if c.JSON {
		return printJSON(map[string]string{"version": version})
	}
	fmt.Println("arus", version)
	return nil
}
