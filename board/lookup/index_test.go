package lookup

import (
	"strconv"
	"testing"
)

func TestReadersFindWhatIsThereWhileMoreIsAdded(t *testing.T) {
	const texts = 20_000
	x := New()
	find := func(n int) (uint32, bool) {
		return x.Find(strconv.Itoa(n), func(number uint32) bool { return int(number) == n })
	}
	added := make(chan int, texts)
	go func() {
		defer close(added)
		for n := range texts {
			x.Add(strconv.Itoa(n), uint32(n))
			added <- n
		}
	}()
	for n := range added {
		if number, found := find(n); !found || int(number) != n {
			t.Fatalf("%d: got %d, %t", n, number, found)
		}
		if _, found := find(texts + n); found {
			t.Fatalf("%d was never added", texts+n)
		}
	}
}
