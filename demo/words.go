package demo

import "arus/sales"

// All names are invented. Companies are put together from made-up stems, people from common given and family names.

const (
	enterprise = iota
	midMarket
	smallBusiness
	publicSector
)

var segments = [...]string{"Enterprise", "Mid-market", "Small business", "Public sector"}

var regions = [...]string{"DKI Jakarta", "Jawa Barat", "Jawa Timur", "Banten", "Jawa Tengah", "Sumatera Utara",
	"Sulawesi Selatan", "Bali", "Kalimantan Timur", "Sumatera Selatan"}

var regionShare = []float64{.27, .17, .14, .08, .09, .08, .06, .05, .04, .02}

var sources = [...]string{"Referral", "Event", "Website", "Outbound", "Partner"}

var channels = [len(motions)][]string{{"Field sales"}, {"Inside sales", "Inside sales", "Marketplace"}, {"Reseller", "System integrator"}}

var teams = [...]struct{ name, region string }{{"Enterprise", "DKI Jakarta"}, {"Small business West", "Jawa Barat"},
	{"Small business East", "Jawa Timur"}, {"Partner channel", ""}}

// teamsOf a motion.
var teamsOf = [len(motions)][]int{{0}, {1, 2}, {3}}

// rivals; the last one is the newcomer.
var rivals = [...]string{"Telukara", "Nivantra Systems", "Orbita Niaga", "Brightmesa", "Kilatara"}

const newcomer = len(rivals) - 1

const (
	payroll  = 3
	services = 7
)

// products with the price of one, a month when it recurs, in rupiah and in cents of a dollar.
var products = [...]struct {
	name, code, family, noun string
	rupiah, cents            int64
	once                     bool
	margin, churn            sales.Decimal
}{
	{"Fleet tracking", "FLT", "Operations", "vehicles", 185_000, 1_200, false, "0.72", "0.011"},
	{"ERP suite", "ERP", "Back office", "users", 420_000, 2_700, false, "0.78", "0.007"},
	{"Point of sale", "POS", "Retail", "outlets", 550_000, 3_500, false, "0.70", "0.018"},
	{"Payroll and HR", "HRP", "Back office", "employees", 28_000, 180, false, "0.81", "0.013"},
	{"Warehouse management", "WMS", "Operations", "docks", 2_400_000, 15_500, false, "0.74", "0.009"},
	{"Cold chain sensors", "CCS", "Devices", "sensors", 1_750_000, 11_000, true, "0.38", ""},
	{"Payment terminals", "EDC", "Devices", "terminals", 2_900_000, 18_500, true, "0.31", ""},
	{"Implementation services", "SVC", "Services", "days", 6_500_000, 42_000, true, "0.45", ""},
}

var industries = [...]struct {
	name    string
	word    string // in the name of a company
	product int
}{{"Logistics", "Logistik", 0}, {"Manufacturing", "Manufaktur", 1}, {"Retail", "Ritel", 2}, {"Healthcare", "Medika", 3},
	{"Wholesale", "Niaga", 4}, {"Food and beverage", "Pangan", 5}, {"Hospitality", "Wisata", 6}, {"Agriculture", "Agro", 0},
	{"Construction", "Konstruksi", 1}, {"Fisheries", "Bahari", 5}, {"Textiles", "Tekstil", 3}, {"Energy", "Energi", 0},
	{"Pharmaceuticals", "Farma", 4}, {"Education", "Edukasi", 3}, {"Automotive", "Otomotif", 1}}

var stemHeads = []string{"Aruni", "Banya", "Cendra", "Darsa", "Galu", "Harsa", "Jati", "Kala", "Lumi", "Mandra", "Nawa",
	"Palu", "Rinja", "Sagara", "Tala", "Wirata", "Yuda", "Kemba", "Selara", "Tirta"}

var stemTails = []string{"tama", "loka", "wangi", "sena", "mukti", "vara", "ksara", "buana", "dipa", "ngga", "raya", "nusa"}

var companyTails = []string{"Sejahtera", "Abadi", "Makmur", "Perkasa", "Lestari", "Mandiri", "Sentosa", "Gemilang", "Persada", ""}

var publicForms = []string{"Perumda", "Koperasi", "Yayasan", "Balai"}

var givenNames = []string{"Adi", "Agus", "Ayu", "Bagus", "Bayu", "Bima", "Citra", "Dewi", "Dian", "Dimas", "Eka", "Endang",
	"Fajar", "Farah", "Fitri", "Galih", "Gita", "Hendra", "Indah", "Intan", "Joko", "Kartika", "Lestari", "Made", "Maya",
	"Nadia", "Nanda", "Novi", "Putri", "Rani", "Ratna", "Reza", "Rina", "Rizky", "Sari", "Sekar", "Siti", "Surya", "Tari",
	"Tegar", "Tri", "Vina", "Wahyu", "Wayan", "Wulan", "Yoga", "Yulia", "Yusuf"}

var familyNames = []string{"Adinata", "Anggraini", "Ardiansyah", "Budiman", "Cahyono", "Damanik", "Firmansyah", "Ginting",
	"Gunawan", "Halim", "Handayani", "Hartono", "Hidayat", "Iskandar", "Kurniawan", "Kusuma", "Lubis", "Maharani", "Mahendra",
	"Nasution", "Nugroho", "Pangestu", "Permana", "Prasetyo", "Pratiwi", "Rahayu", "Rahman", "Ramadhan", "Santoso",
	"Saputra", "Setiawan", "Siregar", "Sutanto", "Sulistyo", "Suryadi", "Susanti", "Tanuwijaya", "Utami", "Wibowo", "Wijaya",
	"Wulandari", "Yuliana"}

