"""Makes docs/images/templat-*.png: the first page of each shipped Word template, filled with examples."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import ImageOps

from papers.fill import Value, fill
from papers.placeholders import example
from papers.template_shelf import shipped

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WIDTH = 620
COLOURS = 16


def _guest(post: str, name: str) -> Value:
    return {"jabatan": post, "nama": name, "kehadiran": "Hadir"}


BAGIAN = ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi")
VALUES: dict[str, Value] = example() | {
    "penerima": ["Kasubag TU", *(f"Kepala Bagian {name}" for name in BAGIAN), "JF/Pelaksana"],
    "jumlah_hadir": "4",
    "peserta": [
        _guest("Kasubag TU", "Rina Marlina"),
        *(
            _guest(f"Kepala Bagian {bagian}", name)
            for bagian, name in zip(BAGIAN, ("Yulia Fitri", "Hendra Wijaya", "Dewi Anggraini"), strict=True)
        ),
    ],
}


def main() -> None:
    """Fill, print, and keep the first page of each."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, template in shipped().items():
            fill(folder / f"{name}.docx", template, VALUES)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        files = sorted(map(str, folder.glob("*.docx")))
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, *files]
        subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - our own files
        for name in shipped():
            with pypdfium2.PdfDocument(folder / f"{name}.pdf") as document:
                page = document[0]
                picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("L")
            framed = ImageOps.expand(picture, border=1, fill=160)
            framed.quantize(COLOURS).save(IMAGES / f"templat-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
