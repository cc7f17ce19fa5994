"""Scenes of time: the clock is moved forward, and what it sets off comes to the phones."""

from bot.demo_script import Cast, Scene, Script, scene

MINUTE, HOUR = 60, 3600


def time_passes(cast: Cast) -> Scene:
    """Return the scene of a task that is late; then it gets more time, and its clock stands."""
    script = Script(cast, "Evaluasi yang tertunda ({n})")
    fajar, chief, admin = cast.fajar, cast.tata, cast.tu
    script.add("clock", days=1, hour=8, weekdays=True, shows="Pagi hari kerja berikutnya pukul 08.00")
    script.up_to_the_draft()
    card = ("Susun laporan", script.case)
    script.wait(
        fajar,
        *card,
        "Ambil tugas",
        keep=r"Proses (?P<late>\d+)",
        hold=2,
        shows="Fajar menerima tugas dengan waktu 2 jam kerja",
    )
    script.tap(fajar, "Ambil tugas", *card)
    about = "(proses {late})"
    # From 09.05 by the hour: whatever the weekday's break, each jump passes one reminder and no more.
    script.add("clock", seconds=HOUR + 5 * MINUTE, shows="Waktu dimajukan satu jam lebih")
    script.wait(fajar, "Pengingat:", "ditunggu sebelum", about, hold=3, shows="Pengingat sebelum tenggat")
    script.add("clock", seconds=HOUR, shows="Waktu dimajukan melewati tenggat")
    script.wait(fajar, "Tenggat telah tiba", about, hold=3, shows="Tenggat tiba; pengingat lama terhapus")
    script.add("clock", seconds=HOUR, shows="Satu jam kemudian")
    script.wait(fajar, "masih ditunggu", about, hold=2, shows="Pengingat sesudah tenggat")
    script.add("clock", seconds=2 * HOUR + 30 * MINUTE, shows="Sesudah istirahat siang, yang tidak dihitung")
    late = ("Untuk diketahui", script.case, "lewat")
    script.wait(chief, *late, hold=3, shows="Eskalasi: atasan Fajar diberi tahu")
    script.add("clock", seconds=HOUR, shows="Satu jam kemudian")
    script.wait(admin, *late, hold=3, shows="Eskalasi: admin kantor turut diberi tahu")
    # So late that what is given now is due tomorrow, on a Friday, too.
    script.add("clock", seconds=30 * MINUTE, shows="Sore itu Fajar menerima tugas lain")
    other = Script(cast, "Evaluasi lain ({n})")
    other.up_to_the_draft(2)
    other.wait(fajar, "Susun laporan", other.case, "Ambil tugas", hold=1)
    script.steps += other.steps
    _digest(script, other)
    _more_time(script)
    _standing(script)
    script.hand_in(fajar, reply=True)
    script.wait(chief, "Periksa laporan", script.case, hold=2)
    end = Script(cast, other.case)
    for one, number in ((script, "{late}"), (end, "{number}")):
        with one.quickly("Kedua proses dibatalkan; kantor kembali seperti semula"):
            one.cancel(number)
    script.steps += end.steps
    return scene(
        "waktu-berjalan",
        "Waktu berjalan: pengingat, eskalasi, perpanjangan",
        "Jam dimajukan: pengingat sebelum dan sesudah tenggat, eskalasi kepada atasan lalu admin, ringkasan "
        "pagi esok harinya, perpanjangan dengan satu ketukan, dan waktu yang dijeda.",
        script,
    )


def _digest(script: Script, other: Script) -> None:
    """Go to the next working morning, which begins with a list of what waits."""
    cast = script.cast
    script.add("clock", days=1, hour=7, minute=36, weekdays=True, shows="Hari kerja berikutnya pukul 07.36")
    mine = ("Lewat tenggat", script.case, "Hari ini", other.case)
    shows = "Ringkasan pagi: yang lewat tenggat, lalu yang jatuh hari ini"
    script.wait(cast.fajar, "Ringkasan tugas", *mine, hold=3, shows=shows)
    below = ("Untuk diketahui", script.case)
    shows = "Ringkasan atasan menyebut keterlambatan pada jajarannya"
    script.wait(cast.tata, "Ringkasan tugas", *below, hold=3, shows=shows)


