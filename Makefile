# What can be done with the sources of Arus. `make help` prints the targets.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# One set of flags for what is built, run and tested, so that each package is compiled once.
export GOFLAGS := $(strip $(GOFLAGS) -trimpath)

# golangci-lint is a program, not a dependency of ours: pinned here, built into .tools and not in go.mod.
LINTER := .tools/golangci-lint-v2.15.0
# Mailpit is a real mail server for tests, built in the same way.
MAILPIT := .tools/mailpit-v1.27.11
MODULES := web/node_modules/.package-lock.json
# A real OpenID provider for tests, from npm.
PROVIDER := access/oidc/testdata/provider/node_modules/.package-lock.json

# The demo listens here; `make demo LISTEN=127.0.0.1:9000` is another address of this machine.
LISTEN ?= 127.0.0.1:8080

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/arus (needs Go only: the web workspace is committed as web/dist)
	go build -ldflags "-s -w -X main.version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o bin/arus ./cmd/arus

.PHONY: demo
demo: build ## Build, make up a company and serve it on this machine
	bin/arus demo --listen $(LISTEN)

.PHONY: test
test: tools test-web openapi-lint test-dist test-browser test-go ## Everything: install what is missing, then every test on both databases

# What is mostly arithmetic takes ten times as long with the race detector, and starts hardly a goroutine.
ARITHMETIC := ./demo/... ./forecast/... ./score/...

# Requests by the thousand, one after the other, which tell the race detector nothing that the tests beside them do not.
SERIAL := TestIsolationMatrix|TestNothingGoesRoundTheCriteria

.PHONY: test-go
test-go: ## go vet, gofmt and all Go tests, with the race detector but for arithmetic and what only asks, on SQLite and PostgreSQL
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | xargs -r ls 2>/dev/null | xargs -r gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "gofmt these:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	ARUS_REQUIRE_POSTGRES=1 go test -timeout 30m $(ARITHMETIC)
	ARUS_REQUIRE_POSTGRES=1 go test -timeout 30m -run '$(SERIAL)' ./api
	ARUS_REQUIRE_POSTGRES=1 go test -race -timeout 30m -skip '$(SERIAL)' $$(go list ./... | grep -vxF "$$(go list $(ARITHMETIC))")

.PHONY: test-web
test-web: $(MODULES) ## Types and unit tests of the web workspace
	cd web && npm run --silent lint && npm run --silent test

.PHONY: test-browser
test-browser: $(MODULES) $(PROVIDER) build ## Tell the browser stories: a demo company, a first day, a company account, and a first run
	script/browser-story

.PHONY: test-dist
test-dist: ui ## Check that web/dist is what web/src builds
	@changed=$$(git status --porcelain -- web/dist); \
	if [ -n "$$changed" ]; then echo "web/dist is not what web/src builds. Run make ui and commit it:"; echo "$$changed"; exit 1; fi

.PHONY: screenshots
screenshots: $(MODULES) $(PROVIDER) build ## Take the pictures of docs/screenshots from the browser stories
	mkdir -p bin/shots docs/screenshots
	SHOTS=$(CURDIR)/bin/shots script/browser-story
	cd bin/shots && cp board-light-en.png board-dark-id.png deal-light-en.png $(CURDIR)/docs/screenshots/

.PHONY: lint
lint: $(LINTER) $(MODULES) ## golangci-lint (built into .tools the first time) and the type check of the workspace
	$(LINTER) run ./...
	cd web && npm run --silent lint

.PHONY: ui
ui: $(MODULES) ## Build the web workspace into web/dist
	cd web && npm run --silent build

.PHONY: wire
wire: $(MODULES) ## Write api/openapi.json from the handlers, and the workspace's types from it
	go test ./api -run TestOpenAPIDocument -count=1 -update
	cd web && npm run --silent wire

.PHONY: openapi-lint
openapi-lint: $(MODULES) ## Lint api/openapi.json, without network
	cd web && npm run --silent openapi-lint

.PHONY: bench
bench: tools ## Measure Arus beside its peers, as ratios of one run
	ARUS_REQUIRE_POSTGRES=1 go test -run '^$$' -bench . -benchtime 1x -timeout 120m ./bench ./board
	go test -run '^$$' -bench Criterion -benchtime 1x ./rule

.PHONY: bench-science
bench-science: ## Print what models reach on real exports, beside the figures they are held to
	go test -run '^$$' -bench Science -benchtime 1x -timeout 60m ./bench

.PHONY: bench-reports
bench-reports: ## Ask the same questions of Arus, SQLite and PostgreSQL in one run (ARUS_BENCH_DEALS=100000 for less than a million deals)
	ARUS_REQUIRE_POSTGRES=1 go test -run '^$$' -bench '^BenchmarkReports$$' -benchtime 1x -timeout 60m ./bench

.PHONY: proof-access
proof-access: ## Take out one authorisation check at a time, and see the isolation matrix turn red
	go run ./script/mutate

# The packages of the reports that have properties: the others do not know how many times to check them.
PROPERTIES = $$(go list -f '{{range .TestImports}}{{.}} {{end}}{{range .XTestImports}}{{.}} {{end}}{{.ImportPath}}' ./report/... | sed -n 's/.*pgregory.net\/rapid .* //p')

.PHONY: proof
proof: tools ## The long proofs: real exports whole, histories ten times as many, everything afresh
	@test -d "$${ARUS_SHARED_DATA:-../shared/data}" || { echo "make proof needs the real exports: set ARUS_SHARED_DATA to their directory"; exit 2; }
	ARUS_REQUIRE_POSTGRES=1 go test -count=1 -timeout 60m ./intake/...
	go test -count=1 -timeout 60m -v -run Histories ./report/bridge -histories=1000000
	go test -count=1 -timeout 60m $(PROPERTIES) -rapid.checks=1000
	go test -count=1 -timeout 60m -v -run NothingGoesRoundTheCriteria ./api -attempts 100000
	go test -count=1 -timeout 60m -run TryingARule ./automation -rapid.checks=1000
	ARUS_REQUIRE_POSTGRES=1 go test -count=1 -timeout 60m -run 'Fold|Agree|Snapshots|Checkpoint|Hash' ./ledger ./board -rapid.checks=1000

.PHONY: tools
tools: $(MODULES) $(MAILPIT) $(PROVIDER) ## Install what the tests need and this machine lacks
	@script/need cc postgresql chromium

$(PROVIDER): access/oidc/testdata/provider/package-lock.json
	cd access/oidc/testdata/provider && npm ci --no-fund --no-audit
	@touch $@

$(MAILPIT):
	GOBIN=$(CURDIR)/.tools go install github.com/axllent/mailpit@v1.27.11
	mv .tools/mailpit $@

$(MODULES): web/package-lock.json
	@script/need node
	cd web && npm ci --no-fund --no-audit
	@touch $@

$(LINTER):
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv .tools/golangci-lint $@

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin .tools web/node_modules
