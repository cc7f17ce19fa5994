"""Makes the pictures of papers in the guide, docs/images/lembar-disposisi.png and the like.

A case is played for them. Run it from the project's folder: python -m tests.tools.paper_pictures
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from office import certificates
from office.office import USERNAME
from office.packages import contents as contents_of
from papers.approval import Approval, approval_page
from papers.expedition import expedition_book
from papers.letterhead import Letterhead
from sop import actions as a
from sop.case import Part
from tests.office.bindery import bind
from tests.office.bureau import Bureau
from tests.support.running import ROOT

ANDRI, RINA, YULIA = 101, 102, 103
IMAGES = ROOT / "docs" / "images"
WIDTH = 720
HEADING = Letterhead(
    ("PEMERINTAH PROVINSI SUMATERA BARAT", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"),
    ("Jalan Contoh Nomor 1, Padang 25111", "telepon (0751) 000000, laman contoh.go.id"),
    town="Padang",
)


def picture(paper: Path, name: str, page: int = 0) -> None:
    """Keep one page as a picture."""
    with pypdfium2.PdfDocument(paper) as document:
        sheet = document[page]
        image = sheet.render(scale=WIDTH / sheet.get_width()).to_pil()
    image.quantize(48).save(IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    """Play a case with two returns, and look at what is made of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        bureau = Bureau(folder)
        bureau.office = replace(bureau.office, heading=HEADING)
        bureau.ask(lambda tx: tx.record.keep(USERNAME, "contoh_bot"))
        bureau.open(title="Evaluasi capaian kinerja internal triwulan III")
        task = bureau.to(Part.DISPOSE)
        bureau.pass_time(timedelta(minutes=25))
        given = ("Agendakan rapat evaluasi", "Siapkan undangan")
        note = "Undang semua Bagian."
        bureau.act(bureau.actor(ANDRI), a.Dispose(task.id, task.version, given, "Segera", note))
        (sheet,) = bind(bureau, folder)
        picture(sheet, "lembar-disposisi")
        bureau.pass_time(timedelta(minutes=80))
        bureau.to(Part.MINUTES)
        bureau.pass_time(timedelta(days=1, minutes=110))
        bureau.to(Part.DRAFT)
        bureau.pass_time(timedelta(minutes=95))
        task = bureau.to(Part.EXAMINE)
        bureau.pass_time(timedelta(minutes=50))
        bureau.act(bureau.actor(YULIA), a.Return(task.id, task.version, "Lengkapi tabel capaian triwulan II"))
        bureau.pass_time(timedelta(minutes=35))
        bureau.to(Part.EXAMINE)
        bureau.pass_time(timedelta(minutes=10))
        actor, case = bureau.actor(RINA), bureau.case()
        bureau.ask(lambda tx: certificates.request(tx, bureau.office, actor, case))
        (interim,) = bind(bureau, folder)
        picture(interim, "sertifikat-belum-selesai")
        while bureau.next():
            bureau.pass_time(timedelta(minutes=20))
        (final,) = bind(bureau, folder)
        picture(final, "sertifikat-proses")
        closed = bureau.case()
        contents = bureau.ask(lambda tx: contents_of(tx, bureau.office, closed, lambda name: folder / name))
        assert contents.book is not None
        expedition_book(folder / "buku.pdf", contents.book)
        picture(folder / "buku.pdf", "buku-ekspedisi")
        signed = next(ref for step, ref in bureau.case().outputs if step == 2)
        page = folder / "approval.pdf"
        approval = Approval(
            letterhead=HEADING,
            case=1,
            title=case.title,
            label=signed.label,
            file=signed.name,
            sha256=signed.sha256,
            capacity=("Plh. Kepala Biro", "Kepala Bagian Tata Laksana"),
            name="Yulia Fitri",
            at=bureau.now,
            zone=bureau.office.zone,
            link=bureau.ask(lambda tx: bureau.office.link(tx, 1)),
        )
        approval_page(page, approval)
        picture(page, "halaman-persetujuan")
        bureau.store.close()


if __name__ == "__main__":
    main()
