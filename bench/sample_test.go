package bench

import (
	"cmp"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"arus/score/bins"
)

// sample is a table of a real export: facts as columns, and which rows were won.
type sample struct {
	columns []bins.Column
	hits    []bool
	groups  []uint32
}

// export reads a file of ../shared/data; nil where it is not there.
func export(tb testing.TB, path ...string) (rows []map[string]string) {
	dir := cmp.Or(os.Getenv("ARUS_SHARED_DATA"), "../../shared/data")
	f, err := os.Open(filepath.Join(append([]string{dir}, path...)...))
	if err != nil {
		tb.Logf("%s is not here", filepath.Join(path...))
		return nil
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[strings.TrimSpace(name)] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func words(name string, rows []map[string]string) bins.Column {
	c := bins.Column{Name: name, Words: []string{""}}
	codes := map[string]uint32{"": 0}
	for _, row := range rows {
		code, known := codes[row[name]]
		if !known {
			code = uint32(len(c.Words))
			codes[row[name]] = code
			c.Words = append(c.Words, row[name])
		}
		c.Codes = append(c.Codes, code)
	}
	return c
}

func numbers(name string, rows []map[string]string) bins.Column {
	c := bins.Column{Name: name}
	for _, row := range rows {
		x, err := strconv.ParseFloat(row[name], 64)
		if err != nil {
			x = math.NaN()
		}
		c.Numbers = append(c.Numbers, x)
	}
	return c
}

// winLoss is what was known of IBM's deals when they were created, in the order of their numbers. Amounts are at one
// digit, because they were overwritten when deals were booked: see the note on leaks in docs/adr.
func winLoss(tb testing.TB) *sample {
	rows := export(tb, "ibm_win_loss", "WA_Fn-UseC_-Sales-Win-Loss.csv")
	if rows == nil {
		return nil
	}
	number := func(row map[string]string) int {
		n, err := strconv.Atoi(row["Opportunity Number"])
		if err != nil {
			tb.Fatal(err)
		}
		return n
	}
	slices.SortStableFunc(rows, func(a, b map[string]string) int { return number(a) - number(b) })
	s := new(sample)
	for _, name := range []string{"Supplies Subgroup", "Supplies Group", "Region", "Route To Market", "Competitor Type"} {
		s.columns = append(s.columns, words(name, rows))
	}
	for _, name := range []string{"Opportunity Amount USD", "Client Size By Revenue", "Client Size By Employee Count", "Deal Size Category"} {
		s.columns = append(s.columns, numbers(name, rows))
	}
	for i, x := range s.columns[5].Numbers {
		if x > 0 {
			digit := math.Pow(10, math.Floor(math.Log10(x)))
			s.columns[5].Numbers[i] = math.RoundToEven(x/digit) * digit
		}
	}
	for _, row := range rows {
		s.hits = append(s.hits, row["Opportunity Result"] == "Won")
		s.groups = append(s.groups, uint32(number(row)))
	}
	return s
}

// tables are the rows to learn from and those to judge by, in bins learnt from the former.
func (s *sample) tables(learn, judge []int32) (from, by *bins.Table) {
	features := bins.Learn(s.columns, learn, 1)
	make := func(rows []int32) *bins.Table {
		t := bins.Apply(features, s.columns, rows)
		for _, i := range rows {
			t.Hits = append(t.Hits, s.hits[i])
			t.Groups = append(t.Groups, s.groups[i])
		}
		return t
	}
	return make(learn), make(judge)
}

// parted are the numbers of rows for which a condition holds, and the others.
func parted(n int, first func(i int) bool) (yes, no []int32) {
	for i := range n {
		if first(i) {
			yes = append(yes, int32(i))
		} else {
			no = append(no, int32(i))
		}
	}
	return yes, no
}

// quantile is the value that a share of the values is below.
func quantile(values []string, share float64) string {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(share*float64(len(sorted)))]
}
