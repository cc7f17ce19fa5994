"""What a case knows, as the placeholders of Word templates (`papers.placeholders`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from office.cases import invited_to
from office.nip import spaced
from office.office import Office
from papers.fill import Value
from papers.placeholders import DOTS, FEW_DOTS, person
from sop.attendance import came
from sop.case import SECRECIES, Answer, Attendance, Case, Meeting, Outcome, Part
from sop.definition import Kind, RoleId, Sop, Step
from sop.moments import clock, date_of, day
from sop.people import By, Roster
from sop.turn import office_line, office_lines, title
from storage.transaction import Tx

ON_FIRST_PAGE = 6
"""How many recipients fit on the first page of a letter; more stand on a page of their own."""
BLANK_ROWS = 8
"""Rows of the list of those present while nobody is known to have been invited."""
_SOP = "SOP "


def draft_values(
    tx: Tx, office: Office, sop: Sop, case: Case, step: Step, author: By, at: datetime
) -> dict[str, Value]:
    """Return a value for every placeholder; what the case does not know is dots, or empty.

    `author` asked for the paper, in the capacity they hold the task in, at `at`. Nothing is written.
    """
    facts = _Facts(tx, office, sop, case, step, author, at)
    return facts.letter() | facts.case_itself() | facts.meeting() | facts.people() | facts.grounds()


def meeting_step(sop: Sop, step: Step) -> Step | None:
    """Return the meeting that a step's file is about: its own, the one it calls, or the last before it."""
    if step.kind is Kind.MEET:
        return step
    if step.meeting_step is not None:
        return sop.step(step.meeting_step)
    earlier = [one for one in sop.steps if one.kind is Kind.MEET and one.number < step.number]
    return max(earlier, key=lambda one: one.number, default=None)


def mixed(text: str) -> str:
    """Return a line of capitals as it stands in a sentence: "Biro Organisasi"; any other as it is."""
    if not text.isupper():
        return text
    return " ".join(word if word == _SOP.strip() else word.capitalize() for word in text.split())


