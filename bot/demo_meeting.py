"""The scene of a meeting: picked on a calendar, moved, answered, reminded of, attended."""

from bot.demo_script import Cast, Scene, Script, scene

MINUTES_CARD = "Unggah Notulen Rapat"
MINUTE, HOUR = 60, 3600


def meeting(cast: Cast) -> Scene:
    """Return the scene."""
    script = Script(cast, "Rapat evaluasi ({n})")
    script.add("clock", days=1, hour=8, weekdays=True, shows="Pagi hari kerja berikutnya pukul 08.00")
    with script.quickly("Persiapan: proses dibuka dan didisposisikan"):
        script.open()
        script.dispose()
    _set(script)
    _move(script)
    _answer(script)
    _attend(script)
    with script.quickly("Proses dibatalkan; kantor kembali seperti semula"):
        script.cancel()
    return scene(
        "rapat",
        "Rapat: kalender, undangan, kehadiran",
        "Hari dan jam dipilih pada kalender, lalu diubah; undangan masuk ke kalender ponsel. Hadir, "
        "berhalangan, diwakilkan; pengingat rapat; kehadiran dicatat dengan satu ketukan.",
        script,
    )


def _set(script: Script) -> None:
    """Let TU pick day, time and place, and Kepala Biro sign the invitation."""
    tu, case = script.cast.tu, script.case
    script.wait(tu, "Buat undangan", case)
    script.tap(tu, "Jadwal rapat", "Buat undangan", case)
    day = "Hari apa rapat dilaksanakan?"
    script.wait(tu, day, case, fresh=True, hold=3, shows="Kalender bulan ini; hari libur diberi tanda")
    script.add("tap", who=tu, number=2, on=[day, case], shows="Hari kerja berikutnya dipilih")
    script.asked(tu, "Pukul berapa rapat dimulai", case)
    script.tap(tu, "10.00", "Pukul berapa rapat dimulai", case)
    script.asked(tu, "Pukul berapa rapat selesai", case)
    script.tap(tu, "12.00", "Pukul berapa rapat selesai", case)
    script.asked(tu, "Di mana rapat", case)
    script.tap(tu, "Ruang Rapat Biro Organisasi", "Di mana rapat", case)
    shows = "Sebelum disimpan: jadwal, undangan, dan bentrok bila ada"
    script.wait(tu, "Simpan jadwal", "Undangan: Kepala Biro", case, hold=3, shows=shows)
    script.tap(tu, "Simpan jadwal", "Undangan: Kepala Biro", case)
    script.asked(tu, "Jadwal rapat dicatat", case)
    script.sign_invitation()
    shows = "Undangan tiba, dengan berkas untuk kalender ponsel"
    script.wait(script.cast.tata, "untuk menambahkannya ke kalender", case, hold=3, shows=shows)


def _move(script: Script) -> None:
    """Let TU type another time; everyone is told, and phones get a newer file."""
    tu, chief, case = script.cast.tu, script.cast.tata, script.case
    script.wait(tu, MINUTES_CARD, "Ubah jadwal", case)
    script.tap(tu, "Ubah jadwal", MINUTES_CARD, case)
    script.asked(tu, "Apa yang diubah?", case)
    script.say(tu, "pukul 13.30", shows="Jam baru diketik seperti biasa: pukul 13.30")
    script.wait(tu, "Simpan jadwal", "13.30", case, fresh=True, hold=2, shows="Lamanya tetap dua jam")
    script.tap(tu, "Simpan jadwal", "13.30", case)
    shows = "Semua undangan diberi tahu: semula dan menjadi"
    script.wait(chief, "Jadwal rapat berubah", "Menjadi", case, hold=3, shows=shows)
    script.wait(chief, "untuk memperbarui kalender", case, hold=2, shows="Kalender ponsel ikut diperbarui")


def _answer(script: Script) -> None:
    """Let those invited answer, one by sending somebody; TU sees the tally."""
    cast, case = script.cast, script.case
    for who in (cast.biro, cast.tata, cast.fajar):
        script.tap(who, "Hadir", "Pimpin rapat" if who == cast.biro else "Hadiri rapat", case, hold=0.6)
    script.tap(cast.reformasi, "Berhalangan", "Hadiri rapat", case)
    script.tap(cast.kelembagaan, "Diwakilkan", "Hadiri rapat", case)
    script.asked(cast.kelembagaan, "Siapa yang mewakili Anda", case)
    script.tap(cast.kelembagaan, "Siti Rahmah", "Siapa yang mewakili Anda", case)
    script.wait(cast.siti, "Anda diminta mewakili", case, hold=3, shows="Yang mewakili diberi tahu")
    shows = "TU melihat siapa hadir, diwakilkan, berhalangan"
    script.wait(cast.tu, MINUTES_CARD, "diwakilkan 1", "berhalangan 1", case, hold=3, shows=shows)


def _attend(script: Script) -> None:
    """Go to the meeting: reminders, checking in, the list, the minutes."""
    cast, case = script.cast, script.case
    script.add("clock", hour=13, minute=31, shows="Sehari sebelum rapat, pukul 13.31")
    reminder = ("Pengingat rapat", case)
    script.wait(cast.tata, *reminder, "Kehadiran Anda: hadir", hold=2, shows="Pengingat sehari sebelumnya")
    script.add("clock", days=1, hour=13, minute=1, weekdays=True, shows="Hari rapat, setengah jam sebelumnya")
    script.wait(cast.tata, *reminder, "menit lagi", hold=2, shows="Pengingat setengah jam sebelumnya")
    for who in (cast.tata, cast.biro, cast.siti):
        script.tap(who, "Saya hadir di rapat", case, toast="telah dicatat", hold=0.6)
    script.add("clock", seconds=2 * HOUR + 40 * MINUTE, shows="Rapat telah selesai")
    script.tap(cast.tu, "Presensi", MINUTES_CARD, case)
    shows = "Yang mencatat diri sudah ditandai; sisanya ditandai notulis"
    script.wait(cast.tu, "Ketuk nama pejabat yang hadir", case, hold=3, shows=shows)
    script.tap(cast.tu, "Semua yang menyatakan hadir", "Ketuk nama pejabat yang hadir", case)
    script.tap(cast.tu, "Kembali", "Ketuk nama pejabat yang hadir", case)
    script.minutes()
    script.wait(
        cast.tata, "Rapat telah selesai", case, hold=3, shows="Notulen diserahkan, dengan kehadirannya"
    )
