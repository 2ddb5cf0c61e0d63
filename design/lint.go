package design

import (
	"regexp"
	"strconv"

	"arus/board"
	"arus/report"
	"arus/sales"
)

// Finding is something about a stage that makes it mean less than it could.
type Finding struct {
	Stage   sales.StageID
	Pointer string // into the definition
	Code    string // seller_action, no_buyer_action, no_criterion, hardly_left
	Says    sales.Words
}

// Flow is how deals have left a stage.
type Flow struct {
	Visits int // that began long enough ago to have ended
	Left   int // of them
}

// What makes a stage one that is hardly ever left: so many visits that had so long, and fewer than that share gone.
const (
	patienceDays = 120
	visitsLeast  = 20
	leftLeast    = .25
)

var (
	// sellers do these things. A text that names one of them says what we did and not what the buyer did.
	sellers = regexp.MustCompile(`(?i)\b(sent|send|called|call made|e-?mailed|contacted|pitched|presented|demoed|demo (given|done|held)|quoted|quote issued|` +
		`submitted|followed[ -]up|follow[ -]up|visited|proposal made|dikirim(kan)?|mengirim(kan)?|kirim|dihubungi|menghubungi|ditelepon|presentasi|dipresentasikan|` +
		`ditawarkan|penawaran dibuat|ditindaklanjuti|tindak lanjut|dikunjungi|demo selesai)\b`)
	// buyers are named by one of these words.
	buyers = regexp.MustCompile(`(?i)\b(buyer|customer|client|prospect|decision[ -]maker|champion|procurement|they|their|` +
		`pembeli|pelanggan|klien|calon|pengambil keputusan|sponsor|pengadaan|mereka)\b`)
)

// Lint reads a definition. flow may be nil for one that no deal has gone through yet.
func Lint(p sales.PipelineFacts, flow map[sales.StageID]Flow) []Finding {
	var all []Finding
	first := true
	for i, s := range p.Stages {
		if s.Retired {
			continue
		}
		at := "/stages/" + strconv.Itoa(i)
		add := func(pointer, code, en, id string) {
			all = append(all, Finding{s.ID, at + pointer, code, sales.Words{"en": en, "id": id}})
		}
		switch {
		case s.BuyerAction == "":
			add("/buyer_action", "no_buyer_action", "Nothing says what the buyer has done when a deal stands here.",
				"Tidak dinyatakan apa yang sudah dilakukan pembeli ketika deal berada di sini.")
		case speaksOfSeller(s.BuyerAction):
			add("/buyer_action", "seller_action", "This is what we do, not what the buyer has done: “proposal reviewed by the decision maker” instead of “proposal sent”.",
				"Ini tindakan kita, bukan tindakan pembeli: “proposal ditinjau pengambil keputusan”, bukan “proposal dikirim”.")
		}
		if speaksOfSeller(s.Name) {
			add("/name", "seller_action", "The name says what we do: name the stage after what the buyer has done.",
				"Nama ini menyebut tindakan kita: namai tahap menurut yang sudah dilakukan pembeli.")
		}
		if !first && len(s.Entry) == 0 {
			add("/entry", "no_criterion", "Nothing is asked of a deal to come here: two people will read its figures differently.",
				"Tidak ada syarat untuk masuk ke tahap ini: dua orang akan membaca angkanya secara berbeda.")
		}
		if f := flow[s.ID]; f.Visits >= visitsLeast && float64(f.Left) < leftLeast*float64(f.Visits) {
			add("", "hardly_left", "Deals hardly ever leave this stage: "+strconv.Itoa(f.Left)+" of "+strconv.Itoa(f.Visits)+" did within "+strconv.Itoa(patienceDays)+" days.",
				"Deal hampir tidak pernah keluar dari tahap ini: "+strconv.Itoa(f.Left)+" dari "+strconv.Itoa(f.Visits)+" dalam "+strconv.Itoa(patienceDays)+" hari.")
		}
		first = false
	}
	return all
}

func speaksOfSeller(text string) bool { return sellers.MatchString(text) && !buyers.MatchString(text) }

// FlowOf counts how deals of a pipeline have left its stages, as far as the reader sees them: visits that began long
// enough ago, and those of them that ended within that time.
func FlowOf(r *report.Reader, id sales.PipelineID) map[sales.StageID]Flow {
	flow := map[sales.StageID]Flow{}
	var visits []board.Visit
	for d := range r.Deals() {
		visits = d.AppendVisits(visits[:0])
		for _, v := range visits {
			if v.Pipeline != id || v.Entered.DaysUntil(r.Now) < patienceDays {
				continue
			}
			f := flow[v.Stage]
			f.Visits++
			if v.End != board.Staying && v.Entered.DaysUntil(v.Left) <= patienceDays {
				f.Left++
			}
			flow[v.Stage] = f
		}
	}
	return flow
}
