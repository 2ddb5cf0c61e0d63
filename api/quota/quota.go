// Package quota lets each caller make so many requests in a minute.
//
// It refuses to remember anything across a restart, and counts on this node only.
package quota

import (
	"fmt"
	"sync"
	"time"
)

// Limiter lets each caller make so many requests in a minute, in a window that slides by refilling steadily.
type Limiter struct {
	quota   int
	clock   func() time.Time
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// New makes a limiter; a quota of 0 lets everything through.
func New(quota int, clock func() time.Time) *Limiter {
	return &Limiter{quota: quota, clock: clock, buckets: map[string]*bucket{}}
}

// Take uses one request up. wait is how long to wait when there is none; left is how many remain.
func (l *Limiter) Take(caller string) (wait time.Duration, left int) {
	if l.quota <= 0 {
		return 0, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	b := l.buckets[caller]
	if b == nil {
		l.sweep(now)
		b = &bucket{left: float64(l.quota), at: now}
		l.buckets[caller] = b
	}
	each := time.Minute / time.Duration(l.quota)
	b.left = min(float64(l.quota), b.left+float64(now.Sub(b.at))/float64(each))
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) * float64(each)), 0
	}
	b.left--
	return 0, int(b.left)
}

// sweep lets go of callers who have been away long enough to have all of their quota again.
func (l *Limiter) sweep(now time.Time) {
	for caller, b := range l.buckets {
		if now.Sub(b.at) > time.Minute {
			delete(l.buckets, caller)
		}
	}
}

// Describe says in RateLimit fields what is left.
func (l *Limiter) Describe(set func(name, value string), left int) {
	if l.quota > 0 {
		set("RateLimit-Policy", fmt.Sprintf(`"caller";q=%d;w=60`, l.quota))
		set("RateLimit", fmt.Sprintf(`"caller";r=%d;t=%d`, left, (60*(l.quota-left)+l.quota-1)/l.quota)) // t: until all is there again
	}
}