class _Facts:
    """Reads what one paper of a case says."""

    def __init__(
        self, tx: Tx, office: Office, sop: Sop, case: Case, step: Step, author: By, at: datetime
    ) -> None:
        self._tx = tx
        self._office = office
        self._sop = sop
        self._case = case
        self._step = step
        self._author = author
        self._at = at
        self._roster: Roster = office.roster(tx, sop)
        self._meets = meeting_step(sop, step)

    def letter(self) -> dict[str, Value]:
        """Return what stands at the head of every paper."""
        letterhead = self._office.letterhead(self._sop)
        recipients = self._recipients()
        long = len(recipients) > ON_FIRST_PAGE
        return {
            "kop": list(letterhead.lines),
            "alamat": "\n".join(letterhead.address),
            "logo": str(letterhead.logo or ""),
            "unit_kerja": mixed(letterhead.lines[-1]),
            "kota": letterhead.town or FEW_DOTS,
            "tanggal": date_of(self._at, self._office.zone),
            "tahun": f"{self._at.astimezone(self._office.zone):%Y}",
            "nomor": DOTS,
            "sifat": self._case.secrecy or SECRECIES[0],
            "lampiran": "1 (satu) lembar" if long else "-",
            "hal": self._step.file_label,
            "penerima": [*recipients],
            "penerima_terlampir": long,
        }

    def case_itself(self) -> dict[str, Value]:
        """Return what the case is called and belongs to."""
        name = mixed(self._sop.identity.name)
        return {
            "judul": self._case.title,
            "nomor_proses": str(self._case.id),
            "sop": name,
            "kegiatan": name.removeprefix(_SOP),
            "nomor_sop": self._sop.identity.number,
            "bagian": self._case.unit or "",
            "dokumen_dasar": self._case.base.name,
        }

    def meeting(self) -> dict[str, Value]:
        """Return when and where the meeting is."""
        met = self._case.meeting
        if met is None or self._meets is None or met.step != self._meets.number:
            return dict.fromkeys(("hari_tanggal", "pukul", "pukul_mulai", "pukul_selesai", "tempat"), DOTS)
        return _when(met, self._office.zone) | {"tempat": met.place}

    def people(self) -> dict[str, Value]:
        """Return who chairs, writes, signs and takes part."""
        answers = self._case.attendance if self._meets is not None else ()
        present: list[Value] = [self._there(one) for one in came(self._case)] if answers else []
        return {
            "ketua": self._chair(),
            "notulis": self._secretary(),
            "penandatangan": self._signer(),
            "penyusun": self._named(self._author),
            "peserta": present,
            "jumlah_hadir": str(len(present)) if present else DOTS,
            "daftar_hadir": self._invited(answers),
        }

    def grounds(self) -> dict[str, Value]:
        """Return what the paper rests on: the law, the SOP, the order."""
        written, order = self._sop.identity, self._case.disposition
        given = title(self._sop, (order.by.position,)) if order and order.by.position else ""
        when = date_of(order.at, self._office.zone) if order else ""
        numbered = f"{mixed(written.name)} Nomor {written.number}" if written.number else mixed(written.name)
        ordered = [f"Disposisi {given or order.by.name} tanggal {when}"] if order else []
        return {
            "derajat": order.urgency if order else "",
            "disposisi": {
                "dari": given,
                "tanggal": when,
                "derajat": order.urgency if order else "",
                "petunjuk": list(order.instructions) if order else [],
                "catatan": order.note if order else "",
            },
            "dasar_hukum": list(written.legal_basis),
            "dasar": [*written.legal_basis, numbered, *ordered],
        }

    def _recipients(self) -> list[str]:
        """Return whom a letter goes to: the meeting's guests but for who signs, else whom the step names."""
        roles = self._meets.performers if self._meets is not None else self._step.distribute_to
        signing = self._step.signer or (self._step.performer if self._meets is None else self._meets.chair)
        groups = [
            title(self._sop, positions)
            for role in roles
            if role != signing
            for positions in self._roster.guests(self._sop, role)
        ]
        return list(dict.fromkeys(groups))

    def _chair(self) -> Value:
        role = self._meets.chair if self._meets is not None else None
        if role is None:
            return person(DOTS, DOTS)
        there = [one.by for one in came(self._case) if one.delegate is None and _of(one.by, role)]
        return self._named(there[0]) if there else self._holder(role)

    def _secretary(self) -> Value:
        if self._meets is None or self._meets.secretary is None:
            return person(DOTS, DOTS)
        if self._step is self._meets:
            return self._named(self._author)
        wrote = [
            task.ended.by
            for task in self._case.tasks
            if task.part is Part.MINUTES
            and task.ended
            and task.ended.outcome is Outcome.DONE
            and task.ended.by
        ]
        return self._named(wrote[-1]) if wrote else self._holder(self._meets.secretary)

    def _signer(self) -> Value:
        """Return who signs the file: inside the step, the meeting's chair, or at the next signature."""
        if self._step.kind is Kind.MEET:
            return self._chair()
        later = [s for s in self._sop.steps if s.kind is Kind.SIGN and s.number > self._step.number]
        following = min(later, key=lambda one: one.number, default=None)
        role = self._step.signer or (following.performer if following is not None else None)
        if role is None or _of(self._author, role):
            return self._named(self._author)
        return self._holder(role)

    def _holder(self, role: RoleId) -> Value:
        """Return who fills a role's post now; several, or nobody: the post without a name."""
        positions = self._roster.responsible(self._sop, role, self._case.unit)
        held = [(p, who) for p in positions for who in self._roster.holders.get(p, ())]
        if len({who for _, who in held}) != 1:
            return person(title(self._sop, positions), DOTS)
        return self._named(self._roster.by(held[0][1], held[0][0]))

    def _named(self, by: By) -> Value:
        nip, _ = self._tx.people.particulars(by.person)
        posts = "\n".join(office_lines(self._sop, by)) or DOTS
        line = office_line(self._sop, by) or DOTS
        return person(posts, by.name or DOTS, nip=spaced(nip) if nip else "", line=line)

    def _invited(self, answers: tuple[Attendance, ...]) -> list[Value]:
        """Return everybody who was invited, with their answer; blank rows where nobody is known."""
        known = {one.by.person: one for one in answers}
        rows: list[Value] = []
        for by in invited_to(self._tx, self._office, self._case):
            answer = known.pop(by.person, None)
            rows.append(self._guest(answer) if answer else _row(office_line(self._sop, by), by.name, ""))
        rows += [self._guest(one) for one in known.values()]
        return rows or [_row("", "", "") for _ in range(BLANK_ROWS)]

    def _there(self, one: Attendance) -> Value:
        """Return somebody who was there; who came in an official's place stands with that official's post."""
        post, how = office_line(self._sop, one.by), self._attended(one)
        if one.delegate is None:
            return _row(post, one.by.name, how)
        return _row(f"mewakili {post or one.by.name}", one.delegate.name, how)

    def _guest(self, one: Attendance) -> Value:
        return _row(office_line(self._sop, one.by), one.by.name, self._attended(one))

    def _attended(self, one: Attendance) -> str:
        """Return how an invited official was there; empty for who said so and was not noted."""
        if one not in came(self._case):
            return "Berhalangan" if one.answer is Answer.ABSENT else ""
        at = f", pukul {clock(one.present, self._office.zone)}" if one.present else ""
        return (f"Diwakili oleh {one.delegate.name}" if one.delegate else "Hadir") + at


def _row(post: str, name: str, answer: str) -> Value:
    return {"jabatan": post, "nama": name, "kehadiran": answer}


def _of(by: By, role: RoleId) -> bool:
    return by.position is not None and by.position.role == role


def _when(met: Meeting, zone: ZoneInfo) -> dict[str, Value]:
    local = met.starts.astimezone(zone)
    return {
        "hari_tanggal": day(local.date()),
        "pukul": f"{local:%H.%M} s.d. {clock(met.ends, zone)}",
        "pukul_mulai": clock(met.starts, zone),
        "pukul_selesai": clock(met.ends, zone),
    }
