package analysis

import "strings"

// words in Bahasa Indonesia; a word that is not here is said as it is named.
var indonesian = map[string]string{
	"title": "Pipeline Anda dalam satu halaman", "as of": "Per", "deals": "deal", "bad rows": "baris yang tidak dapat dipakai",
	"nothing": "Tidak ada yang ditemukan.", "made": "Dibuat oleh arus analyze di mesin ini; tidak ada data yang dikirim ke mana pun.",
	"pipeline": "Pipeline terbuka", "velocity": "Kecepatan", "durations": "Lama di tiap tahap", "conversion": "Konversi per tahap", "coverage": "Cakupan kuartal ini",
	"health": "Kesehatan", "concentration": "Pemusatan", "quality": "Dugaan ganda",
	"stage name": "Tahap", "count": "Jumlah", "value": "Nilai", "weighted value": "Tertimbang", "stalled": "Mandek", "probability": "Peluang menang",
	"probability n": "Deal tertutup", "probability source": "Sumber peluang", "probability low": "Peluang, bawah", "probability high": "Peluang, atas",
	"open": "Terbuka", "won": "Menang", "lost": "Kalah", "win rate": "Tingkat menang", "mean won value": "Rata-rata nilai menang",
	"cycle days mean": "Siklus, rata-rata hari", "cycle days p50": "Siklus, median hari", "cycle business days mean": "Siklus, rata-rata hari kerja",
	"cycle business days p50": "Siklus, median hari kerja", "velocity per day": "Nilai per hari", "age days mean": "Umur, rata-rata hari", "age days p50": "Umur, median hari",
	"idle days mean": "Tanpa kontak, rata-rata hari", "idle days p50": "Tanpa kontak, median hari", "untouched": "Belum pernah dihubungi",
	"visits": "Kunjungan", "finished": "Selesai", "staying": "Masih di sini", "days p25": "Hari, 25 %", "days p50": "Hari, median", "days p75": "Hari, 75 %",
	"days p80": "Hari, 80 %", "days p90": "Hari, 90 %", "days mean finished": "Rata-rata yang selesai", "progress rate": "Laju maju", "forwards": "Maju",
	"backwards": "Mundur", "elsewhere": "Ke pipeline lain", "name": "Nama", "status": "Status", "target": "Target", "booked": "Dibukukan", "gap": "Kekurangan",
	"open value": "Nilai terbuka", "needed multiple": "Kelipatan yang dibutuhkan", "needed source": "Sumber kelipatan", "needed n": "Deal dalam riwayat",
	"deals needed": "Deal yang dibutuhkan", "target source": "Asal target", "check": "Pemeriksaan", "of": "Dari", "share": "Bagian", "kind": "Jenis", "reason": "Alasan",
	"key": "Persamaan", "names": "Nama-nama", "good": "baik", "warn": "perlu perhatian", "bad": "buruk", "no target": "tanpa target", "missed": "tidak tercapai", "unknown": "riwayat belum cukup",
	"too few booked": "terlalu sedikit yang dibukukan", "period over": "periode sudah berakhir", "covered": "tertutup",
	"enough": "cukup", "short": "kurang", "benchmark": "patokan", "history": "riwayat", "stage": "riwayat tahap", "account": "Perusahaan", "owner": "Pemilik",
	"contact": "Kontak", "deal": "Deal", "website": "Situs web", "email": "E-mail", "no owner": "Tanpa pemilik", "no account": "Tanpa perusahaan",
	"no value": "Tanpa nilai", "no close date": "Tanpa tanggal tutup", "close date past": "Tanggal tutup sudah lewat", "no next step": "Tanpa langkah berikutnya",
	"next step overdue": "Langkah berikutnya terlambat", "idle 30 days": "Tanpa kontak 30 hari", "pushed three times": "Diundur tiga kali",
}

// english are words that read better than their names.
var english = map[string]string{
	"title": "Your pipeline on one page", "as of": "As of", "bad rows": "rows that cannot be used", "nothing": "Nothing was found.",
	"made": "Made by arus analyze on this machine; no data was sent anywhere.", "pipeline": "Open pipeline", "durations": "Time in each stage",
	"conversion": "Conversion by stage", "coverage": "Coverage of this quarter", "quality": "Possible duplicates", "stage name": "Stage", "count": "Deals",
	"cycle days p50": "Cycle, median days", "cycle days mean": "Cycle, mean days", "cycle business days p50": "Cycle, median business days",
	"cycle business days mean": "Cycle, mean business days", "age days p50": "Age, median days", "age days mean": "Age, mean days", "idle days p50": "Idle, median days",
	"idle days mean": "Idle, mean days", "velocity per day": "Money per day", "days p50": "Median days", "days p25": "Days, 25 %", "days p75": "Days, 75 %",
	"days p80": "Days, 80 %", "days p90": "Days, 90 %", "days mean finished": "Mean of finished", "probability n": "Closed deals", "needed n": "Deals in history", "key": "In common",
}

// say is a word in a language, with a capital where it heads something.
func say(language, name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	words := english
	if language == "id" {
		words = indonesian
	}
	if text := words[name]; text != "" {
		return text
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}
