// Command arus is the whole of Arus in one binary: the server, its demo, and the tools around it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // time zones, also where the machine has none

	"github.com/alecthomas/kong"

	"arus/sales"
)

// version is set by the build.
var version = "dev"

// Exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Start a demo company on this machine, in a temporary directory."`
	Init     initCommand     `cmd:"" help:"Make the first workspace and its admin."`
	Serve    serveCommand    `cmd:"" help:"Serve an installation."`
	Import   importCommand   `cmd:"" help:"Bring an export of another system in."`
	Token    tokenCommand    `cmd:"" help:"Tokens for programs."`
	Analyze  analyzeCommand  `cmd:"" help:"Say what an export tells, on one page, without a server."`
	Backtest backtestCommand `cmd:"" help:"Forecast periods that are over, from what was known then, by every method."`
	Forecast forecastCommand `cmd:"" help:"Make submitted forecasts again."`
	Doctor   doctorCommand   `cmd:"" help:"Compare the board with a full replay of the ledger."`
	Config   configCommand   `cmd:"" help:"Print the configuration, secrets hidden."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

func main() {
	os.Exit(run(os.Args[1:]))
}

// run is main without the exit. A wrong use ends with 2 and one line, a failure with 1 and one line.
func run(args []string) int {
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("arus"), kong.Description("The operating system of revenue."),
		kong.UsageOnError(), kong.Exit(func(n int) { code = n }), kong.Vars{"version": version})
	if err != nil {
		panic(err) // the command line itself is wrong: a mistake of ours
	}
	chosen, err := parser.Parse(args)
	if code >= 0 {
		return code // help was asked for and given
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "arus: %s (arus --help tells more)\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	return exitCode(chosen.Run())
}

// misuse is a failure that the user can mend on the command line or in their files.
type misuse struct{ error }

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	fmt.Fprintf(os.Stderr, "arus: %s\n", strings.ReplaceAll(err.Error(), "\n", "; ")) // one line, whatever drivers say
	var wrong misuse
	var problem *sales.Problem
	if errors.As(err, &wrong) || errors.As(err, &problem) && problem.Kind == sales.KindInvalid {
		return exitUsage
	}
	return exitFailed
}
