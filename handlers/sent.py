"""What people send: photos become pages of a PDF, every other file goes where it is for."""

from handlers import photos, uploads
from handlers.call import Call
from handlers.incoming import SentFile
from office.documents import Upload
from sop.errors import Reason, Refused


def expects(call: Call, sent: SentFile, limit: int) -> None:
    """Refuse a file that nothing waits for, or that is too big, before it is fetched."""
    uploads.may_come(call, sent, limit)
    photo = photos.looks_like_one(sent)
    if sent.album is not None and not photo:
        raise Refused(Reason.ALBUM)
    if photo:
        photos.expects(call, sent)
    else:
        uploads.aim(call, sent)


def receive(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file whose bytes are kept."""
    if photos.is_one(upload):
        photos.add(call, sent, upload)
    elif sent.album is not None:
        raise Refused(Reason.ALBUM)
    else:
        uploads.receive(call, sent, upload)
