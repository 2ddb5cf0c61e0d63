package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"arus/access/ceremony"
	"arus/access/oidc"
	"arus/access/passkey"
	"arus/api"
	"arus/api/entry"
	"arus/board"
	"arus/intake"
	"arus/intake/attic"
	"arus/job"
	"arus/relay"
	"arus/sales"
	"arus/score/keep"
	"arus/web"
)

// serveCommand serves an installation.
type serveCommand struct {
	place
	Listen      string   `help:"Address to listen on." env:"ARUS_LISTEN" default:"127.0.0.1:8080"`
	Secure      bool     `help:"Send the session cookie over TLS only. Set it behind a TLS proxy." env:"ARUS_SECURE"`
	Rate        int      `help:"Requests a caller may make in a minute; 0 for no limit." env:"ARUS_RATE" default:"60000"`
	AddressRate int      `help:"Requests an address may make in a minute without being signed in; 0 for no limit." env:"ARUS_ADDRESS_RATE" default:"600"`
	Proxy       []string `help:"Network of a proxy that is taken at its word for where requests come from." env:"ARUS_PROXY" placeholder:"10.0.0.0/8"`
	PublicURL   string   `help:"Where people reach this installation; links in letters lead there." env:"ARUS_PUBLIC_URL" placeholder:"https://arus.example.com"`
	SMTP        string   `help:"Mail server for invitations and forgotten passwords." env:"ARUS_SMTP" placeholder:"smtp://user:secret@host:587"`
	MailFrom    string   `help:"Address that letters come from." env:"ARUS_MAIL_FROM" placeholder:"arus@example.com"`
	OIDC        string   `help:"JSON file of OpenID providers: name, label, workspace, issuer, client_id, client_secret, trust_email." env:"ARUS_OIDC" type:"path" placeholder:"FILE"`
	PrivateHook bool     `name:"private-webhooks" help:"Let rules call addresses that are not on the internet." env:"ARUS_PRIVATE_WEBHOOKS"`
	Log         string   `help:"debug, info, warn or error." env:"ARUS_LOG" default:"info"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	log, err := newLog(c.Log)
	if err != nil {
		return err
	}
	s := server{listen: c.Listen, secure: c.Secure, rate: c.Rate, addressRate: c.AddressRate, privateHooks: c.PrivateHook}
	if s.outside, err = c.outside(); err != nil {
		return misuse{err}
	}
	h, err := openHouse(ctx, c.place, log, true)
	if err != nil {
		return err
	}
	s.house = h
	if s.providers, err = readProviders(ctx, h, c.OIDC); err != nil {
		return errors.Join(err, h.close())
	}
	all, err := h.ledger.Workspaces(ctx)
	if err != nil {
		return errors.Join(err, h.close())
	}
	if len(all) == 0 {
		s.firstRun = &entry.FirstRun{Code: setupCode(), House: h.founding()}
	}
	err = s.run(ctx, func(address string) {
		log.Info("serving", "address", "http://"+address, "store", c.shown(), "version", version)
		if s.firstRun != nil {
			fmt.Fprintf(os.Stderr, "\nThere is no workspace yet. Make the first one at\n\n    %s/setup\n\nwith the code %s, or stop and use arus init.\n\n",
				cmp.Or(s.post.URL, "http://"+address), s.firstRun.Code)
		}
	})
	return errors.Join(err, h.close())
}

// outside is what a server knows of the world.
type outside struct {
	post    relay.Post
	proxies []netip.Prefix
}

// outside reads the flags about the world, and finds all that is wrong with them.
func (c *serveCommand) outside() (o outside, err error) {
	o.post.URL = strings.TrimRight(c.PublicURL, "/")
	if u, wrong := url.Parse(o.post.URL); wrong != nil || c.PublicURL != "" && (u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		err = errors.Join(err, errors.New("--public-url is an address such as https://arus.example.com"))
	}
	if c.SMTP != "" {
		var wrong error
		o.post.Relay, wrong = relay.New(c.SMTP, c.MailFrom)
		err = errors.Join(err, wrong)
		if c.PublicURL == "" {
			err = errors.Join(err, errors.New("letters need --public-url, where their links lead"))
		}
	}
	for _, text := range c.Proxy {
		p, wrong := netip.ParsePrefix(text)
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("--proxy is a network such as 10.0.0.0/8, not %q", text))
		}
		o.proxies = append(o.proxies, p)
	}
	return o, err
}

// setupCode is what only a reader of the terminal knows: 80 random bits.
func setupCode() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	code := base32.StdEncoding.EncodeToString(b[:])
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// server is the house with its door open.
type server struct {
	house  *house
	listen string
	secure bool
	rate   int
	outside
	addressRate  int
	privateHooks bool
	providers    []oidc.Provider
	firstRun     *entry.FirstRun // nil where there is a workspace
	demo         *entry.Demo
}

// shutdownTime is how long requests under way may go on after the signal.
const shutdownTime = 10 * time.Second

// run opens the door and closes it when ctx ends. up is told the address that is listened on.
func (s server) run(ctx context.Context, up func(address string)) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return misuse{fmt.Errorf("cannot listen: %w", err)}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs, err := s.jobs(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	go func() { _ = s.house.ledger.Listen(ctx) }() // ends with ctx only, as does the next
	go func() { _ = s.house.access.Listen(ctx) }()
	rules, err := s.rules(ctx, jobs)
	if err := cmp.Or(err, s.watch(ctx, rules), jobs.Start(ctx)); err != nil {
		return errors.Join(err, listener.Close())
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	door := api.New(api.Config{Ledger: s.house.ledger, Boards: s.house.boards, Access: s.house.access, Gate: s.house.gate, Imports: s.desk(jobs), Files: attic.Attic{Store: s.house.db}, Scores: s.house.scores, Rules: rules, UI: web.Handler(),
		Mint: mint, Clock: time.Now, Log: s.house.log, Version: version, Demo: s.demo, Secure: s.secure, Rate: s.rate, Metrics: metrics,
		AddressRate: s.addressRate, Proxies: s.proxies, FirstRun: s.firstRun, Post: s.publicPost(listener.Addr().String()), Keys: s.keys(listener.Addr().String()),
		Providers: s.desks(listener.Addr().String()),
		Ready:     func(ctx context.Context) error { _, err := s.house.ledger.Workspaces(ctx); return err }})
	web := &http.Server{Handler: door.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(s.house.log.Handler(), slog.LevelWarn)}
	web.RegisterOnShutdown(door.Close)
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	up(listener.Addr().String())
	select {
	case err = <-ended:
	case <-ctx.Done():
		stopping, done := context.WithTimeout(context.Background(), shutdownTime)
		defer done()
		err = web.Shutdown(stopping)
	}
	door.Finish()
	stopping, done := context.WithTimeout(context.Background(), shutdownTime)
	defer done()
	return errors.Join(err, jobs.Stop(stopping))
}

// publicPost is the post with the address that is listened on, where no other is public.
func (s server) publicPost(listening string) relay.Post {
	post := s.post
	post.URL = cmp.Or(post.URL, "http://"+listening)
	return post
}

// desks is where people sign in at providers; nil where none is named.
func (s server) desks(listening string) *oidc.Desk {
	if len(s.providers) == 0 {
		return nil
	}
	book := ceremony.Book{DB: s.house.db, Clock: time.Now, Random: rand.Reader}
	return oidc.New(oidc.Config{Book: book, Access: s.house.access, Find: s.house.userWith, Callback: entry.CallbackOf(s.publicPost(listening).URL), Providers: s.providers})
}

// keys are passkeys under the name that people reach the server by. Where that is an address of numbers there are none.
func (s server) keys(listening string) *passkey.Keys {
	book := ceremony.Book{DB: s.house.db, Clock: time.Now, Random: rand.Reader}
	keys, err := passkey.New(book, s.house.access, s.publicPost(listening).URL)
	if err != nil {
		s.house.log.Warn("no passkeys", "error", err)
		return nil
	}
	return keys
}

// jobs readies the background work of this node. Nothing begins before it is started.
func (s server) jobs(ctx context.Context) (*job.Jobs, error) {
	if err := job.Migrate(ctx, s.house.db); err != nil {
		return nil, err
	}
	jobs, err := job.New(s.house.db, job.Options{Logger: s.house.log})
	if err != nil {
		return nil, err
	}
	intake.HandleJobs(jobs, s.desk(jobs))
	job.Handle(jobs, time.Minute, s.forget)
	if err := jobs.Every(time.Hour, forgetAnswers{}); err != nil {
		return nil, err
	}
	job.Handle(jobs, time.Minute, s.giveOut)
	keep.HandleJobs(jobs, s.house.scores, keep.House{Boards: s.house.boards.Of, Record: s.chronicle, Clock: time.Now})
	job.Handle(jobs, learningTime, s.review)
	job.Handle(jobs, learningTime, s.moveCalls)
	if err := jobs.Every(time.Minute, giveOutLeads{}); err != nil {
		return nil, err
	}
	job.Handle(jobs, learningTime, s.begin)
	if err := jobs.Every(10*time.Minute, beginLearning{}); err != nil {
		return nil, err
	}
	if s.demo == nil { // a demo is as it was made, and learns once
		if err := jobs.Every(24*time.Hour, reviewModels{}); err != nil {
			return nil, err
		}
		if err := jobs.Every(24*time.Hour, moveCalls{}); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// desk is where imports are worked on.
func (s server) desk(jobs *job.Jobs) *intake.Desk {
	return intake.NewDesk(intake.Config{Store: s.house.db, Ledger: s.house.ledger, Jobs: jobs, Mint: mint, Clock: time.Now})
}

// forgetAnswers is the job that lets go of stored answers after their day is over.
type forgetAnswers struct{}

// Kind names the job.
func (forgetAnswers) Kind() string { return "ledger.forget_answers" }

// answersKept is how long an idempotent answer can be had again; the API promises a day.
const answersKept = 26 * time.Hour

func (s server) forget(ctx context.Context, _ job.Run, _ forgetAnswers) error {
	all, err := s.house.ledger.Workspaces(ctx)
	if err != nil {
		return err
	}
	before := sales.InstantOf(time.Now().Add(-answersKept))
	for _, ws := range all {
		err = errors.Join(err, s.house.ledger.Forget(ctx, ws, before))
	}
	return err
}

// eachBoard looks at the boards of all workspaces; what fails in one is no reason to leave the others out.
func (s server) eachBoard(ctx context.Context, look func(context.Context, *board.Board, sales.Instant) error) error {
	all, err := s.house.ledger.Workspaces(ctx)
	for _, ws := range all {
		b, failed := s.house.boards.Of(ctx, ws)
		if failed == nil {
			failed = look(ctx, b, sales.InstantOf(time.Now()))
		}
		err = errors.Join(err, failed)
	}
	return err
}
