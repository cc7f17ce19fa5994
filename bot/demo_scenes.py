"""The scenes of the demo office: what can be watched from the simulator's page.

Each plays a case of its own, named after how often it was played, and leaves the office as it found it.
"""

from collections.abc import Callable

from bot.demo_meeting import meeting
from bot.demo_script import Cast, Scene, Script, scene
from bot.demo_time import comes_round, time_passes


def scenes(cast: Cast) -> list[Scene]:
    """Return every scene, in the order of the menu."""
    return [make(cast) for make in _SCENES]


def _whole(cast: Cast) -> Scene:
    script = Script(cast, "Evaluasi kinerja triwulan III ({n})")
    script.morning()
    script.open()
    script.dispose()
    script.invite(2)
    script.answer()
    script.add("clock", days=1, hour=16, weekdays=True, shows="Rapat telah berlangsung")
    script.minutes()
    script.add("clock", days=1, hour=8, weekdays=True, shows="Pagi hari kerja berikutnya")
    script.draft()
    card = ("Periksa laporan", "Kembalikan", script.case)
    script.wait(cast.tata, *card, "laporan-1.docx")
    script.tap(cast.tata, "Kembalikan", *card)
    script.asked(cast.tata, "Apa alasan pengembalian", script.case)
    script.say(cast.tata, "Lengkapi tabel capaian", reply_to=["Apa alasan pengembalian", script.case])
    script.asked(cast.tata, "Telah dikembalikan")
    script.draft(2)
    script.examine(cast.tata, 2)
    script.sign(cast.biro)
    script.archive()
    return scene(
        "satu-proses",
        "Satu proses sampai selesai",
        "Tujuh langkah SOP dari disposisi sampai tanda terima, dengan satu kali pengembalian.",
        script,
    )


def _on_leave(cast: Cast) -> Scene:
    script = Script(cast, "Evaluasi saat pimpinan cuti ({n})")
    biro, plh = cast.biro, cast.tata
    script.morning()
    script.up_to_the_draft()
    with script.quickly("Persiapan: langkah 4 dan 5 dijalankan cepat"):
        script.draft()
        script.examine(cast.tata)
    script.wait(
        biro,
        "langkah 6 dari 7",
        "Tanda tangani",
        script.case,
        hold=2,
        shows="Laporan menunggu tanda tangan Kepala Biro",
    )
    script.go_on_leave(biro, "Kepala Biro", "Kepala Bagian Tata Laksana")
    script.wait(
        plh,
        "Mulai sekarang Anda Plh. Kepala Biro",
        "beralih kepada Anda",
        hold=3,
        shows="Plh. diberi tahu: sejak kapan, sampai kapan, berapa tugas",
    )
    script.wait(cast.tu, "Plh. Kepala Biro kini dijalankan", hold=2, shows="Admin kantor turut diberi tahu")
    card = ("langkah 6 dari 7", script.case)
    script.wait(
        biro,
        *card,
        "Selama Anda tidak di tempat, tugas ini dijalankan Plh. Kepala Biro",
        hold=3,
        shows="Kartu Kepala Biro kehilangan tombolnya",
    )
    script.wait(
        plh,
        *card,
        "Tugas untuk: Plh. Kepala Biro",
        "Tanda tangani",
        hold=2,
        shows="Kartunya kini ada pada Plh.",
    )
    script.sign(plh)
    script.wait(
        plh,
        *card,
        "oleh Plh. Kepala Biro",
        "Kepala Bagian Tata Laksana",
        hold=3,
        shows="Tercatat: Plh. Kepala Biro, dan di bawahnya jabatannya sendiri",
    )
    script.say(cast.tu, "/status {number}")
    script.wait(
        cast.tu,
        script.case,
        "Plh. Kepala Biro (Kepala Bagian Tata Laksana)",
        hold=4,
        shows="Status proses menyebut siapa, dalam kedudukan apa",
    )

    second = Script(cast, "Evaluasi berikutnya saat cuti ({n})")
    with second.quickly("Sementara itu proses baru dibuka"):
        second.open()
    second.wait(
        plh,
        "Perintahkan",
        "Disposisikan",
        "Tugas untuk: Plh. Kepala Biro",
        second.case,
        hold=2,
        shows="Proses baru juga datang kepada Plh.",
    )
    second.back_tomorrow()
    second.wait(
        biro,
        "telah berakhir",
        "Yang dilakukan atas nama jabatan Anda",
        script.case,
        "menandatangani",
        hold=4,
        shows="Kepala Biro kembali dan membaca apa yang dilakukan atas nama jabatannya",
    )
    second.wait(
        plh,
        "Tugas Anda sebagai Plh. Kepala Biro telah berakhir",
        hold=2,
        shows="Tugas Plh. berakhir dengan sendirinya",
    )
    second.wait(
        biro,
        "Perintahkan",
        "Disposisikan",
        "Tugas untuk: Kepala Biro",
        second.case,
        hold=2,
        shows="Tugas yang masih terbuka kembali kepada Kepala Biro",
    )
    with second.quickly("Proses yang baru dibatalkan, yang lama diarsipkan"):
        second.cancel()
    script.steps += second.steps
    with script.quickly("Proses yang baru dibatalkan, yang lama diarsipkan"):
        script.archive()
    return scene(
        "kepala-biro-cuti",
        "Kepala Biro cuti: Plh. menandatangani",
        "Cuti dicatat di ponsel pada saat laporan menunggu tanda tangan. Plh. menandatangani; "
        "esok harinya Kepala Biro menerima ringkasan dan tugasnya kembali.",
        script,
    )


