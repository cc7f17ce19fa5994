"""Writes the table of placeholders into docs/panduan-admin.md: python tests/tools/placeholder_table.py."""

from pathlib import Path

from papers.placeholders import GUEST, ORDER, PERSON, PLACEHOLDERS, Placeholder

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "panduan-admin.md"
BEGIN = "<!-- dibuat dari papers.placeholders oleh tests/tools/placeholder_table.py -->\n"
END = "<!-- akhir tabel -->"
LONGEST = 60


def table() -> str:
    """Return the table in Markdown: name, meaning, example; then what may follow a dot."""
    rows = [f"| `{one.name}` | {one.meaning} | {_shown(one)} |" for one in PLACEHOLDERS]
    dotted = [
        ("`ketua`, `notulis`, `penandatangan`, `penyusun`", PERSON),
        ("setiap orang dalam `peserta` dan `daftar_hadir`", GUEST),
        ("`disposisi`", ORDER),
    ]
    lines = [
        "| Isian | Artinya | Contoh |",
        "|---|---|---|",
        *rows,
        "",
        "| Setelah titik | Artinya |",
        "|---|---|",
    ]
    for of, parts in dotted:
        lines.append(f"| {of} | {'; '.join(f'`.{name}` {meaning}' for name, meaning in parts.items())} |")
    return "\n".join(lines) + "\n"


def _shown(one: Placeholder) -> str:
    value = one.example
    if isinstance(value, list):
        first = value[0] if value else ""
        value = first if isinstance(first, str) else first["nama"] if isinstance(first, dict) else ""
        return f"{value}, …"
    if isinstance(value, dict):
        return str(value.get("nama", value.get("dari", "")))
    return (
        ("ya" if value else "tidak") if isinstance(value, bool) else str(value)[:LONGEST].replace("\n", " / ")
    )


def written(page: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{end}{after}"


if __name__ == "__main__":
    GUIDE.write_text(written(GUIDE.read_text("utf-8")), encoding="utf-8")
