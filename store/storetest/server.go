package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// One server of each kind per test process, started by the first test that needs it. This is the package's only state:
// starting one takes a second, so tests must share it, and Go's test processes have no other place for it.
var servers = map[Durability]func() (*server, error){
	Fast:    sync.OnceValues(func() (*server, error) { return start(Fast) }),
	Durable: sync.OnceValues(func() (*server, error) { return start(Durable) }),
}

// server is a running PostgreSQL. It stops when leash is closed, so leash must stay reachable: an
// unreachable pipe is closed by the garbage collector.
type server struct {
	url   string
	leash io.Closer
}

// keeper outlives the test process by a moment: its standard input ends when that process ends, in whatever way,
// and then it stops the server and removes its directory. So no test needs to remember to, and a killed one leaves nothing.
const keeper = `
trap '' INT TERM HUP
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=200 -c fsync="$3" -c synchronous_commit=on \
  -c full_page_writes="$3" -c max_wal_size=2GB -c shared_buffers=128MB -c timezone=UTC </dev/null >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server; wait $server
rm -rf "$2"`

// start makes a cluster in a temporary directory and a server for it that listens on a socket in there.
func start(durability Durability) (*server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	account, err := accountForServer()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "aruspg") // short: the path of a socket has at most 107 bytes
	if err != nil {
		return nil, err
	}
	if account != nil {
		if err := os.Chown(dir, int(account.Uid), int(account.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(filepath.Join(programs, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: account}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	fsync := "off"
	if durability == Durable {
		fsync = "on"
	}
	keep := exec.Command("/bin/sh", "-c", keeper, "keeper", programs, dir, fsync)
	keep.Dir = dir
	keep.SysProcAttr = &syscall.SysProcAttr{Credential: account, Setpgid: true} // an interrupt at the terminal is not for it
	leash, err := keep.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := keep.Start(); err != nil {
		return nil, err
	}
	place := (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	if err := answers(place); err != nil {
		said, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, errors.Join(fmt.Errorf("the server does not answer: %w: %s", err, said), leash.Close())
	}
	return &server{url: place, leash: leash}, nil
}

// answers waits until the server takes connections.
func answers(place string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, place)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// findPrograms returns the directory of initdb and postgres: from PATH, or the newest that Debian's packages have.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
				return filepath.Dir(path), nil
			}
		}
	}
	found, newest := "", 0
	paths, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is well-formed
	for _, path := range paths {
		dir := filepath.Dir(path)
		if major, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil && major > newest {
			found, newest = dir, major
		}
	}
	if found == "" {
		return "", errors.New("neither PATH nor /usr/lib/postgresql has initdb and postgres")
	}
	return found, nil
}

// accountForServer is nil, meaning ourselves, unless we are root, as whom PostgreSQL refuses to run.
func accountForServer() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUser := strconv.ParseUint(account.Uid, 10, 32)
		gid, errGroup := strconv.ParseUint(account.Gid, 10, 32)
		if err := errors.Join(errUser, errGroup); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run PostgreSQL as")
}
