package bench

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"arus/report"
	"arus/report/bridge"
	"arus/sales"
)

// contest is a question as it is asked here and at the peers.
type contest struct {
	name  string
	aims  map[string]float64     // how many times as fast
	ask   func() func() []string // asks, and gives our answer as the peers give it; nil where they do not answer quite the same
	query string
	own   map[string]string // of a peer that has a better way to ask
}

// against measures a question here and at the peers, compares the answers and prints ratios with their aims.
func (x *reported) against(c contest) {
	took := best(9, func() { c.ask() })
	line := fmt.Sprintf("%-28s arus %9.3f ms", c.name, ms(took))
	for _, name := range slices.Sorted(maps.Keys(x.peers)) {
		peer := x.peers[name]
		query := c.query
		if own := c.own[name]; own != "" {
			query = own
		}
		answer, at := peer.ask(query)
		if same := c.ask(); same != nil {
			if ours := same(); !slices.Equal(sorted(answer), sorted(ours)) {
				x.b.Errorf("%s: %s answers %d rows %.300q, arus %d rows %.300q", c.name, name, len(answer), sorted(answer), len(ours), sorted(ours))
			}
		}
		aim := ""
		if c.aims[name] > 0 {
			aim = fmt.Sprintf(" (aim %g×)", c.aims[name])
		}
		line += fmt.Sprintf(" · %s %9.3f ms = %.1f×%s", name, ms(at), float64(at)/float64(took), aim)
	}
	fmt.Println(line)
}

func (x *reported) contests() []contest {
	past := x.weeks[len(x.weeks)/2].At
	return []contest{
		{name: "grouped sum with a filter", aims: map[string]float64{"sqlite": 70, "postgres": 20, "duckdb": 2},
			ask:   func() func() []string { return lines(x.ask(groupedSum), 0, 2, 3) },
			query: "select stage, count(*), cast(sum(value) as bigint) from bench_deal where outcome = 'open' and value > 100000000 group by stage"},
		{name: "stage medians", aims: map[string]float64{"sqlite": 150, "postgres": 30, "duckdb": 2.5},
			ask: func() func() []string {
				x.ask(report.Question{GroupBy: []string{"stage"}, Measures: []string{"stage_days_p50"}})
				return nil // ours are of those that still go on, too
			},
			query: `select stage, n, days from (select stage, days, row_number() over (partition by stage order by days) as at, count(*) over (partition by stage) as n
				from bench_visit) as ranked where at = (n + 1) / 2`,
			own: map[string]string{"duckdb": "select stage, count(*), cast(quantile_disc(days, 0.5) as bigint) from bench_visit group by stage"}},
		{name: "one past moment",
			ask: func() func() []string {
				t, err := x.r.Earlier(past, groupedSum.Filter).Ask(groupedSum)
				sound(x.b, err)
				return lines(t, 0, 2, 3)
			},
			query: momentQuery("bench_version", past), own: map[string]string{"sqlite": momentQuery("bench_version indexed by bench_version_2", past)}}, // it would take another by itself
		{name: "104 past weeks", aims: map[string]float64{"sqlite": 40, "postgres": 25, "duckdb": 7},
			ask: func() func() []string {
				t, err := x.r.Series(groupedSum, x.weeks, nil)
				sound(x.b, err)
				return lines(t, 0, 1, 3, 4)
			},
			query: weeklyQuery(x.weeks)},
		{name: "bridge of a quarter",
			ask: func() func() []string {
				steps, err := bridge.Of(x.r, bridge.Question{From: x.quarterAgo()})
				sound(x.b, err)
				return func() []string { return bridged(steps[0]) }
			},
			query: bridgeQuery(x.quarterAgo(), reportedAt)},
	}
}

func (x *reported) quarterAgo() sales.Instant { return x.weeks[len(x.weeks)-13].At }

// lines are some cells of each row of a table, as peers give them.
func lines(t report.Table, cells ...int) func() []string {
	return func() (all []string) {
		for _, row := range t.Rows {
			var words []any
			for _, i := range cells {
				if m, money := row[i].(sales.Money); money {
					words = append(words, m.Minor)
				} else {
					words = append(words, row[i])
				}
			}
			line := fmt.Sprintln(words...)
			all = append(all, line[:len(line)-1])
		}
		return all
	}
}

func momentQuery(versions string, at sales.Instant) string {
	return fmt.Sprintf("select stage, count(*), cast(sum(value) as bigint) from %s where outcome = 'open' and value > 100000000 and began <= %d and ended > %d group by stage", versions, at, at)
}

// weeklyQuery adds up what comes and goes in each week: much faster than asking for each week. Weeks are named by their
// days in the end only.
func weeklyQuery(weeks []report.Moment) string {
	days := make([]string, len(weeks))
	for i, w := range weeks {
		days[i] = fmt.Sprintf("(%d, '%s')", i, w.Day)
	}
	const open = "from bench_version where outcome = 'open' and value > 100000000 and first_week < end_week"
	return `with change(week, stage, n, v) as (
			select first_week, stage, count(*), sum(value) ` + open + ` group by first_week, stage
			union all select end_week, stage, -count(*), -sum(value) ` + open + ` group by end_week, stage),
		day(week, day) as (values ` + strings.Join(days, ", ") + `),
		stages(stage) as (select distinct stage from change),
		there as (select day.day, stages.stage, sum(coalesce(c.n, 0)) over (partition by stages.stage order by day.week) as n, sum(coalesce(c.v, 0)) over (partition by stages.stage order by day.week) as v
			from day cross join stages left join (select week, stage, sum(n) as n, sum(v) as v from change group by week, stage) c on c.week = day.week and c.stage = stages.stage)
		select day, stage, cast(n as bigint), cast(v as bigint) from there where n > 0`
}

func bridgeQuery(from, to sales.Instant) string {
	at := func(moment sales.Instant) string {
		return fmt.Sprintf("select deal, outcome, value from bench_version where began <= %d and ended > %d", moment, moment)
	}
	return "with was as (" + at(from) + "), now as (" + at(to) + `)
		select case when was.deal is null then 'created' when now.outcome = 'won' then 'won' when now.outcome = 'lost' then 'lost' else 'changed' end as line, count(*),
			cast(sum(case when now.outcome = 'open' then now.value else 0 end - coalesce(was.value, 0)) as bigint)
		from now left join was on was.deal = now.deal
		where (was.outcome = 'open' or was.deal is null and now.outcome = 'open') and (was.deal is null or now.outcome <> 'open' or now.value <> was.value) group by 1`
}

func bridged(b bridge.Bridge) (all []string) {
	for _, l := range b.Lines {
		if l.Count > 0 {
			all = append(all, fmt.Sprint(l.Kind, " ", l.Count, " ", l.Value.Minor))
		}
	}
	return all
}
