"""What the rules say when something may not be: a business "no", and a wrong SOP file."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an action was refused; the words for people are chosen by the handlers."""

    NOT_MEMBER = "not_member"
    NOT_YOURS = "not_yours"
    TAKEN = "taken"
    ENDED = "ended"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    STALE = "stale"
    CASE_CLOSED = "case_closed"
    NO_SUCH_TASK = "no_such_task"
    NOT_YOUR_RECORD = "not_your_record"
    NOT_THIS_KIND = "not_this_kind"
    NEEDS_FILE = "needs_file"
    NEEDS_MEETING = "needs_meeting"
    NEEDS_INSTRUCTION = "needs_instruction"
    NEEDS_REASON = "needs_reason"
    NEEDS_ANSWER = "needs_answer"
    NEEDS_TITLE = "needs_title"
    TOO_LONG = "too_long"
    NO_SUCH_RETURN = "no_such_return"
    NO_SUCH_UNIT = "no_such_unit"
    NO_UNIT = "no_unit"
    MEETING_PAST = "meeting_past"
    MEETING_FAR = "meeting_far"
    MEETING_REVERSED = "meeting_reversed"
    MEETING_WEEKDAY = "meeting_weekday"
    NOT_INVITED = "not_invited"
    NOT_CLAIMED = "not_claimed"
    MAY_NOT_OPEN = "may_not_open"
    MAY_NOT_CANCEL = "may_not_cancel"
    SAME_FILE = "same_file"
    NOT_WAITING = "not_waiting"
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_KIND = "file_kind"
    FILE_DISGUISED = "file_disguised"
    FILE_BROKEN = "file_broken"
    FILE_ALTERED = "file_altered"
    BEING_SIGNED = "being_signed"
    NIK_FORM = "nik_form"
    NIK_UNKNOWN = "nik_unknown"
    TTE_WRONG = "tte_wrong"
    TTE_LOCKED = "tte_locked"
    GATEWAY_AWAY = "gateway_away"
    GATEWAY_REFUSED = "gateway_refused"
    NOT_WHAT_WAS_SENT = "not_what_was_sent"
    NOT_SEALABLE = "not_sealable"
    FILE_LOCKED = "file_locked"
    FILE_MACRO = "file_macro"
    FILE_ACTIVE = "file_active"
    FILE_BOMB = "file_bomb"
    FILE_PAGES = "file_pages"
    FILE_UNREADABLE = "file_unreadable"
    FILE_INFECTED = "file_infected"
    SCANNER_AWAY = "scanner_away"
    ALBUM = "album"
    TOO_MANY_PHOTOS = "too_many_photos"
    NO_PHOTOS = "no_photos"
    NEEDS_CODE = "needs_code"
    NO_AUTHENTICATOR = "no_authenticator"
    WRONG_CODE = "wrong_code"
    CODE_FORM = "code_form"
    CODE_USED = "code_used"
    CODE_LOCKED = "code_locked"
    CODE_LATE = "code_late"
    CODES_OFF = "codes_off"
    AUTHENTICATOR_LOST = "authenticator_lost"
    ENROLMENT_OVER = "enrolment_over"
    FIRST_CODE_WRONG = "first_code_wrong"
    NOT_OWN_RESET = "not_own_reset"
    FORGED = "forged"
    FORM_PASSED = "form_passed"
    INVITATION_UNKNOWN = "invitation_unknown"
    INVITATION_USED = "invitation_used"
    INVITATION_USED_BY_SELF = "invitation_used_by_self"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_GONE = "invitation_gone"
    NIP_DIGITS = "nip_digits"
    NIP_FORM = "nip_form"
    NAME_FORM = "name_form"
    CONTACT_NOT_OWN = "contact_not_own"
    CONTACT_TYPED = "contact_typed"
    POST_YOURS = "post_yours"
    REGISTRATION_LIMIT = "registration_limit"
    REGISTRATION_DECIDED = "registration_decided"
    NO_SUCH_REGISTRATION = "no_such_registration"
    TOO_MANY_MESSAGES = "too_many_messages"
    NOT_ADMIN = "not_admin"
    ALREADY_ADMIN = "already_admin"
    NO_SUCH_ADMIN = "no_such_admin"
    LAST_ADMIN = "last_admin"
    FOUR_EYES = "four_eyes"
    REPLACED = "replaced"
    NOT_ABOVE = "not_above"
    NO_SUCH_PERSON = "no_such_person"
    NOT_FOR_PERSON = "not_for_person"
    NOT_ASKED = "not_asked"
    ONLY_PRIVATE = "only_private"
    ANONYMOUS = "anonymous"
    CODE_ASTRAY = "code_astray"
    NO_TEMPLATE = "no_template"
    TEMPLATE_BROKEN = "template_broken"
    NOT_YOUR_POST = "not_your_post"
    NO_REDELEGATION = "no_redelegation"
    TERM_REVERSED = "term_reversed"
    TERM_PAST = "term_past"
    TERM_TOO_LONG = "term_too_long"
    TERM_OVERLAPS = "term_overlaps"
    SAME_PERSON = "same_person"
    ALREADY_AWAY = "already_away"
    NOT_A_POST = "not_a_post"
    SUBSTITUTE_AWAY = "substitute_away"
    POST_VACANT = "post_vacant"
    POST_HELD = "post_held"
    ARCHIVE_INCOMPLETE = "archive_incomplete"
    ARCHIVE_NUMBER_USED = "archive_number_used"
    ARCHIVE_CODE = "archive_code"
    ARCHIVE_YEARS = "archive_years"
    NO_PACKAGE = "no_package"
    NO_SUCH_TERM = "no_such_term"
    CLOCK_STANDS = "clock_stands"
    CLOCK_RUNS = "clock_runs"
    NO_CLOCK = "no_clock"
    MAY_NOT_PAUSE = "may_not_pause"
    TIME_ASKED = "time_asked"
    TIME_FORM = "time_form"
    NO_SUCH_REQUEST = "no_such_request"
    OWN_REQUEST = "own_request"
    NOBODY_DECIDES = "nobody_decides"
    OWN_TASK = "own_task"
    MAY_NOT_NUDGE = "may_not_nudge"
    NUDGED_LATELY = "nudged_lately"
    TOO_EARLY = "too_early"
    THERE_ALREADY = "there_already"
    NEEDS_DELEGATE = "needs_delegate"
    NOT_YOUR_PROPOSAL = "not_your_proposal"
    PROPOSAL_GONE = "proposal_gone"
    PROPOSAL_STARTED = "proposal_started"
    PROPOSAL_SKIPPED = "proposal_skipped"
    PROPOSAL_POSTPONED = "proposal_postponed"
    PROPOSAL_RUNNING = "proposal_running"
    NO_SUCH_ENTRY = "no_such_entry"
    CALENDAR_EMPTY = "calendar_empty"
    CALENDAR_FAR = "calendar_far"
    CALENDAR_LONG = "calendar_long"
    NOT_A_HOLIDAY = "not_a_holiday"
    HOURS_FORM = "hours_form"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A business "no": nothing changed, and the person is told why.

    `reason` names the rule; `facts` are what the sentence about it needs, as plain text.
    """

    def __init__(self, reason: Reason, **facts: str) -> None:
        super().__init__(reason)  # itself, so that it can be pickled
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, what, and what would be right."""

    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        return f"{self.key}: {self.wrong} -> {self.right}"


class SopFileError(Exception):
    """An SOP file that cannot be used, with all its faults at once."""

    def __init__(self, file: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(file, faults)
        self.file = file
        self.faults = faults

    def __str__(self) -> str:
        """Return the file's name and one line a fault."""
        return "\n".join(f"{self.file}: {fault}" for fault in self.faults)
