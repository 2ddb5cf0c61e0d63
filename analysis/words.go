package analysis

import "strings"

// words are what the page says, in English and in Bahasa Indonesia. Figures stand where a sentence has {0}, {1} and so on.
var words = map[string][2]string{
	"title": {"Your pipeline on one page", "Pipeline Anda dalam satu halaman"},
	"as of": {"as of", "per"}, "deals": {"deals", "deal"}, "bad rows": {"rows could not be used", "baris tidak dapat dipakai"},
	"made":        {"Made by arus analyze on this machine; no data was sent anywhere.", "Dibuat oleh arus analyze di mesin ini; tidak ada data yang dikirim ke mana pun."},
	"nothing":     {"Nothing of the kind was found.", "Tidak ada yang ditemukan."},
	"no standing": {"Nothing stands out.", "Tidak ada yang menonjol."},

	"findings": {"What stands out", "Yang menonjol"}, "pipeline": {"Open pipeline", "Pipeline terbuka"}, "velocity": {"Velocity", "Kecepatan"},
	"durations": {"Time in each stage", "Lama di tiap tahap"}, "conversion": {"Conversion", "Konversi"}, "coverage": {"Coverage", "Cakupan"},
	"health": {"Health", "Kesehatan"}, "concentration": {"Concentration", "Pemusatan"}, "quality": {"Possible duplicates", "Dugaan ganda"},

	"about findings":      {"What the figures below say, the worst first.", "Yang dikatakan angka-angka di bawah, yang terburuk dahulu."},
	"about pipeline":      {"What is open in each stage, and what it is worth by the share that was won from there. A workspace weighs by more, such as product or segment, once that has proved itself.", "Yang terbuka di tiap tahap, dan nilainya menurut bagian yang dimenangkan dari sana. Ruang kerja menimbang dengan lebih banyak hal, seperti produk atau segmen, setelah terbukti."},
	"about velocity":      {"How long deals took, and what the pipeline brings a day.", "Berapa lama deal berlangsung, dan hasil pipeline per hari."},
	"about durations":     {"From the fastest to the slowest quarter, with the median. Deals that are still there count, too (Kaplan–Meier).", "Dari seperempat tercepat sampai terlambat, dengan median. Deal yang masih di sana ikut dihitung (Kaplan–Meier)."},
	"about conversion":    {"Where deals go from each stage.", "Ke mana deal pergi dari tiap tahap."},
	"about coverage":      {"Whether what is open is enough for the quarter, by what earlier quarters needed.", "Apakah yang terbuka cukup untuk kuartal ini, menurut kebutuhan kuartal sebelumnya."},
	"about health":        {"What stands in the way of trusting these figures, among open deals.", "Yang menghalangi kepercayaan pada angka-angka ini, di antara deal terbuka."},
	"about concentration": {"How much of the open value hangs on few.", "Seberapa besar nilai terbuka bergantung pada sedikit pihak."},
	"about quality":       {"What has the same name, web site or e-mail address.", "Yang nama, situs web, atau alamat e-mailnya sama."},

	"stage": {"Stage", "Tahap"}, "count": {"Deals", "Deal"}, "value": {"Value", "Nilai"}, "weighted value": {"Weighted", "Tertimbang"}, "stalled": {"Stalled", "Mandek"},
	"probability": {"Chance to win", "Peluang menang"}, "of closed": {"of {0} closed", "dari {0} yang tertutup"}, "total": {"Total", "Jumlah"},
	"won": {"Won", "Menang"}, "lost": {"Lost", "Kalah"}, "win rate": {"Win rate", "Tingkat menang"}, "mean won value": {"Mean won value", "Rata-rata nilai menang"},
	"cycle": {"Sales cycle", "Siklus penjualan"}, "age": {"Age of open deals", "Umur deal terbuka"}, "idle": {"Since the last contact", "Sejak kontak terakhir"},
	"untouched": {"Never in contact", "Belum pernah dihubungi"}, "velocity per day": {"Velocity", "Kecepatan"}, "a day": {"a day", "per hari"},
	"days": {"{0} days", "{0} hari"}, "mean days": {"mean {0}", "rata-rata {0}"}, "median": {"Median", "Median"}, "quarters": {"25%–75%", "25%–75%"}, "visits": {"Visits", "Kunjungan"},
	"staying": {"Still there", "Masih di sana"}, "progress rate": {"Go on", "Maju"}, "forwards": {"Forwards or won", "Maju atau menang"}, "backwards": {"Back or elsewhere", "Mundur atau ke tempat lain"},
	"longer": {"longer", "lebih lama"}, "target": {"Target", "Target"}, "booked": {"Booked", "Dibukukan"}, "gap": {"Gap", "Kekurangan"}, "open value": {"Open for the quarter", "Terbuka untuk kuartal"},
	"covered by": {"Coverage", "Cakupan"}, "needed multiple": {"Needed", "Dibutuhkan"}, "deals needed": {"Deals needed", "Deal yang dibutuhkan"},
	"check": {"Check", "Pemeriksaan"}, "share": {"Share", "Bagian"}, "kind": {"Kind", "Jenis"}, "name": {"Name", "Nama"}, "names": {"Names", "Nama-nama"},
	"in common": {"In common", "Persamaan"}, "found": {"Found", "Ditemukan"}, "and more": {"and {0} more; --json lists them all", "dan {0} lagi; --json menyebut semuanya"},
	"status": {"Status", "Status"}, "won and lost": {"{0} won, {1} lost", "{0} menang, {1} kalah"},
	"history": {"by history", "menurut riwayat"}, "benchmark": {"benchmark, for want of history", "patokan, karena riwayat belum cukup"},

	"good": {"good", "baik"}, "warn": {"look at it", "perlu dilihat"}, "bad": {"bad", "buruk"}, "no target": {"The file holds no target.", "Berkas tidak memuat target."}, "missed": {"missed", "tidak tercapai"},
	"unknown": {"too little history to say what is needed", "riwayat belum cukup untuk mengatakan kebutuhannya"}, "covered": {"reached", "tercapai"}, "enough": {"enough", "cukup"}, "short": {"short", "kurang"},
	"account": {"Company", "Perusahaan"}, "owner": {"Owner", "Pemilik"}, "contact": {"Contact", "Kontak"}, "deal": {"Deal", "Deal"}, "website": {"web site", "situs web"}, "email": {"e-mail", "e-mail"}, "same name": {"name", "nama"},

	"no owner": {"No owner", "Tanpa pemilik"}, "no account": {"No company", "Tanpa perusahaan"}, "no value": {"No value", "Tanpa nilai"}, "no close date": {"No close date", "Tanpa tanggal tutup"},
	"close date past": {"Close date has passed", "Tanggal tutup sudah lewat"}, "no next step": {"No next step", "Tanpa langkah berikutnya"}, "next step overdue": {"Next step overdue", "Langkah berikutnya terlambat"},
	"idle 30 days": {"No contact for 30 days", "Tanpa kontak 30 hari"}, "pushed three times": {"Pushed three times", "Diundur tiga kali"},

	"these": {"{0} of {1} open deals ({2})", "{0} dari {1} deal terbuka ({2})"}, "all of these": {"All {0} open deals", "Semua {0} deal terbuka"},
	"not in the file": {": the file may not hold it.", ": mungkin tidak ada di berkas."},
	"told no owner":   {"have no owner", "tidak punya pemilik"}, "told no account": {"name no company", "tidak menyebut perusahaan"}, "told no value": {"have no value", "tidak punya nilai"},
	"told no close date": {"have no close date", "tidak punya tanggal tutup"}, "told close date past": {"should have closed already", "seharusnya sudah tertutup"},
	"told no next step": {"have no next step", "tidak punya langkah berikutnya"}, "told next step overdue": {"have a next step that is overdue", "punya langkah berikutnya yang terlambat"},
	"told stalled":      {"stand still for longer than is usual in their stage", "diam lebih lama daripada biasanya di tahapnya"},
	"told idle 30 days": {"had no contact for 30 days", "tanpa kontak selama 30 hari"}, "told pushed three times": {"were pushed three times or more", "sudah diundur tiga kali atau lebih"},
	"holds":    {"{0} holds {1} of the open value.", "{0} memegang {1} dari nilai terbuka."},
	"short of": {"What is open covers the gap of the quarter {0} times; {1} times were needed before.", "Yang terbuka menutup kekurangan kuartal {0} kali; sebelumnya dibutuhkan {1} kali."},
	"weakest":  {"{0} is the weakest stage: {1} of its deals go on.", "{0} adalah tahap terlemah: {1} dari deal di sana maju."},
	"slowest":  {"{0} is the slowest stage: half of its deals stay for more than {1} days.", "{0} adalah tahap terlambat: separuh deal di sana tinggal lebih dari {1} hari."},
	"twice":    {"{0} groups look as if one thing was there twice.", "{0} kelompok tampaknya satu hal yang tercatat dua kali."},
}

// say is a word or sentence in the language. Codes of the reports are named with underscores.
func (t tongue) say(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	w, known := words[name]
	switch {
	case !known:
		return name
	case t == "id":
		return w[1]
	}
	return w[0]
}