def _more_time(script: Script) -> None:
    """Let whoever has the task ask for a day more; the superior grants it."""
    fajar, chief = script.cast.fajar, script.cast.tata
    card = ("Susun laporan", script.case)
    script.tap(fajar, "Waktu", *card)
    script.tap(fajar, "Minta perpanjangan", *card)
    script.tap(fajar, "1 hari", *card)
    script.asked(fajar, "Apa alasan perpanjangan 1 hari")
    script.say(fajar, "Menunggu data dari Bagian lain")
    asked = ("memohon perpanjangan", script.case)
    script.wait(chief, *asked, "Bila disetujui", hold=3, shows="Atasan melihat alasan dan tenggat yang baru")
    script.tap(chief, "Setujui", *asked, toast="Perpanjangan telah disetujui")
    script.wait(
        fajar, *card, "diperpanjang 1 hari", hold=3, shows="Tenggat baru tercatat pada kartu, beserta asalnya"
    )


def _standing(script: Script) -> None:
    """Let the superior stop the clock while another office is waited for, and start it again."""
    fajar, chief = script.cast.fajar, script.cast.tata
    card = ("Susun laporan", script.case)
    script.say(chief, "/status {late}")
    script.wait(chief, script.case, "Waktu", fresh=True)
    script.tap(chief, "Waktu", script.case)
    script.asked(chief, "Jeda waktu", script.case)
    script.tap(chief, "Jeda waktu", script.case)
    script.asked(chief, "Apa alasan waktu dijeda", script.case)
    script.say(chief, "Menunggu jawaban Bappeda")
    script.wait(fajar, *card, "Waktu dijeda sejak", hold=3, shows="Waktu dijeda, dengan alasannya")
    script.add("clock", days=1, hour=10, weekdays=True, shows="Sehari kemudian")
    script.tap(chief, "Lanjutkan", script.case, toast="Waktu berjalan kembali")
    script.wait(fajar, "waktu berjalan kembali", hold=3, shows="Tenggat bergeser selama jeda")


def comes_round(cast: Cast) -> Scene:
    """Return the scene of a case that the calendar proposes: put off, proposed again, begun."""
    script = Script(cast, "{judul}")
    tu = cast.tu
    script.add(
        "clock",
        day=20,
        months=[1, 4, 7, 10],
        hour=8,
        weekdays=True,
        shows="Waktu dimajukan sampai triwulan ini berakhir",
    )
    script.wait(
        tu,
        "Waktunya memulai",
        "Mulai sekarang",
        keep=r"memulai (?P<judul>Evaluasi Capaian Kinerja Internal Triwulan \w+ \d+)",
        hold=3,
        shows="Bot mengusulkan proses berkala kepada Kasubag TU",
    )
    script.tap(tu, "Tunda", "Waktunya memulai", script.case)
    script.tap(tu, "1 hari kerja", "Ditunda berapa lama")
    script.wait(tu, "Telah ditunda oleh", script.case, hold=2, shows="Usulan ditunda satu hari kerja")
    script.add("clock", days=1, hour=8, weekdays=True, shows="Hari kerja berikutnya")
    script.wait(
        tu, "Waktunya memulai", "Lewati", script.case, fresh=True, hold=2, shows="Usulan datang kembali"
    )
    script.tap(tu, "Mulai sekarang", "Waktunya memulai", "Lewati", script.case)
    script.asked(tu, "Silakan kirim dokumen dasar", script.case)
    script.pdf(tu, "pengukuran-kinerja.pdf", "Dokumen Pengukuran Kinerja (contoh)", "Triwulan")
    script.wait(tu, "telah dibuka", script.case, keep=r"Proses (?P<number>\d+) telah dibuka")
    script.wait(
        tu,
        "Telah dimulai sebagai proses {number}",
        hold=3,
        shows="Kartu usulan mencatat siapa yang memulai",
    )
    script.wait(cast.biro, "Perintahkan", script.case, hold=2, shows="Proses berjalan seperti biasa")
    with script.quickly("Proses dibatalkan; kantor kembali seperti semula"):
        script.cancel()
    return scene(
        "usulan-berkala",
        "Proses berkala diusulkan kalender",
        "Setelah triwulan berakhir, bot mengusulkan proses baru. Usulan ditunda, datang kembali, lalu "
        "dimulai dengan satu ketukan dan satu berkas.",
        script,
    )
