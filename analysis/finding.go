package analysis

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// finding is a sentence about what stands out, with the section that shows it.
type finding struct {
	Status  string // bad or warn
	Section string
	Text    string
	Value   any // money behind it, or nil
}

// enough is how many must have been seen before a stage is compared with the others.
const enough = 30

// findings are what stands out, the worst first: the reports' own judgements, and which stage is the least of all.
func (a Analysis) findings(t tongue) (all []finding) {
	for _, r := range a.rows("health") {
		if r["status"] == "good" {
			continue
		}
		text := t.tell("these", r["count"], r["of"], t.share(r["share"])) + " " + t.say("told "+r["check"].(string)) + "."
		if r["count"] == r["of"] {
			text = t.tell("all of these", r["of"]) + " " + t.say("told "+r["check"].(string)) + t.say("not in the file")
		}
		all = append(all, finding{r["status"].(string), "health", text, r["value"]})
	}
	for _, r := range a.rows("concentration") {
		if r["status"] != "good" {
			all = append(all, finding{r["status"].(string), "concentration", t.tell("holds", r["name"], t.share(r["share"])), r["value"]})
		}
	}
	if c := a.rows("coverage"); len(c) == 1 && c[0]["status"] == "short" {
		all = append(all, finding{"bad", "coverage", t.tell("short of", c[0]["coverage"], c[0]["needed_multiple"]), c[0]["gap"]})
	}
	if r := least(a.rows("conversion"), "progress_rate", "visits", +1); r != nil {
		all = append(all, finding{"warn", "conversion", t.tell("weakest", r["stage_name"], t.share(r["progress_rate"])), nil})
	}
	if r := least(a.rows("durations"), "days_p50", "finished", -1); r != nil {
		all = append(all, finding{"warn", "durations", t.tell("slowest", r["stage_name"], r["days_p50"]), nil})
	}
	if n := len(a.rows("quality")); n > 0 {
		all = append(all, finding{"warn", "quality", t.tell("twice", n), nil})
	}
	slices.SortStableFunc(all, func(x, y finding) int { return cmp.Compare(x.Status, y.Status) })
	return all
}

// least is the stage of the smallest figure, or with sign -1 of the largest, where there are others that were seen often enough.
func least(all []row, figure, seen string, sign float64) (found row) {
	compared := 0
	for _, r := range all {
		if r[figure] == nil || size(r[seen]) < enough {
			continue
		}
		if compared++; found == nil || sign*size(r[figure]) < sign*size(found[figure]) {
			found = r
		}
	}
	if compared < 2 {
		return nil
	}
	return found
}

// tell puts figures into a sentence.
func (t tongue) tell(sentence string, figures ...any) string {
	text := t.say(sentence)
	for i, f := range figures {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", t.figure(f))
	}
	return text
}
