"""What a step of each kind must make sense of: whom a disposition reaches, where a return leads."""

from collections.abc import Iterator

from sop.definition import Kind
from sop.errors import Fault
from sop.faults import one_of, quoted
from sop.sopfile_rows import Row

RETURNABLE = frozenset({Kind.PREPARE, Kind.DRAFT, Kind.EXAMINE})
"""Steps whose work can be done once more. A meeting or a disposition has happened; it is not returned to."""


def disposition(step: Row, steps: list[Row]) -> Iterator[Fault]:
    """Yield what is wrong with a disposisi: its ready sentences, and whether anybody receives it."""
    if step.kind() is not Kind.DISPOSE:
        return
    if not step.values.get("petunjuk"):
        right = 'petunjuk = [{ teks = "Tindak lanjuti sesuai ketentuan", terpilih = true }]'
        yield Fault(f"{step.at}.petunjuk", "a disposisi needs at least one ready instruction", right)
    texts = [(f"{at}.teks", entry.get("teks")) for at, entry in step.entries("petunjuk")]
    for key, entries in (("instruction", texts), ("degree", step.entries("derajat"))):
        seen: set[object] = set()
        for at, text in entries:
            if text in seen:
                yield Fault(at, f"stands there twice: {quoted([text])}", f"each {key} once")
            if text is not None:
                seen.add(text)
    if step is steps[-1]:
        right = "a step after it, for whoever is to carry it out"
        yield Fault(f"{step.at}.jenis_tindakan", "a disposisi is the last step, so nobody receives it", right)


def meeting(step: Row, steps: list[Row]) -> Iterator[Fault]:
    """Yield what is wrong with a rapat, or with the invitation that calls one."""
    if step.kind() is Kind.MEET:
        if "notulis" not in step.values:
            right = 'notulis = a role id: whoever uploads the notulen, such as "kasubag-tu"'
            yield Fault(f"{step.at}.notulis", "a rapat needs someone who writes the minutes", right)
        chair, performers = step.text("ketua"), [role for _, role in step.entries("pelaksana")]
        if chair and performers and chair not in performers:
            right = one_of(chair, performers, "one of the pelaksana of this step:")
            yield Fault(f"{step.at}.ketua", f"{quoted([chair])} does not take part", right)
    meeting, number = step.values.get("rapat"), step.number()
    if step.kind() is not Kind.PREPARE or meeting is None:
        return
    at = f"{step.at}.rapat"
    later = [n for row in steps if row.kind() is Kind.MEET and (n := row.number()) and n > (number or 0)]
    if meeting not in later:
        right = f"one of {quoted(later)}" if later else 'a later step with jenis_tindakan = "rapat"'
        yield Fault(at, f'step {meeting} is not a later step of kind "rapat"', right)
    for other in steps[: steps.index(step)]:
        if other.kind() is Kind.PREPARE and other.values.get("rapat") == meeting:
            yield Fault(
                at, f"{other.at} calls the meeting of step {meeting} already", "one invitation a meeting"
            )


def returns(step: Row, steps: list[Row]) -> Iterator[Fault]:
    """Yield what is wrong with where a periksa or tanda-tangan may send the work back to."""
    kind, number = step.kind(), step.number()
    if kind not in {Kind.EXAMINE, Kind.SIGN} or number is None:
        return
    before = [row for row in steps if (n := row.number()) and n < number]
    possible = [n for row in before if row.kind() in RETURNABLE and (n := row.number())]
    right = (
        f"one of {quoted(possible)}" if possible else f"an earlier step of kind {quoted(sorted(RETURNABLE))}"
    )
    if kind is Kind.EXAMINE and not step.values.get("kembali_ke"):
        yield Fault(f"{step.at}.kembali_ke", "a periksa needs a step to return to", right)
    targets = step.entries("kembali_ke")
    for place, (at, target) in enumerate(targets):
        yield from _target(at, target, number, steps, right)
        if target in [earlier for _, earlier in targets[:place]]:
            yield Fault(at, f"names step {target} twice", "name each step once")
    default, known = step.values.get("kembali_baku"), [target for _, target in targets]
    if default is not None and default not in known:
        allowed = f"one of {quoted(known)}" if known else f"kembali_ke = [{default}] beside it"
        yield Fault(f"{step.at}.kembali_baku", f"{default} is not in kembali_ke", allowed)


def _target(at: str, target: int, number: int, steps: list[Row], right: str) -> Iterator[Fault]:
    found = next((row for row in steps if row.number() == target), None)
    if found is None:
        yield Fault(at, f"there is no step {target}", right)
    elif target >= number:
        yield Fault(at, f"step {target} does not come before step {number}", right)
    elif (kind := found.kind()) and kind not in RETURNABLE:
        yield Fault(at, f'step {target} is of kind "{kind}", which is not returned to', right)


def signature(step: Row) -> Iterator[Fault]:
    """Yield what is wrong with who signs, and how."""
    signing, kind = step.values.get("pengesahan"), step.kind()
    if kind is Kind.PREPARE and isinstance(signing, dict) and "oleh" not in signing:
        right = 'pengesahan = { oleh = a role id, cara = "berkas" }'
        yield Fault(f"{step.at}.pengesahan.oleh", "is missing", right)
    if kind is Kind.PREPARE and step.values.get("kode_autentikator") and "pengesahan" not in step.values:
        right = "pengesahan = { oleh = a role id } beside it, or take it out"
        yield Fault(f"{step.at}.kode_autentikator", "nobody signs in this step", right)
    if kind is Kind.SIGN and isinstance(signing, dict) and "oleh" in signing:
        at = f"{step.at}.pengesahan.oleh"
        yield Fault(at, "in a tanda-tangan the pelaksana signs", "take it out; leave only cara")