// positions with the part that somebody in them plays in a deal.
var positions = []struct {
	title string
	role  sales.Role
}{{"Operations Manager", "champion"}, {"Managing Director", "decision_maker"}, {"Finance Director", "economic_buyer"},
	{"IT Manager", "influencer"}, {"Head of Procurement", "procurement"}, {"Branch Manager", "user"}, {"Legal Counsel", "legal"}}

var valueKinds = [len(motions)]sales.ValueKind{sales.TCV, sales.FirstYear, sales.TCV}

// milestone is a stage as people see it.
type milestone struct {
	name, canonical, buyer string
	category               sales.Category
	expected, limit        int
}

var pipelineNames = [len(motions)]string{"Enterprise", "Small business", "Partner channel"}

var milestones = [len(motions)][]milestone{
	{
		{"Qualification", "qualify", "buyer has confirmed a problem worth solving this year", sales.InPipeline, 21, 60},
		{"Discovery", "discover", "buyer has confirmed budget range and who decides", sales.InPipeline, 25, 60},
		{"Solution fit", "validate", "buyer has seen the solution with their own data and says it fits", sales.InPipeline, 28, 70},
		{"Proposal", "propose", "buyer has received the proposal and set a date to answer", sales.BestCase, 28, 75},
		{"Negotiation", "negotiate", "buyer has named the terms that still stand in the way", sales.MostLikely, 25, 60},
		{"Verbal commit", "commit", "decision maker has said yes; papers are with legal", sales.Commit, 21, 45},
	},
	{
		{"Qualification", "qualify", "buyer has said what they use today and what it costs them", sales.InPipeline, 10, 35},
		{"Demo", "validate", "buyer has taken part in a demo with the person who will use it", sales.InPipeline, 12, 40},
		{"Proposal", "propose", "buyer has confirmed the price and the start date they want", sales.BestCase, 14, 40},
		{"Closing", "negotiate", "buyer has asked for the contract", sales.Commit, 14, 35},
	},
	{
		{"Registration", "qualify", "partner has registered the deal and named the end customer", sales.InPipeline, 14, 45},
		{"Joint discovery", "discover", "end customer has met partner and us together", sales.InPipeline, 18, 50},
		{"Joint proposal", "propose", "end customer has received one proposal from both", sales.BestCase, 21, 60},
		{"Negotiation", "negotiate", "end customer and partner have agreed on scope and margin", sales.MostLikely, 21, 55},
		{"Order", "commit", "end customer has sent a letter of intent", sales.Commit, 18, 40},
	},
}

// proposalSteps are the sub-stages of one stage.
var proposalSteps = [...]string{"Drafting", "Sent", "In review"}

const (
	proposalMotion = 0
	proposalStage  = 3
)

const (
	lostToRival  = "Lost to competitor"
	lostInterest = "Went silent"
	noDecision   = "No decision"
)

var lostReasons = []string{"Price", lostToRival, "No budget", noDecision, "Timing", "Missing feature", lostInterest}

// plainReasons are given where nothing better is known.
var plainReasons = []string{"Price", "Price", "No budget", noDecision, "Timing", "Missing feature"}

var pushReasons = []string{"Budget approval is late", "Decision maker travels", "Buyer asked for more time",
	"Legal review takes longer", "Waiting for the board meeting", "Moved to the next quarter", "Pilot is not finished", ""}

var reopenReasons = []string{"Buyer came back with a new budget", "Competitor's pilot failed", "New decision maker asked again"}

var nextSteps = [mostStages][]string{
	{"Call to confirm the problem and its owner", "Find out who decides", "Send the questionnaire"},
	{"Workshop with operations", "Get the budget range confirmed", "Map the people involved"},
	{"Demo with their own data", "Visit the site in person", "Agree on success criteria for the pilot"},
	{"Send the proposal", "Walk the finance director through the price", "Answer questions from procurement"},
	{"Settle the payment terms", "Second round on the discount", "Legal redline call"},
	{"Collect the signed order", "Confirm the purchase order number", "Plan the kick-off"},
}

// touches are activities in which the buyer takes part, by how far the deal has come; attempts are without the buyer.
var touches = [3][]note{
	{{"call", "First call about the present situation", 25}, {"email", "Reply with details of the present set-up", 0},
		{"meeting", "Introduction with operations", 45}},
	{{"demo", "Demo with the team", 60}, {"site_visit", "Visit to the site", 150}, {"meeting", "Workshop on requirements", 90},
		{"email", "Answers to technical questions", 0}, {"call", "Follow-up after the demo", 20}},
	{{"meeting", "Review of the proposal", 60}, {"call", "Discussion of price and terms", 30}, {"email", "Comments on the contract", 0},
		{"meeting", "Session with the decision maker", 45}},
}

var attempts = []note{{"email", "Follow-up, no answer yet", 0}, {"call", "Called, not reached", 5}, {"task", "Prepare documents", 30},
	{"note", "Internal review of the deal", 15}}

type note struct {
	kind, subject string
	minutes       int
}

// verdicts are why a rep counts a deal otherwise than its stage does.
var verdicts = map[sales.Category]string{
	sales.Commit:     "The buyer has named the day of signing",
	sales.MostLikely: "The budget is there, and nobody has spoken against it",
	sales.BestCase:   "It can still come in this period if the committee meets in time",
	sales.InPipeline: "There is interest, and no date yet",
	sales.Omitted:    "The buyer has gone quiet",
}
