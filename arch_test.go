package arus_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The architecture is a test. It parses the files itself, because a cached test that asked the go command would not
// notice a new import.

// place is a package's place in the house: what of ours and of others' it may import besides the standard library.
// Tests may import more.
type place struct {
	ours   string
	others string // prefixes of import paths
}

// house is every package there is. Data runs downwards: what stands here may only import what stands below it.
var house = map[string]place{
	"cmd/arus": {ours: "dispatch process api automation automation/hook api/entry gate web intake intake/attic intake/sheet board access access/audit access/leaving job ledger store sales demo demo/pledge founding relay board/boards access/ceremony access/passkey access/oidc forecast forecast/backtest forecast/submit analysis report score/keep",
		others: "github.com/alecthomas/kong github.com/prometheus/client_golang github.com/schollz/progressbar/v3 golang.org/x/term"},
	"api": {ours: "beside api/work api/deals api/design api/directory api/document api/door api/entry api/feed api/forecasts api/imports api/problem api/quota api/records api/reports api/rules automation forecast gate intake intake/attic report board access ledger sales api/people relay access/audit board/boards access/passkey access/oidc api/scores score/keep",
		others: "github.com/danielgtaylor/huma/v2 github.com/prometheus/client_golang"},
	"api/design":        {ours: "api/body api/document api/door access board design ledger process report sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/deals":         {ours: "api/body api/document api/door merging dispatch gate intake/attic process report score board ledger sales access", others: "github.com/danielgtaylor/huma/v2"},
	"api/records":       {ours: "api/body api/document api/door merging dispatch report board ledger process sales access/sight report/lists report/views", others: "github.com/danielgtaylor/huma/v2"},
	"api/work":          {ours: "api/body api/document api/door api/records access access/sight board dispatch ledger process report/lists routing sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/imports":       {ours: "api/document api/door api/problem intake ledger sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/reports":       {ours: "api/body api/document api/door access report report/bridge report/flow sales report/scan report/coverage report/pattern report/answer report/health", others: "github.com/danielgtaylor/huma/v2"},
	"api/feed":          {ours: "api/document api/door ledger sales access/sight", others: "github.com/danielgtaylor/huma/v2"},
	"api/forecasts":     {ours: "beside api/body api/document api/door access org forecast forecast/backtest forecast/estimate forecast/submit report board ledger sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/scores":        {ours: "api/document api/door report board ledger sales score score/chronicle score/factor score/keep score/measure score/win", others: "github.com/danielgtaylor/huma/v2"},
	"api/rules":         {ours: "access api/body api/document api/door api/problem automation design ledger process routing sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/people":        {ours: "process api/body api/document api/door board access access/audit sales api/problem ledger relay", others: "github.com/danielgtaylor/huma/v2"},
	"api/entry":         {ours: "api/body api/document api/door access sales api/problem access/audit founding relay access/passkey access/ceremony access/oidc", others: "github.com/danielgtaylor/huma/v2"},
	"api/directory":     {ours: "access access/scim api/body api/document api/door board ledger sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/door":          {ours: "access/audit api/body api/problem gate report board access ledger process sales access/sight board/boards", others: "github.com/danielgtaylor/huma/v2"},
	"api/problem":       {ours: "access rule/spelling sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/document":      {ours: "api/problem access ledger/codec sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/body":          {ours: "sales", others: "github.com/danielgtaylor/huma/v2"},
	"api/quota":         {},
	"web":               {},
	"intake":            {ours: "intake/attic intake/patch intake/rows intake/sheet job ledger process store sales"},
	"intake/attic":      {ours: "store sales"},
	"intake/patch":      {},
	"intake/sheet":      {ours: "intake/rows", others: "go.yaml.in/yaml/v3 golang.org/x/text"},
	"intake/rows":       {others: "golang.org/x/text"},
	"report":            {ours: "report/conduct report/naming report/scan report/survival report/tally score board rule sales"},
	"report/tally":      {ours: "report/scan report/survival board sales"},
	"report/scan":       {ours: "beside board board/kept rule sales"},
	"report/naming":     {ours: "board rule rule/spelling sales"},
	"report/lists":      {ours: "report report/scan rule sales"},
	"report/views":      {ours: "report report/lists sales"},
	"report/survival":   {ours: "sales"},
	"report/answer":     {ours: "report sales", others: "github.com/xuri/excelize/v2 github.com/parquet-go/parquet-go"},
	"org":               {ours: "board sales"},
	"report/bridge":     {ours: "report board sales"},
	"report/flow":       {ours: "report report/survival board sales"},
	"report/coverage":   {ours: "report org forecast/season board sales"},
	"report/conduct":    {ours: "board sales"},
	"report/pattern":    {ours: "report report/conduct board sales"},
	"report/health":     {ours: "merging report report/coverage report/flow board sales"},
	"analysis":          {ours: "report report/coverage report/flow report/health board sales"},
	"report/reporttest": {ours: "board ledger sales", others: "pgregory.net/rapid"},
	"score/bins":        {},
	"score/portable":    {},
	"score/descent":     {ours: "score/bins score/portable"},
	"score/ebm":         {ours: "score/bins score/descent score/portable"},
	"score/gbdt":        {ours: "score/bins score/descent score/portable"},
	"score/logit":       {ours: "score/bins score/portable"},
	"score/measure":     {ours: "score/portable"},
	"score/calibrate":   {ours: "score/portable"},
	"score/win":         {ours: "score score/bins score/calibrate score/descent score/ebm score/gbdt score/logit score/measure score/portable board sales"},
	"score/chronicle":   {ours: "sales"},
	"score/factor":      {ours: "report score score/measure score/win board sales"},
	"score/keep":        {ours: "job report score score/chronicle score/factor score/win board sales store"},
	"score":             {ours: "board sales", others: "gonum.org/v1/gonum"},
	"board":             {ours: "board/dense board/flatjson board/kept board/lookup board/page board/past board/shelf ledger ledger/codec sales"},
	"board/dense":       {},
	"board/flatjson":    {},
	"board/kept":        {},
	"board/boards":      {ours: "board ledger sales"},
	"board/shelf":       {ours: "board/lookup board/page board/past ledger ledger/codec sales"},
	"board/lookup":      {},
	"board/page":        {},
	"board/past":        {ours: "sales"},
	"design":            {ours: "report board sales"},
	"dispatch":          {ours: "board gate ledger process routing sales"},
	"gate":              {ours: "ledger process rule sales"},
	"rule/spelling":     {},
	"rule":              {ours: "process rule/spelling sales", others: "cel.dev/cel-go"},
	"automation":        {ours: "automation/hook gate job ledger ledger/codec process routing sales store"},
	"automation/hook":   {},
	"access":            {ours: "access/audit store sales", others: "github.com/alexedwards/argon2id golang.org/x/crypto"},
	"access/ceremony":   {ours: "store sales"},
	"access/passkey":    {ours: "access access/audit access/ceremony store sales", others: "github.com/go-webauthn/webauthn"},
	"access/oidc":       {ours: "access access/audit access/ceremony store sales", others: "github.com/coreos/go-oidc/v3 golang.org/x/oauth2"},
	"access/keytest":    {others: "github.com/descope/virtualwebauthn"},
	"access/leaving":    {ours: "access access/audit ledger sales"},
	"access/scim":       {ours: "sales"},
	"access/sight":      {ours: "access merging org process report score/chronicle board ledger sales"},
	"access/audit":      {ours: "store sales"},
	"relay/relaytest":   {},
	"founding":          {ours: "access access/audit ledger sales"},
	"relay":             {others: "github.com/wneessen/go-mail"},
	"job":               {ours: "store", others: "github.com/riverqueue/river github.com/jackc/pgx/v5"},
	"ledger":            {ours: "beside ledger/codec store sales"},
	"ledger/codec":      {ours: "merging process score/chronicle sales"},
	"ledger/ledgertest": {ours: "ledger store sales"},
	"store":             {others: "modernc.org/sqlite github.com/jackc/pgx/v5"},
	"store/storetest":   {ours: "store", others: "github.com/jackc/pgx/v5"},
	"process":           {ours: "routing sales"},
	"merging":           {ours: "process sales"},
	"routing":           {ours: "sales"},
	"beside":            {},
	"sales":             {},
	"demo":              {ours: "ledger process routing sales"},
	"demo/pledge":       {ours: "board forecast/submit ledger sales"},
	"demo/sim":          {},
	"forecast":          {ours: "beside forecast/backtest forecast/course forecast/estimate forecast/hazard forecast/season org report report/coverage board sales"},
	"forecast/submit":   {ours: "org board ledger sales"},
	"forecast/estimate": {ours: "forecast/course forecast/hazard score/portable sales"},
	"forecast/hazard":   {ours: "forecast/course score/bins score/ebm score/portable sales"},
	"forecast/backtest": {ours: "forecast/course forecast/estimate forecast/hazard sales"},
	"forecast/course":   {ours: "sales"},
	"forecast/season":   {ours: "sales"},
	"forecast/rehearse": {ours: "demo/sim forecast/course sales"},
	"bench":             {},
	"bench/duckdb":      {others: "github.com/duckdb/duckdb-go/v2"},
	"script/mutate":     {},
	"script":            {},
}

// Where the world outside comes in: only there may the clock be read. All else is handed one.
var outside = []string{"cmd/arus", "store", "store/storetest", "bench", "bench/duckdb", "script"}

// Single files that read the clock for a reason: a job's is that of whoever hands in none.
var clockReaders = []string{"job/job.go"}

// Sizes that a reader can hold. Lines of a package and of a file are those of its sources without tests.
const (
	packageLines  = 2500
	fileLines     = 400
	functionLines = 60
	parameters    = 4
)

// larger are the packages that may be larger, with the reason.
var larger = map[string]int{
	"sales":  4240, // the business is one vocabulary: split, its halves would import each other
	"board":  2770, // what an event does to a deal is in its fold, its row, its bytes and its cursor alike: a wall between them would be all doors
	"report": 2980, // a reader and its questions, of one moment and of many, and how a filter asks where deals have stood; what is named has rooms of its own
	"intake": 2640, // each kind of row takes a page; the lives of deals would be a room, if they did not write on the one plan that all kinds share
}

// wider are the functions that may take more parameters, with the reason.
var wider = map[string]string{
	"score/ebm.sum": "the inner loop over rows: what it reads and where it adds",
	"store.Rows":    "a query, its arguments, where a row goes and what is done with it: each query is one call",
}

// longer are the functions that may be longer, with the reason.
var longer = map[string]string{
	"intake/rows.english":    "a catalogue: one line for each sentence",
	"intake/rows.indonesian": "a catalogue: one line for each sentence",
}

// nondescript are names that say nothing about what is inside.
var nondescript = []string{"utils", "util", "common", "models", "types", "helpers", "misc", "base", "shared", "lib"}

type source struct {
	path  string // from the root, with slashes
	dir   string
	test  bool
	lines int
	tree  *ast.File
	set   *token.FileSet
}

func (s source) line(n ast.Node) int { return s.set.Position(n.Pos()).Line }

func (s source) at(n ast.Node) string { return fmt.Sprintf("%s:%d", s.path, s.line(n)) }

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || len(path) > 1 && strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		all = append(all, source{path: path, dir: strings.TrimSuffix(filepath.ToSlash(filepath.Dir(path)), "."), test: strings.HasSuffix(path, "_test.go"),
			lines: set.File(tree.Pos()).LineCount(), tree: tree, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files were found", len(all))
	}
	return all
}

func TestEveryPackageHasAPlaceAndImportsDownwards(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.dir == "" {
			continue // this test
		}
		seen[s.dir] = true
		place, known := house[s.dir]
		if !known {
			t.Errorf("%s: package %s has no place in the house: give it one here and in docs/ARCHITECTURE.md", s.path, s.dir)
			continue
		}
		if s.test {
			continue
		}
		for _, spec := range s.tree.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !place.may(path) {
				t.Errorf("%s: %s may not import %s", s.at(spec), s.dir, path)
			}
		}
	}
	for dir := range house {
		if !seen[dir] {
			t.Errorf("there is no package %s, but it has a place in the house", dir)
		}
	}
}

func (p place) may(path string) bool {
	if ours, found := strings.CutPrefix(path, "arus/"); found {
		return slices.Contains(strings.Fields(p.ours), ours)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(strings.Fields(p.others), func(prefix string) bool {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	})
}

func TestTheHouseHasNoStairsThatLeadBack(t *testing.T) {
	state := map[string]int{} // 1 while on the way, 2 when done
	var climb func(dir string, way []string) error
	climb = func(dir string, way []string) error {
		if state[dir] == 1 {
			return errors.New(strings.Join(append(way, dir), " → "))
		}
		if state[dir] == 2 {
			return nil
		}
		state[dir] = 1
		for _, below := range strings.Fields(house[dir].ours) {
			if err := climb(below, append(way, dir)); err != nil {
				return err
			}
		}
		state[dir] = 2
		return nil
	}
	for _, dir := range slices.Sorted(maps.Keys(house)) {
		if err := climb(dir, nil); err != nil {
			t.Fatalf("the table allows a circle: %v", err)
		}
	}
}

func TestPackagesAndFilesFitOneSitting(t *testing.T) {
	lines := map[string]int{}
	for _, s := range sources(t) {
		if s.lines > fileLines {
			t.Errorf("%s has %d lines, more than %d", s.path, s.lines, fileLines)
		}
		if !s.test {
			lines[s.dir] += s.lines
		}
	}
	for dir, n := range lines {
		most := packageLines
		if allowed, ok := larger[dir]; ok {
			most = allowed
			if n <= packageLines {
				t.Errorf("package %s has %d lines and needs no exception", dir, n)
			}
		}
		if n > most {
			t.Errorf("package %s has %d lines, more than %d", dir, n, most)
		}
	}
}

func TestFunctionsAreSmallAndTakeFewParameters(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.line(f) + 1; n > functionLines && !s.test && longer[s.dir+"."+f.Name.Name] == "" {
				t.Errorf("%s: %s has %d lines, more than %d", s.at(f), f.Name.Name, n, functionLines)
			}
			if n := taken(f.Type); n > parameters && wider[s.dir+"."+f.Name.Name] == "" {
				t.Errorf("%s: %s takes %d parameters, more than %d", s.at(f), f.Name.Name, n, parameters)
			}
		}
	}
}

// taken counts parameters without a context and without the *testing.T of a test, which every function of its kind has.
func taken(f *ast.FuncType) int {
	n := 0
	for _, field := range f.Params.List {
		if selected, ok := field.Type.(*ast.SelectorExpr); ok {
			if from, ok := selected.X.(*ast.Ident); ok && (from.Name == "context" && selected.Sel.Name == "Context" || from.Name == "testing" && selected.Sel.Name == "TB") {
				continue
			}
		}
		if star, ok := field.Type.(*ast.StarExpr); ok {
			if selected, ok := star.X.(*ast.SelectorExpr); ok {
				if from, ok := selected.X.(*ast.Ident); ok && from.Name == "testing" {
					continue
				}
			}
		}
		n += max(1, len(field.Names))
	}
	return n
}

func TestPackagesAreNamedByWhatTheyAreAndSayWhyTheyExist(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if slices.Contains(nondescript, s.tree.Name.Name) {
			t.Errorf("%s: the name %q says nothing about what is inside", s.path, s.tree.Name.Name)
		}
		if s.dir != "" && !s.test {
			documented[s.dir] = documented[s.dir] || s.tree.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s does not say why it exists", dir)
		}
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init runs before anybody can hand it anything", s.at(f))
			}
		}
	}
}

// A figure must not depend on when it is asked for, so the clock is handed in.
func TestOnlyTheOutsideReadsTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.Contains(outside, s.dir) || slices.Contains(clockReaders, s.path) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if selected, ok := n.(*ast.SelectorExpr); ok {
				if from, ok := selected.X.(*ast.Ident); ok && from.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep"}, selected.Sel.Name) {
					t.Errorf("%s: time.%s: take a clock instead", s.at(n), selected.Sel.Name)
				}
			}
			return true
		})
	}
}
