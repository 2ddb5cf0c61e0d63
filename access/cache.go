package access

import (
	"sync"

	"arus/sales"
)

const (
	cacheLife = 5_000_000 // microseconds: for so long another node may not notice that a secret was revoked
	cacheMost = 10_000    // callers; then all are forgotten, which costs one query each
)

// cache remembers callers briefly, so that a request costs neither a query nor a write.
type cache struct {
	mu      sync.Mutex
	callers map[string]cached // by digest
	revoked int               // counts what was forgotten, so that no look-up begun before brings it back
}

type cached struct {
	caller Caller
	until  sales.Instant
	renew  sales.Instant // of a session: when its secret is old
	rights string        // of a session: those that its secret was made for
}

func newCache() *cache { return &cache{callers: map[string]cached{}} }

// get returns a caller that is still remembered, and the mark to give to put when there is none.
func (c *cache) get(digest string, now sales.Instant) (known cached, found bool, mark int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, found = c.callers[digest]
	// A clock that was set back must not prolong anything.
	if !found || now >= known.until || known.until-now > cacheLife {
		return cached{}, false, c.revoked
	}
	return known, true, c.revoked
}

// put remembers a caller, until the secret's own end at the latest, unless somebody was forgotten since mark.
func (c *cache) put(digest string, caller cached, now sales.Instant, mark int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if mark != c.revoked {
		return
	}
	if len(c.callers) >= cacheMost {
		clear(c.callers)
	}
	caller.until = min(caller.until, now+cacheLife)
	c.callers[digest] = caller
}

// forget drops the callers for whom gone is true.
func (c *cache) forget(gone func(digest string, caller Caller) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked++
	for digest, known := range c.callers {
		if gone(digest, known.caller) {
			delete(c.callers, digest)
		}
	}
}

// clear drops all callers.
func (c *cache) clear() { c.forget(func(string, Caller) bool { return true }) }
