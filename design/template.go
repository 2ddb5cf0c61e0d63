package design

import "arus/sales"

// Template is a pipeline to begin with, in several languages. Everything in it can be changed later.
type Template struct {
	Key    string
	Name   sales.Words
	About  sales.Words // for whom it is
	Stages []TemplateStage
	Lost   []sales.Words // reasons
	Moves  sales.Moves
}

// TemplateStage is a stage of a template: named, like the rest, after what the buyer has done.
type TemplateStage struct {
	Name, Buyer sales.Words
	Canonical   string
	Category    sales.Category
	Days        int
	Entry       []sales.Criterion
}

// In is the definition in one language. Stages get their ids when it is saved.
func (t Template) In(language string) sales.PipelineFacts {
	p := sales.PipelineFacts{Name: t.Name.In(language), ValueKind: sales.TCV, Moves: t.Moves}
	for _, s := range t.Stages {
		p.Stages = append(p.Stages, sales.Stage{Name: s.Name.In(language), BuyerAction: s.Buyer.In(language), Canonical: s.Canonical,
			Category: s.Category, ExpectedDays: s.Days, Entry: s.Entry})
	}
	for _, reason := range t.Lost {
		p.LostReasons = append(p.LostReasons, reason.In(language))
	}
	return p
}

func say(en, id string) sales.Words { return sales.Words{"en": en, "id": id} }

// The criteria that templates share.
var (
	knownCompany = sales.Criterion{Key: "company", Says: say("The company is known", "Perusahaannya diketahui"), Facts: []string{"account"}}
	budgetShown  = sales.Criterion{Key: "budget", Says: say("The buyer has confirmed a budget", "Pembeli sudah memastikan anggaran"), Evidence: "mail"}
	deciderNamed = sales.Criterion{Key: "decider", Says: say("The decision maker is among the contacts", "Pengambil keputusan ada di antara kontak"),
		Rule: `deal.contact_roles.exists(r, r == "decision_maker" || r == "economic_buyer")`}
	fitSaid = sales.Criterion{Key: "fit", Says: say("The buyer says that the solution fits", "Pembeli menyatakan solusinya cocok"), Evidence: "meeting"}
	dateSet = sales.Criterion{Key: "date", Says: say("Value and close date are known", "Nilai dan tanggal penutupan diketahui"), Facts: []string{"value", "close_date"}}
	terms   = sales.Criterion{Key: "terms", Says: say("The buyer has named the terms that still stand in the way", "Pembeli sudah menyebut syarat yang masih menghalangi"), Evidence: "mail"}
	spoken  = sales.Criterion{Key: "yes", Says: say("The decision maker has said yes", "Pengambil keputusan sudah berkata ya"), Evidence: "meeting"}
)

func lostReasons() []sales.Words {
	return []sales.Words{say("Price", "Harga"), say("Lost to competitor", "Kalah dari pesaing"), say("No budget", "Tidak ada anggaran"),
		say("No decision", "Tidak ada keputusan"), say("Timing", "Waktu tidak tepat"), say("Missing feature", "Fitur kurang"), say("Went silent", "Tidak ada kabar")}
}

