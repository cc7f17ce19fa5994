"""What an admin reads of somebody, composed when it is sent: the outbox holds neither NIP nor number."""

from handlers import people_texts as texts
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.handover import begin
from handlers.letter import Button, Edit, Keyboard, Letter
from office.chart import Profile, profile
from office.office import Office
from storage.outbox import Pending
from storage.transaction import Tx


def page(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Let a message show somebody, with what can be done; None for whoever is no admin any more."""
    viewer = office.actor(tx, pending.chat)  # a private chat bears its person's id
    one = profile(tx, office, pending.payload["person"])
    message = pending.payload["message"]
    if viewer is None or not viewer.admin or one is None or not message:
        return None
    text = texts.profile(office.library, office.zone, one)
    return Edit(pending.chat, message, text, _buttons(one, viewer.person))


def _buttons(one: Profile, viewer: int) -> Keyboard:
    rows: list[tuple[Button, ...]] = []
    if one.terms:
        rows.append(
            (
                button("🤝 Serah terima", begin(one.person)),
                button("⏹ Akhiri jabatan", begin(one.person, end=True)),
            )
        )
    if one.admin:
        what = ListButton(ListVerb.ADMIN_DROP, str(one.telegram_id))
        rows.append((button("Cabut hak admin", what),))
    else:
        what = ListButton(ListVerb.ADMIN_PICK, str(one.person))
        rows.append((button("Beri hak admin", what),))
    if one.app and one.person != viewer:
        rows.append((button("🔑 Atur ulang autentikator", ListButton(ListVerb.APP_RESET, str(one.person))),))
    return (*rows, (button("Kembali", ListButton(ListVerb.PEOPLE, "0")),))