def _race(cast: Cast) -> Scene:
    script = Script(cast, "Laporan untuk dua JF ({n})")
    fajar, siti = cast.fajar, cast.siti
    script.morning()
    script.up_to_the_draft()
    for who in (fajar, siti):
        script.wait(who, "Susun laporan", "Ambil tugas", script.case, hold=2)
    taps = [
        {"who": fajar, "label": "Ambil tugas", "on": script.case},
        {"who": siti, "label": "Ambil tugas", "on": script.case, "toast": "telah diambil oleh"},
    ]
    script.add("together", taps=taps, shows="Keduanya mengetuk Ambil tugas pada saat yang sama")
    script.wait(
        siti,
        "Susun laporan",
        "Fajar Ramadhan",
        script.case,
        hold=3,
        shows="Kartunya menyebut siapa yang mengambil",
    )
    script.tap(fajar, "Lepas tugas")
    script.wait(siti, "Susun laporan", "Ambil tugas", script.case, fresh=True, hold=2)
    script.tap(siti, "Ambil tugas")
    script.wait(siti, "Susun laporan", "Lepas tugas", script.case, hold=2)
    script.hand_in(siti)
    script.wait(cast.tata, "Periksa laporan", "laporan-1.docx", script.case, hold=2)
    with script.quickly("Proses dibatalkan; kantor kembali seperti semula"):
        script.cancel()
    return scene(
        "dua-jf",
        "Dua JF berebut satu tugas",
        "Keduanya mengetuk Ambil tugas; satu mendapatkannya, yang lain diberi tahu siapa. "
        "Tugas dilepas, dan yang lain mengambilnya.",
        script,
    )


def _four_eyes(cast: Cast) -> Scene:
    script = Script(cast, "Laporan oleh Plh. ({n})")
    script.morning()
    script.up_to_the_draft()
    post = "Kepala Bagian Tata Laksana"
    script.go_on_leave(cast.tata, post, "Fajar Ramadhan")
    script.wait(cast.fajar, f"Mulai sekarang Anda Plh. {post}", hold=2)
    script.draft()
    card = ("Periksa laporan", "Setujui", script.case)
    script.wait(
        cast.biro,
        *card,
        "penyusun tidak dapat memeriksa naskahnya sendiri",
        hold=4,
        shows="Laporan datang kepada atasan, beserta alasannya",
    )
    script.tap(cast.biro, "Setujui", *card, toast="Telah disetujui")
    script.sign(cast.biro)
    script.say(cast.tu, "/status {number}")
    script.wait(cast.tu, script.case, "berjalan", fresh=True, hold=3)
    script.back_tomorrow()
    script.wait(cast.tata, f"Plh. {post}", "telah berakhir", hold=2)
    with script.quickly("Laporan diarsipkan"):
        script.archive()
    return scene(
        "empat-mata",
        "Penyusun tidak memeriksa sendiri",
        "Penyusun laporan sedang menjadi Plh. Kepala Bagian: laporannya diperiksa Kepala Biro.",
        script,
    )


def _room(cast: Cast) -> Scene:
    script = Script(cast, "Laporan dalam grup ({n})")
    tu, head, post, room = cast.tu, cast.tata, "Kepala Bagian Tata Laksana", "ruang"
    script.morning()
    script.up_to_the_draft()
    members = [head, cast.fajar, cast.siti]
    script.add("group", **{"who": tu, "title": "Bagian Tata Laksana ({n})", "as": room, "members": members})
    script.say(tu, "/hubungkan", chat=room)
    script.wait(tu, "menjadi ruang untuk jabatan mana", chat=room)
    script.tap(tu, "Kepala Bagian", "menjadi ruang untuk jabatan mana", chat=room)
    script.tap(tu, post, "menjadi ruang untuk jabatan mana", chat=room)
    script.wait(head, "kini menjadi ruang", post, chat=room, hold=3)
    script.draft()
    card = ("Periksa laporan", "Setujui", script.case)
    script.wait(head, *card, chat=room, hold=2, shows="Kartu Kepala Bagian datang ke grup")
    script.tap(
        cast.siti,
        "Setujui",
        *card,
        chat=room,
        toast=f"menunggu {post}",
        hold=2,
        shows="Anggota lain mengetuk: tugas ini bukan tugasnya",
    )
    script.add("migrate", who=tu, chat=room, hold=2)
    script.wait(head, *card, chat=room, hold=3, shows="Kartunya ikut ke supergrup")
    script.tap(head, "Setujui", *card, chat=room, toast="Telah disetujui")
    script.wait(head, "Telah disetujui", post, script.case, chat=room, hold=2)
    script.sign(cast.biro)
    script.archive(room)
    script.say(tu, "/putuskan", chat=room)
    script.wait(tu, "tidak lagi menjadi ruang", chat=room, hold=2)
    return scene(
        "grup-bagian",
        "Grup Bagian sebagai ruang jabatan",
        "Kartu Kepala Bagian datang ke grup; anggota lain tidak dapat mengetuknya. "
        "Grup menjadi supergrup, dan kartunya ikut.",
        script,
    )


_SCENES: tuple[Callable[[Cast], Scene], ...] = (
    _whole,
    _on_leave,
    _race,
    _four_eyes,
    _room,
    time_passes,
    meeting,
    comes_round,
)
