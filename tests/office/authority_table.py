"""What the signs and words of authority_table.txt mean: read that first."""

PERSONS = {
    "who holds the post": (
        "holder",
        "holder whom a Plh. replaces",
        "holder who gave a mandate",
        "holder on leave",
        "holder who blocked the bot",
        "former holder",
    ),
    "Plh.": (
        "Plh. in term",
        "Plh. a minute before the term",
        "Plh. at its first instant",
        "Plh. at its last instant",
        "Plh. at its end",
        "Plh. in another SOP",
        "Plh. on leave",
    ),
    "Plt. and mandates": ("Plt. of a vacant post", "Plt. at the end", "a.n.", "u.b."),
    "a pool": ("colleague", "colleague on leave"),
    "who wrote it, and above": (
        "author as Plh.",
        "superior",
        "superior above an author",
        "Plh. of the superior",
    ),
    "others": (
        "other unit's Kepala Bagian",
        "admin without post",
        "admin with another post",
        "member without post",
        "stranger",
    ),
    "in a group": (
        "holder, in a group",
        "Plh., in a group",
        "member without post, in a group",
        "stranger, in a group",
    ),
}


DOING = {
    "claim": "Claim",
    "release": "Release",
    "dispose": "Dispose",
    "note": "Dispose",
    "attach": "Attach",
    "template": "Attach",
    "schedule": "Schedule",
    "choose_unit": "ChooseUnit",
    "finish": "Finish",
    "sign": "Sign",
    "approve": "Approve",
    "return": "Return",
    "return_to": "Return",
    "attend": "Attend",
    "check_in": "CheckIn",
    "mark": "Mark",
    "archive": "Archive",
    "archive_number": "Archive",
    "receive": "Receive",
}
"""What is done by those whose turn it is: deed -> action of the machine."""
OVERSEEING = {"hand": "Assign", "hand_to": "Assign", "assign": "Assign", "take_back": "Release"}
"""What is done by those above, and by admins."""
OF_TIME = {
    "ask_time": "AskTime",
    "pause": "PauseClock",
    "resume": "ResumeClock",
    "grant": "GrantTime",
    "decline": "DeclineTime",
    "nudge": "Nudge",
}
"""What is done about a task's time: deed -> action of the machine."""
OWN_TIME = frozenset({"ask_time"})
"""Deeds about time that only those do whose turn it is; a superior only where it came to them."""
TIME_REASONS = {"M": "may_not_pause", "O": "own_task", "U": "may_not_nudge"}
"""What signs of the table of time mean beside those of the others."""
TIME_REASONS_OF = {
    "grant": {"-": "not_above", "O": "own_request"},
    "decline": {"-": "not_above", "O": "own_request"},
    "nudge": {"-": "may_not_nudge"},
}
"""Where a sign means something else for a deed about time."""
OTHERWISE = {
    "release": "not_claimed",
    "take_back": "not_claimed",
    "mark": "not_invited",
    "return_to": "no_such_return",
}
"""Why a deed is refused that a line does not name; any other: not_this_kind."""
_ANY = {"note", "archive_number", "attach", "template", "schedule", "attend", "check_in", "mark"}
CARRY_VERSION = frozenset(DOING) - _ANY
"""Deeds on what was shown: on an old card they are stale. (take_back names who has it instead.)"""

REASONS = {
    "-": "not_yours",
    "R": "replaced",
    "4": "four_eyes",
    "T": "taken",
    "S": "not_member",
    "N": "not_yours",
    "E": "ended",
    "K": "returned",
    "P": "superseded",
    "C": "case_closed",
}

CASE_REASONS = {"view": "no_such_task", "cancel": "may_not_cancel", "open": "may_not_open"}
"""What a minus means for what concerns a whole case."""
GIVING = frozenset({"hand", "hand_to", "assign"})
GIVING_REASONS = {"-": "not_above", "R": "not_above"}
"""Where a sign of the third column means something else for giving a task away."""
