package kept

import "sync/atomic"

// List is worked out once. Two who come first both do the work, and one result is kept. The zero List has not been.
type List[T any] struct{ kept atomic.Pointer[[]T] }

// Once is the list, worked out by a function where it has not been.
func (l *List[T]) Once(work func() []T) []T {
	if kept := l.kept.Load(); kept != nil {
		return *kept
	}
	all := work()
	l.kept.Store(&all)
	return all
}

// Of is Once for a list of some length, worked out one by one.
func (l *List[T]) Of(n int, one func(i int) T) []T {
	return l.Once(func() []T {
		all := make([]T, n)
		for i := range all {
			all[i] = one(i)
		}
		return all
	})
}