// Templates are the pipelines to begin with, the simplest first.
func Templates() []Template {
	return []Template{
		{Key: "short", Name: say("Short sale", "Penjualan singkat"), Lost: lostReasons(),
			About: say("A few weeks, one person decides: shops, small services, inbound leads.", "Beberapa minggu, satu orang memutuskan: toko, jasa kecil, prospek masuk."),
			Stages: []TemplateStage{
				{say("Need confirmed", "Kebutuhan dipastikan"), say("buyer has said what they need and by when", "pembeli menyebut apa yang dibutuhkan dan kapan"), "qualify", sales.InPipeline, 7, nil},
				{say("Offer reviewed", "Penawaran ditinjau"), say("buyer has looked at the offer with us", "pembeli sudah meninjau penawaran bersama kita"), "propose", sales.BestCase, 10, []sales.Criterion{dateSet}},
				{say("Agreed by the buyer", "Disetujui pembeli"), say("buyer has agreed and waits for the papers", "pembeli setuju dan menunggu berkas"), "commit", sales.Commit, 7, []sales.Criterion{spoken}},
			}},
		{Key: "classic", Name: say("Sales", "Penjualan"), Lost: lostReasons(),
			About: say("Six steps for business customers with a budget and somebody who decides.", "Enam langkah untuk pelanggan bisnis dengan anggaran dan pengambil keputusan."),
			Stages: []TemplateStage{
				{say("Qualification", "Kualifikasi"), say("buyer has confirmed a problem worth solving this year", "pembeli mengakui masalah yang layak diselesaikan tahun ini"), "qualify", sales.InPipeline, 14, nil},
				{say("Discovery", "Penggalian"), say("buyer has confirmed the budget range and who decides", "pembeli menyebut kisaran anggaran dan siapa yang memutuskan"), "discover", sales.InPipeline, 21, []sales.Criterion{knownCompany}},
				{say("Solution fit", "Kecocokan solusi"), say("buyer has seen the solution on their own case and says it fits", "pembeli melihat solusi pada kasusnya sendiri dan menyatakan cocok"), "validate", sales.InPipeline, 28, []sales.Criterion{budgetShown, deciderNamed}},
				{say("Proposal", "Proposal"), say("buyer has received the proposal and set a date to answer", "pembeli menerima proposal dan menetapkan tanggal jawaban"), "propose", sales.BestCase, 21, []sales.Criterion{fitSaid, dateSet}},
				{say("Negotiation", "Negosiasi"), say("buyer has named the terms that still stand in the way", "pembeli menyebut syarat yang masih menghalangi"), "negotiate", sales.MostLikely, 21, []sales.Criterion{terms}},
				{say("Verbal commit", "Komitmen lisan"), say("decision maker has said yes, and the papers are with legal", "pengambil keputusan menyetujui, dan berkas ada di bagian hukum"), "commit", sales.Commit, 14, []sales.Criterion{spoken}},
			}},
		{Key: "enterprise", Name: say("Enterprise", "Perusahaan besar"), Lost: lostReasons(), Moves: sales.Moves{NoSkip: true},
			About: say("Several people decide, procurement and security have a say; no stage is skipped.", "Beberapa orang memutuskan, pengadaan dan keamanan ikut bicara; tahap tidak dilompati."),
			Stages: []TemplateStage{
				{say("Problem acknowledged", "Masalah diakui"), say("buyer has acknowledged a problem and what it costs", "pembeli mengakui masalah dan biayanya"), "qualify", sales.InPipeline, 21, nil},
				{say("Champion won", "Pendukung ditemukan"), say("a champion at the buyer has opened the door to the decision maker", "seorang pendukung di pihak pembeli membuka jalan ke pengambil keputusan"), "discover", sales.InPipeline, 30,
					[]sales.Criterion{knownCompany, {Key: "champion", Says: say("A champion is among the contacts", "Seorang pendukung ada di antara kontak"), Rule: `deal.contact_roles.exists(r, r == "champion")`}}},
				{say("Criteria agreed", "Kriteria disepakati"), say("buyer has agreed by which criteria they will choose", "pembeli menyepakati kriteria pemilihannya"), "discover", sales.InPipeline, 30,
					[]sales.Criterion{budgetShown, deciderNamed}},
				{say("Proof accepted", "Pembuktian diterima"), say("buyer has accepted the pilot by those criteria", "pembeli menerima uji coba menurut kriteria itu"), "validate", sales.BestCase, 45, []sales.Criterion{fitSaid}},
				{say("Proposal under review", "Proposal ditinjau"), say("decision maker reviews the proposal and has set a date", "pengambil keputusan meninjau proposal dan menetapkan tanggal"), "propose", sales.BestCase, 30, []sales.Criterion{dateSet}},
				{say("Terms with procurement", "Syarat di pengadaan"), say("procurement has sent their changes to the contract", "pengadaan mengirim perubahan kontrak dari pihak pembeli"), "negotiate", sales.MostLikely, 30,
					[]sales.Criterion{{Key: "redlines", Says: say("The buyer's changes to the contract are attached", "Perubahan kontrak dari pembeli dilampirkan"), Evidence: "document"}}},
				{say("Signature under way", "Tanda tangan berjalan"), say("decision maker has approved and the signature is under way", "pengambil keputusan menyetujui dan tanda tangan berjalan"), "commit", sales.Commit, 14, []sales.Criterion{spoken}},
			}},
		{Key: "renewal", Name: say("Renewals", "Perpanjangan"), Lost: lostReasons(),
			About: say("Customers who are there: will they stay, and with how much?", "Pelanggan yang ada: apakah bertahan, dan seberapa besar?"),
			Stages: []TemplateStage{
				{say("Value confirmed", "Manfaat dipastikan"), say("customer has confirmed what they gained", "pelanggan memastikan manfaat yang diperoleh"), "qualify", sales.BestCase, 30, nil},
				{say("Renewal reviewed", "Perpanjangan ditinjau"), say("customer has reviewed the renewal with us", "pelanggan meninjau perpanjangan bersama kita"), "propose", sales.MostLikely, 30, []sales.Criterion{dateSet}},
				{say("Renewal agreed", "Perpanjangan disepakati"), say("customer has agreed to renew", "pelanggan setuju memperpanjang"), "commit", sales.Commit, 14, []sales.Criterion{spoken}},
			}},
		{Key: "partner", Name: say("Partner channel", "Saluran mitra"), Lost: lostReasons(),
			About: say("Sold by a partner: what matters is what the end customer did.", "Dijual oleh mitra: yang penting adalah tindakan pelanggan akhir."),
			Stages: []TemplateStage{
				{say("Registered", "Terdaftar"), say("end customer is known and not registered by another partner", "pelanggan akhir diketahui dan tidak didaftarkan mitra lain"), "qualify", sales.InPipeline, 14, nil},
				{say("Joint meeting held", "Pertemuan bersama"), say("end customer has met the partner and us", "pelanggan akhir bertemu mitra dan kita"), "discover", sales.InPipeline, 21, []sales.Criterion{knownCompany}},
				{say("Offer with the customer", "Penawaran di pelanggan"), say("customer has received the partner's offer and set a date", "pelanggan menerima penawaran mitra dan menetapkan tanggal"), "propose", sales.BestCase, 21, []sales.Criterion{dateSet}},
				{say("Order promised", "Pesanan dijanjikan"), say("customer has promised the order", "pelanggan menjanjikan pesanan"), "commit", sales.Commit, 14, []sales.Criterion{spoken}},
			}},
	}
}
