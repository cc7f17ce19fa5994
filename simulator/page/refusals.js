// The simulator's refusals as an official may read them. The control API itself speaks English.

const WORDS = [
  [/^no button|^no such message/, "Tombol ini sudah tidak berlaku."],
  [/at most (\d+) characters/, (match) => `Pesan paling panjang ${match[1]} karakter.`],
  [/message to reply to is gone/, "Pesan yang dibalas sudah dihapus."],
  [/IMAGE_PROCESS_FAILED/, "Berkas ini bukan foto. Kirim sebagai berkas."],
  [/tap START first/, "Ketuk MULAI terlebih dahulu."],
  [/blocked/, "Bot sedang diblokir."],
  [/topic is closed/, "Topik ini ditutup."],
  [/no such topic|another topic/, "Topik ini sudah tidak ada."],
  [/not a member|was upgraded/, "Anda tidak lagi berada di grup ini."],
];

export function refusal(error) {
  for (const [pattern, words] of WORDS) {
    const match = error.message.match(pattern);
    if (match) return typeof words === "string" ? words : words(match);
  }
  return "Tidak terkirim. Periksa apakah simulator masih berjalan.";
}
