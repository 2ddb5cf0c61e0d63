package routing

import (
	"slices"
	"strconv"
	"strings"

	"arus/sales"
)

// Member is somebody whom a route may give something to.
type Member struct {
	User      sales.UserID `json:"user"`
	Weight    int          `json:"weight,omitempty" minimum:"0" maximum:"1000" doc:"Of the turns, beside the others' weights; 1 when left out"`
	Most      int          `json:"most,omitempty" minimum:"0" maximum:"100000" doc:"So many may be open with them at once; any number when left out"`
	Regions   []string     `json:"regions,omitempty" doc:"Only of these; any when left out, and so on for the others"`
	Segments  []string     `json:"segments,omitempty"`
	Products  []string     `json:"products,omitempty"`
	Languages []string     `json:"languages,omitempty"`
}

// Subject is what is to be given to somebody, as far as it matters to whom.
type Subject struct{ Region, Segment, Product, Language string }

// Reason is why it cannot be somebody's turn.
type Reason string

// The reasons.
const (
	Territory Reason = "region"
	Segment   Reason = "segment"
	Product   Reason = "product"
	Language  Reason = "language"
	Left      Reason = "left" // the workspace
	Away      Reason = "away"
	Full      Reason = "full"
	Missed    Reason = "missed" // their time for the first touch has passed
)

// Now is how things stand with people.
type Now struct {
	Left, Away, Missed func(sales.UserID) bool
	Load               func(sales.UserID) int // what is open with them
}

// Out is somebody whose turn it cannot be.
type Out struct {
	User   sales.UserID `json:"user"`
	Reason Reason       `json:"reason" enum:"region,segment,product,language,left,away,full,missed"`
}

// Allotment is whose turn it is, and why.
type Allotment struct {
	To     sales.UserID `json:"to"`               // empty: nobody's
	Pool   string       `json:"pool,omitempty"`   // those whose turn it could be, with their weights; empty when it fell back
	Turn   int          `json:"turn,omitempty"`   // of the pool, from 1
	Weight int          `json:"weight,omitempty"` // of all in the pool
	Own    int          `json:"own,omitempty"`    // of whose turn it is
	Had    int          `json:"had,omitempty"`    // turns of theirs before this one
	Out    []Out        `json:"out,omitempty"`
}

// Rota is who may have a turn.
type Rota struct {
	Members  []Member
	Fallback sales.UserID // whose it is where it can be nobody's turn
}

// Choose says whose turn it is. had is how many turns of a pool each has had. Where nobody can, it is the fallback's, if they
// are here.
func (r Rota) Choose(s Subject, now Now, had func(pool string) map[sales.UserID]int) Allotment {
	var c Allotment
	var pool []Seat
	for _, m := range r.Members {
		if why := m.out(s, now); why != "" {
			c.Out = append(c.Out, Out{m.User, why})
			continue
		}
		pool = append(pool, Seat{User: m.User, Weight: max(1, m.Weight)})
	}
	if len(pool) == 0 {
		if r.Fallback != "" && !now.Left(r.Fallback) {
			c.To = r.Fallback
		}
		return c
	}
	c.Pool = nameOf(pool)
	turns := had(c.Pool)
	for i := range pool {
		pool[i].Had = turns[pool[i].User]
		c.Turn += pool[i].Had
		c.Weight += pool[i].Weight
	}
	next := pool[Turn(pool)]
	c.To, c.Turn, c.Own, c.Had = next.User, c.Turn+1, next.Weight, next.Had
	return c
}

// nameOf a pool: its people and their weights, however they are listed.
func nameOf(pool []Seat) string {
	names := make([]string, len(pool))
	for i, s := range pool {
		names[i] = string(s.User) + ":" + strconv.Itoa(s.Weight)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// out is why it cannot be the member's turn, or nothing.
func (m Member) out(s Subject, now Now) Reason {
	covers := func(list []string, word string) bool { return len(list) == 0 || slices.Contains(list, word) }
	switch {
	case now.Left(m.User):
		return Left
	case now.Missed(m.User):
		return Missed
	case !covers(m.Regions, s.Region):
		return Territory
	case !covers(m.Segments, s.Segment):
		return Segment
	case !covers(m.Products, s.Product):
		return Product
	case !covers(m.Languages, s.Language):
		return Language
	case now.Away(m.User):
		return Away
	case m.Most > 0 && now.Load(m.User) >= m.Most:
		return Full
	}
	return ""
}
