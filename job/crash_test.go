package job_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"arus/job"
	"arus/store/storetest"
)

// crashPlace names the database to a copy of this test binary that is to be killed.
const crashPlace = "ARUS_JOB_TEST_CRASH_AT"

func TestJobOfAKilledProcessIsTakenOver(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the dead process's leadership to end: 15 seconds")
	}
	storetest.EachPlace(t, func(t *testing.T, where string) {
		t.Parallel()
		db := storetest.Open(t, where)
		j := jobs(t, db, job.Options{Timeout: time.Second, RescueAfter: 2 * time.Second, Backoff: quick})
		enqueue(t, db, j, greet{"Joko"})
		killWhileWorking(t, where)

		ran := make(chan job.Run, 10)
		job.Handle(j, 0, func(_ context.Context, run job.Run, args greet) error {
			if args.Name != "Joko" {
				return fmt.Errorf("taken over with arguments %+v", args)
			}
			ran <- run
			return nil
		})
		start(t, j)
		if run := wait(t, ran, "the job of the killed process"); run.Attempt != 2 {
			t.Errorf("taken over as attempt %d, want 2", run.Attempt)
		}
	})
}

// killWhileWorking runs a process that begins the waiting job, and kills it with the job in its hands.
func killWhileWorking(t *testing.T, where string) {
	t.Helper()
	process := exec.Command(os.Args[0], "-test.run=^TestWorkerToBeKilled$", "-test.v")
	process.Env = append(os.Environ(), crashPlace+"="+where)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines, working := bufio.NewScanner(out), false
	for !working && lines.Scan() {
		working = lines.Text() == "working"
	}
	killed := process.Process.Kill()
	_ = process.Wait() // says "killed", as it should
	if !working || killed != nil {
		t.Fatalf("the process to be killed did not get to work (%v)", killed)
	}
}

func TestWorkerToBeKilled(t *testing.T) {
	where := os.Getenv(crashPlace)
	if where == "" {
		t.Skip("only within TestJobOfAKilledProcessIsTakenOver")
	}
	db := storetest.Open(t, where)
	j, err := job.New(db, job.Options{})
	if err != nil {
		t.Fatal(err)
	}
	job.Handle(j, 0, func(context.Context, job.Run, greet) error {
		fmt.Println("working")
		select {} // until killed
	})
	start(t, j)
	select {}
}
