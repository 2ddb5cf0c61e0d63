import type { Lang } from "../text/format";
import type { NewPipeline } from "../wire/client";

// A stage is left by what the buyer did, never by what the seller did: that is
// what makes a stage's history a measure. Limits are left out on purpose, since
// the workspace's own history sets better ones than we could guess.

/** A pipeline to start from, in the words of whoever starts. Everything in it can be changed later. */
export const STARTERS: Record<Lang, NewPipeline> = {
  en: {
    name: "Sales",
    stages: [
      { name: "Qualification", canonical: "qualify", category: "pipeline", buyer_action: "buyer has confirmed a problem worth solving this year" },
      { name: "Discovery", canonical: "discover", category: "pipeline", buyer_action: "buyer has confirmed the budget range and who decides" },
      { name: "Solution fit", canonical: "validate", category: "pipeline", buyer_action: "buyer has seen the solution on their own case and says it fits" },
      { name: "Proposal", canonical: "propose", category: "best_case", buyer_action: "buyer has received the proposal and set a date to answer" },
      { name: "Negotiation", canonical: "negotiate", category: "most_likely", buyer_action: "buyer has named the terms that still stand in the way" },
      { name: "Verbal commit", canonical: "commit", category: "commit", buyer_action: "decision maker has said yes, and the papers are with legal" },
    ],
    lost_reasons: ["Price", "Lost to competitor", "No budget", "No decision", "Timing", "Missing feature", "Went silent"],
  },
  id: {
    name: "Penjualan",
    stages: [
      { name: "Kualifikasi", canonical: "qualify", category: "pipeline", buyer_action: "pembeli mengakui masalah yang layak diselesaikan tahun ini" },
      { name: "Penggalian", canonical: "discover", category: "pipeline", buyer_action: "pembeli menyebut kisaran anggaran dan siapa yang memutuskan" },
      { name: "Kecocokan solusi", canonical: "validate", category: "pipeline", buyer_action: "pembeli melihat solusi pada kasusnya sendiri dan menyatakan cocok" },
      { name: "Proposal", canonical: "propose", category: "best_case", buyer_action: "pembeli menerima proposal dan menetapkan tanggal jawaban" },
      { name: "Negosiasi", canonical: "negotiate", category: "most_likely", buyer_action: "pembeli menyebut syarat yang masih menghalangi" },
      { name: "Komitmen lisan", canonical: "commit", category: "commit", buyer_action: "pengambil keputusan menyetujui, dan berkas ada di bagian hukum" },
    ],
    lost_reasons: ["Harga", "Kalah dari pesaing", "Tidak ada anggaran", "Tidak ada keputusan", "Waktu tidak tepat", "Fitur kurang", "Tidak ada kabar"],
  },
};
