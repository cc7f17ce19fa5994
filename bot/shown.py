"""What the newest messages say, so that an edit that would change nothing is not sent.

Letters are composed when they are sent, so two edits of one card often read the same; Telegram refuses the
second ("message is not modified"), and it would still have cost its turn in the chat's pace.
Only a saving: after a restart nothing is known, and everything is sent.
"""

from handlers.letter import Edit, Letter, NewFile, NewText

REMEMBERED = 4096


class Shown:
    """Remembers what was last delivered for a message."""

    def __init__(self) -> None:
        self._says: dict[tuple[int, int], int] = {}

    def reads_so(self, letter: Letter) -> bool:
        """Return whether the message that an edit is for is known to read so already."""
        if not isinstance(letter, Edit):
            return False
        return self._says.get((letter.chat, letter.message_id)) == hash((letter.text, letter.buttons))

    def note(self, letter: Letter, message: int | None) -> None:
        """Note what a message says now; `message` is the id that Telegram gave a new one."""
        if isinstance(letter, Edit):
            self._keep((letter.chat, letter.message_id), hash((letter.text, letter.buttons)))
        elif message is not None and isinstance(letter, NewText):
            self._keep((letter.chat, message), hash((letter.text, letter.buttons)))
        elif message is not None and isinstance(letter, NewFile):
            self._keep((letter.chat, message), hash((letter.caption, letter.buttons)))

    def forget(self, letter: Letter) -> None:
        """Forget what a message says: whether an edit was carried out is not known."""
        if isinstance(letter, Edit):
            self._says.pop((letter.chat, letter.message_id), None)

    def _keep(self, key: tuple[int, int], says: int) -> None:
        self._says.pop(key, None)
        self._says[key] = says
        if len(self._says) > REMEMBERED:
            del self._says[next(iter(self._says))]
