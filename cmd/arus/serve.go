package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"arus/api"
	"arus/api/entry"
	"arus/intake"
	"arus/job"
	"arus/sales"
	"arus/web"
)

// serveCommand serves an installation.
type serveCommand struct {
	place
	Listen string `help:"Address to listen on." env:"ARUS_LISTEN" default:"127.0.0.1:8080"`
	Secure bool   `help:"Send the session cookie over TLS only. Set it behind a TLS proxy." env:"ARUS_SECURE"`
	Rate   int    `help:"Requests a caller may make in a minute; 0 for no limit." env:"ARUS_RATE" default:"60000"`
	Log    string `help:"debug, info, warn or error." env:"ARUS_LOG" default:"info"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	log, err := newLog(c.Log)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, c.place, log, true)
	if err != nil {
		return err
	}
	if all, err := h.ledger.Workspaces(ctx); err != nil || len(all) == 0 {
		missing := misuse{fmt.Errorf("there is no workspace in %s yet: make one with arus init", c.shown())}
		return errors.Join(err, missing, h.close())
	}
	s := server{house: h, listen: c.Listen, secure: c.Secure, rate: c.Rate}
	err = s.run(ctx, func(address string) {
		log.Info("serving", "address", "http://"+address, "store", c.shown(), "version", version)
	})
	return errors.Join(err, h.close())
}

// server is the house with its door open.
type server struct {
	house  *house
	listen string
	secure bool
	rate   int
	demo   *entry.Demo
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
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	door := api.New(api.Config{Ledger: s.house.ledger, Boards: s.house.boards, Access: s.house.access, Gate: s.house.gate, Imports: s.desk(jobs), UI: web.Handler(),
		Mint: mint, Clock: time.Now, Log: s.house.log, Version: version, Demo: s.demo, Secure: s.secure, Rate: s.rate, Metrics: metrics,
		Ready: func(ctx context.Context) error { _, err := s.house.ledger.Workspaces(ctx); return err }})
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
	stopping, done := context.WithTimeout(context.Background(), shutdownTime)
	defer done()
	return errors.Join(err, jobs.Stop(stopping))
}

// jobs starts the background work of this node.
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
	return jobs, jobs.Start(ctx)
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
