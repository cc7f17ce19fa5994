"""The peer of bench/updates.py: python-telegram-bot as its guide shows it, making the same three calls."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

TEXT = (
    "✅ <b>Telah diserahkan</b>\nSusun konsep surat keterangan\n\n"
    "Proses: <b>Surat keterangan aktif mengajar</b>\n"
    "Berkas: konsep.docx (versi 1)\nOleh: Staf Bidang, Senin, 23 November 2026 pukul 10.30 WIB"
)
ROWS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Setujui", callback_data="t:ap:1:2:1:"),
            InlineKeyboardButton("Kembalikan", callback_data="t:rt:1:2:1:"),
        ],
        [
            InlineKeyboardButton("Lihat berkas", callback_data="t:fl:1:2:1:"),
            InlineKeyboardButton("Riwayat", callback_data="t:hi:1:2:1:"),
        ],
    ]
)


async def on_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer, edit, send."""
    query = update.callback_query
    assert query is not None  # noqa: S101
    await query.answer("Telah diserahkan.")
    await query.edit_message_text(TEXT, parse_mode="HTML")
    await context.bot.send_message(query.from_user.id + 1000, TEXT, parse_mode="HTML", reply_markup=ROWS)


def main() -> None:
    """Run until killed."""
    application = Application.builder().token(sys.argv[1]).base_url(sys.argv[2]).build()
    application.add_handler(CallbackQueryHandler(on_tap))
    application.run_polling()


if __name__ == "__main__":
    main()
