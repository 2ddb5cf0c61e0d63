package scan

import (
	"sync"

	"arus/beside"
)

// Together does work on this goroutine, which is worker 0, and on others beside it. Each takes pieces for as long as there
// are any. Whoever has not begun by the time that worker 0 finds none has come too late and does nothing: on a machine that is
// busy writing, waiting for one to be let on would take longer than the work. Whatever breaks on another goroutine breaks this
// one, when all have ended: it is one question's failure, and not the process's.
func Together(workers int, work func(worker int)) {
	var mu sync.Mutex
	var begun sync.WaitGroup
	var broken error
	over := false
	begin := func() bool {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			begun.Add(1)
		}
		return !over
	}
	for worker := 1; worker < workers; worker++ {
		go func() {
			if begin() {
				defer begun.Done()
				defer func() {
					if v := recover(); v != nil {
						mu.Lock()
						defer mu.Unlock()
						broken = beside.Broken(v)
					}
				}()
				work(worker)
			}
		}()
	}
	work(0)
	mu.Lock()
	over = true
	mu.Unlock()
	begun.Wait()
	if broken != nil {
		panic(broken)
	}
}
