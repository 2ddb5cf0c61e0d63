package process

import (
	"regexp"
	"strconv"
	"strings"

	"arus/sales"
)

// QualificationKind is the kind of qualifications.
const QualificationKind sales.Kind = "qual"

// Qualification is what counts as an opportunity: what a lead has to meet before it becomes a deal. There is one for the
// whole workspace, and one for each pipeline, which asks for more.
type Qualification = sales.Record[QualificationFacts]

// QualificationFacts are the definition.
type QualificationFacts struct {
	Pipeline sales.PipelineID `json:"pipeline,omitempty"` // empty: of every pipeline
	Criteria []Asked          `json:"criteria"`
	Off      bool             `json:"off,omitempty"`
}

// Asked is one thing that a lead has to meet.
type Asked struct {
	Key  string      `json:"key"`
	Says sales.Words `json:"says"` // as the person reads it who is to see to it
	Rule string      `json:"rule"` // an expression over the lead
}

// QualificationID is that of the one qualification of a pipeline, or of the workspace: found without looking for it.
func QualificationID(of sales.ID) sales.ID {
	return sales.ID(string(QualificationKind) + "_" + after(of))
}

// after is an id without its kind.
func after(id sales.ID) string {
	_, rest, _ := strings.Cut(string(id), "_")
	return rest
}

// About names the record: a qualification.
func (QualificationFacts) About() (sales.Kind, string) { return QualificationKind, "qualification" }

const mostAsked = 20

var key = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// isKey refuses a name that a program could not use.
func isKey(pointer, text string) error {
	if key.MatchString(text) {
		return nil
	}
	return sales.Invalid(pointer, "bad_key", "%q is not a key: lower-case letters, digits and _, beginning with a letter", text)
}

// said refuses words that say nothing, or too much.
func said(pointer string, w sales.Words) error {
	if strings.TrimSpace(w.In("en")) == "" {
		return sales.Invalid(pointer, "required", "it has to be said in words")
	}
	for language, text := range w {
		if len(text) > longestWords {
			return sales.Invalid(pointer+"/"+language, "too_long", "a sentence has at most %d characters", longestWords)
		}
	}
	return nil
}

// Check refuses a second qualification of one pipeline. That its expressions are sound is for the gate to say.
func (q QualificationFacts) Check(w sales.World, id sales.ID, before QualificationFacts) error {
	of := sales.ID(q.Pipeline)
	if of == "" {
		of = w.Workspace()
	}
	if id != QualificationID(of) {
		return sales.Invalid("/pipeline", "read_only", "a qualification stays with its pipeline")
	}
	if len(q.Criteria) > mostAsked {
		return sales.Invalid("/criteria", "too_many", "a qualification asks for at most %d things", mostAsked)
	}
	seen := map[string]bool{}
	for i, c := range q.Criteria {
		at := "/criteria/" + strconv.Itoa(i)
		if err := first(isKey(at+"/key", c.Key), said(at+"/says", c.Says)); err != nil {
			return err
		}
		switch {
		case seen[c.Key]:
			return sales.Invalid(at+"/key", "duplicate", "there are two criteria %q", c.Key)
		case strings.TrimSpace(c.Rule) == "":
			return sales.Invalid(at+"/rule", "required", "a criterion needs an expression")
		}
		seen[c.Key] = true
	}
	return sales.Refers[sales.PipelineFacts](w, "/pipeline", sales.ID(before.Pipeline), sales.ID(q.Pipeline))
}
