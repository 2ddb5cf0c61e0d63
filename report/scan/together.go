package scan

import "sync"

// Together does work on this goroutine, which is worker 0, and on others beside it. Each takes pieces for as long as there
// are any. Whoever has not begun by the time that worker 0 finds none has come too late and does nothing: on a machine that is
// busy writing, waiting for one to be let on would take longer than the work.
func Together(workers int, work func(worker int)) {
	var mu sync.Mutex
	var begun sync.WaitGroup
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
				work(worker)
			}
		}()
	}
	work(0)
	mu.Lock()
	over = true
	mu.Unlock()
	begun.Wait()
}
