// Package bench measures Arus beside its peers in one run, because machines differ and are shared: a ratio of two figures
// of the same minute says more than either of them.
//
// It refuses to assert a time. Run it with make bench.
package bench
