"""Wrong SOP files: each mistake is told with its key, what is wrong and what would be right."""

import tomllib

import pytest

from tests.sop.wrong_files import ROOT, TEXT, changed, faults

WRONG = tomllib.loads((ROOT / "tests" / "data" / "wrong" / "sop.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("old", "new", "key", "wrong", "right"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_told_key_wrong_and_right(
    old: str, new: str, key: str, wrong: str, right: str
) -> None:
    """Every fault names the exact key, what is wrong there and what would be right."""
    found = {fault.key: fault for fault in faults(changed((old, new)))}
    assert key in found, found
    assert wrong in found[key].wrong
    assert right in found[key].right


def test_one_mistake_is_one_fault() -> None:
    """A value of the wrong type is not reported again for what it then fails to mean."""
    assert len(faults(changed(('notulis = "kasubag-tu"', "notulis = 3")))) == 1
    assert len(faults(changed(('"60 menit"', '"sejam"')))) == 1


def test_a_bad_role_id_is_not_blamed_on_its_uses() -> None:
    """A role whose id is malformed is one fault, not one more for every step that names it."""
    text = TEXT.replace('"jf"', '"J F"')
    assert [fault.key for fault in faults(text)] == ["peran[4].id"]


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """Faults of shape and of sense come together, in the order of the file, with the step's own number."""
    text = changed(
        ('notulis = "kasubag-tu"', 'notulis = "kasubag"'),
        ('waktu = "1 jam"', 'waktu = "satu jam"'),
        ("kembali_baku = 5", "kembali_baku = 3"),
        ('atasan = "kepala-biro"', 'atasan = "karo"'),
        ('nama = "SOP EVALUASI CAPAIAN KINERJA INTERNAL"', ""),
        ("nomor = 7", "nomor = 70"),
        ('waktu = "2 Hari"', "waktu = 2"),
    )
    found = faults(text)
    assert [fault.key for fault in found] == [
        "identitas.nama",
        "peran[2].atasan",
        "langkah[2].waktu",
        "langkah[3].notulis",
        "langkah[6].kembali_baku",
        "langkah[7].waktu",
    ]
    assert found[-1].wrong.startswith("step 70: ")


def test_a_second_invitation_to_a_meeting_is_refused() -> None:
    """Two steps cannot call the same meeting: its time would be whichever came last."""
    text = changed(
        ('jenis_tindakan = "disposisi"', 'jenis_tindakan = "siapkan"\nrapat = 3'),
        ('derajat = ["Biasa", "Segera", "Sangat Segera"]', ""),
    )
    assert "langkah[2].rapat" in {fault.key for fault in faults(text)}


def test_a_disposition_that_nobody_receives_is_refused() -> None:
    """A disposition cannot be the last step."""
    text = TEXT[: TEXT.index("[[langkah]]\nnomor = 2")]
    assert [fault.key for fault in faults(text)] == ["langkah[1].jenis_tindakan"]


@pytest.mark.parametrize(
    "text", ["", "kode = 1", "peran = 3\nlangkah = [1, [], {}]", "langkah = [{ nomor = 1 }]"]
)
def test_next_to_nothing_is_still_told_key_by_key(text: str) -> None:
    """Even a file with hardly anything in it has its missing tables named."""
    assert {"kode", "identitas"} <= {fault.key for fault in faults(text)}
