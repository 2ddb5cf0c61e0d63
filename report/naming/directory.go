package naming

import (
	"iter"

	"arus/board"
	"arus/sales"
)

// directories list the ids that a field may have, with their names.
var directories = map[string]func(*board.Picture) iter.Seq2[string, string]{
	"pipeline":        pipelines,
	"stage":           stages,
	"canonical_stage": canonical,
	"owner": func(p *board.Picture) iter.Seq2[string, string] {
		return listed(p.Users(), func(f sales.UserFacts) string { return f.Name })
	},
	"team": func(p *board.Picture) iter.Seq2[string, string] {
		return listed(p.Teams(), func(f sales.TeamFacts) string { return f.Name })
	},
	"products": func(p *board.Picture) iter.Seq2[string, string] {
		return listed(p.Products(), func(f sales.ProductFacts) string { return f.Name })
	},
	"competitors": func(p *board.Picture) iter.Seq2[string, string] {
		return listed(p.Competitors(), func(f sales.CompetitorFacts) string { return f.Name })
	},
}

func listed[F sales.Facts[F]](all iter.Seq[*sales.Record[F]], name func(F) string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for r := range all {
			if !yield(string(r.ID), name(r.Facts)) {
				return
			}
		}
	}
}

func pipelines(p *board.Picture) iter.Seq2[string, string] {
	return listed(p.Pipelines(), func(f sales.PipelineFacts) string { return f.Name })
}

// stages are those of all pipelines, and those that a deal once stood in.
func stages(p *board.Picture) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for pipeline := range p.Pipelines() {
			for _, s := range pipeline.Facts.Stages {
				if !yield(string(s.ID), s.Name) {
					return
				}
			}
		}
		for _, place := range p.Places() {
			if !yield(string(place.Stage), "") {
				return
			}
		}
	}
}

func canonical(p *board.Picture) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, c := range p.Workspace().Canonical {
			if !yield(c.Key, c.Name) {
				return
			}
		}
	}
}
