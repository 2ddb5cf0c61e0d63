package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"arus/analysis"
	"arus/report"
	"arus/sales"
)

// analyzeCommand says what Arus makes of an export, without a server and without keeping anything.
type analyzeCommand struct {
	export
	Out      string `help:"Where the page is written." default:"report.html" type:"path" placeholder:"FILE"`
	JSON     bool   `help:"Print JSON and write no page."`
	Language string `help:"en or id; that of LANG when left out." enum:"en,id," default:""`
	AsOf     string `help:"The day to look at; the last one of which the files tell when left out." placeholder:"DAY"`
}

// Run rehearses an import of the files, asks the reports, and writes the page.
func (c *analyzeCommand) Run(ctx context.Context) error {
	return c.sketched(ctx, func(s sketch) error {
		day := s.latest
		if c.AsOf != "" {
			var err error
			if day, err = sales.ParseDay(c.AsOf); err != nil {
				return misuse{err}
			}
		}
		now := day.End(time.UTC)
		a, err := analysis.Of(report.NewReader(s.snapshot.At(now, 0), now), s.pipeline, s.currency)
		if err != nil {
			return err
		}
		a.Source, a.Bad = s.source, s.bad
		return c.write(a)
	})
}

func (c *analyzeCommand) write(a analysis.Analysis) (err error) {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(a)
	}
	language := c.Language
	if language == "" {
		language = "en"
		if strings.HasPrefix(os.Getenv("LANG"), "id") {
			language = "id"
		}
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := a.Write(f, language); err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s: %d deals\n", c.Out, a.Deals)
	return err
}
