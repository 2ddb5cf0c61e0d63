package access

import (
	"sync"
	"time"
)

const (
	guessesPerPair    = 5  // wrong passwords for one e-mail address from one network address
	guessesPerAddress = 50 // from one network address for whichever e-mail addresses
	firstWait         = 30 * time.Second
	longestWait       = 15 * time.Minute
	guessMemory       = time.Hour // without a failure, after which all is forgotten
	guessMost         = 100_000   // counters kept
)

// guesses counts wrong passwords and makes those who guess wait, ever longer. Counting is by e-mail and network address
// together, so that nobody can lock somebody else out from afar. In memory: a restart forgives.
type guesses struct {
	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	failed int
	last   time.Time
	until  time.Time
}

func newGuesses() *guesses { return &guesses{tries: map[string]*tries{}} }

func pairKey(email, address string) string { return "pair " + email + " " + address }

// begin counts an attempt as failed before it is made, so that many at once gain nothing, or says how long to wait.
func (g *guesses) begin(email, address string, now time.Time) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	limits := map[string]int{pairKey(email, address): guessesPerPair}
	if address != "" {
		limits["from "+address] = guessesPerAddress
	}
	for key := range limits {
		if t := g.tries[key]; t != nil && now.Sub(t.last) < guessMemory {
			wait = max(wait, t.until.Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for key, free := range limits {
		g.count(key, free, now)
	}
	return 0
}

func (g *guesses) count(key string, free int, now time.Time) {
	t := g.tries[key]
	if t == nil || now.Sub(t.last) >= guessMemory {
		g.makeRoom(now)
		t = &tries{}
		g.tries[key] = t
	}
	t.failed++
	t.last = now
	if over := t.failed - free; over >= 0 {
		t.until = now.Add(min(longestWait, firstWait<<min(over, 10)))
	}
}

// makeRoom drops what is old. When all is fresh, somebody is flooding us from many addresses, and the counters of the
// flood are worth less than our memory.
func (g *guesses) makeRoom(now time.Time) {
	if len(g.tries) < guessMost {
		return
	}
	for key, t := range g.tries {
		if now.Sub(t.last) >= guessMemory {
			delete(g.tries, key)
		}
	}
	if len(g.tries) >= guessMost {
		clear(g.tries)
	}
}

// right takes back what begin has counted, and forgives the wrong attempts before it.
func (g *guesses) right(email, address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.tries, pairKey(email, address))
	if t := g.tries["from "+address]; t != nil && t.failed > 0 {
		t.failed--
		t.until = time.Time{}
	}
}
