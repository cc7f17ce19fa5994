"""The table of Bot API methods the simulator answers, and every parameter each one takes.

Source: the official Bot API, 10.1.
A test compares this table with the machine-readable API where that is at hand.
What is not in the table is refused: a misspelt parameter must not pass here and fail at Telegram.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

Kind = Literal["str", "int", "bool", "chat", "file", "json"]

# One method per unindented line, its parameters on the indented lines below it.
# `name` is a string; `name:kind` is of that kind; a `!` at the end marks it required.
# Kinds: chat is a chat id or @username, file an upload or a file_id, json any JSON-serialised value.
_TABLE: Final = """
getMe
logOut
close
getUpdates
    offset:int limit:int timeout:int allowed_updates:json
setWebhook
    url! certificate:file ip_address max_connections:int allowed_updates:json
    drop_pending_updates:bool secret_token
deleteWebhook
    drop_pending_updates:bool
getWebhookInfo
sendMessage
    business_connection_id chat_id:chat! message_thread_id:int direct_messages_topic_id:int text!
    parse_mode entities:json link_preview_options:json disable_notification:bool
    protect_content:bool allow_paid_broadcast:bool message_effect_id suggested_post_parameters:json
    reply_parameters:json reply_markup:json
sendDocument
    business_connection_id chat_id:chat! message_thread_id:int direct_messages_topic_id:int
    document:file! thumbnail:file caption parse_mode caption_entities:json
    disable_content_type_detection:bool disable_notification:bool protect_content:bool
    allow_paid_broadcast:bool message_effect_id suggested_post_parameters:json reply_parameters:json
    reply_markup:json
sendPhoto
    business_connection_id chat_id:chat! message_thread_id:int direct_messages_topic_id:int
    photo:file! caption parse_mode caption_entities:json show_caption_above_media:bool
    has_spoiler:bool disable_notification:bool protect_content:bool allow_paid_broadcast:bool
    message_effect_id suggested_post_parameters:json reply_parameters:json reply_markup:json
sendMediaGroup
    business_connection_id chat_id:chat! message_thread_id:int direct_messages_topic_id:int
    media:json! disable_notification:bool protect_content:bool allow_paid_broadcast:bool
    message_effect_id reply_parameters:json
copyMessage
    chat_id:chat! message_thread_id:int direct_messages_topic_id:int from_chat_id:chat!
    message_id:int! video_start_timestamp:int caption parse_mode caption_entities:json
    show_caption_above_media:bool disable_notification:bool protect_content:bool
    allow_paid_broadcast:bool message_effect_id suggested_post_parameters:json reply_parameters:json
    reply_markup:json
forwardMessage
    chat_id:chat! message_thread_id:int direct_messages_topic_id:int from_chat_id:chat!
    video_start_timestamp:int disable_notification:bool protect_content:bool message_effect_id
    suggested_post_parameters:json message_id:int!
editMessageText
    business_connection_id chat_id:chat message_id:int inline_message_id text parse_mode
    entities:json link_preview_options:json rich_message:json reply_markup:json
editMessageCaption
    business_connection_id chat_id:chat message_id:int inline_message_id caption parse_mode
    caption_entities:json show_caption_above_media:bool reply_markup:json
editMessageReplyMarkup
    business_connection_id chat_id:chat message_id:int inline_message_id reply_markup:json
editMessageMedia
    business_connection_id chat_id:chat message_id:int inline_message_id media:json!
    reply_markup:json
deleteMessage
    chat_id:chat! message_id:int!
deleteMessages
    chat_id:chat! message_ids:json!
answerCallbackQuery
    callback_query_id! text show_alert:bool url cache_time:int
getFile
    file_id!
pinChatMessage
    business_connection_id chat_id:chat! message_id:int! disable_notification:bool
unpinChatMessage
    business_connection_id chat_id:chat! message_id:int
sendChatAction
    business_connection_id chat_id:chat! message_thread_id:int action!
setMyCommands
    commands:json! scope:json language_code
getMyCommands
    scope:json language_code
deleteMyCommands
    scope:json language_code
getChat
    chat_id:chat!
getChatMember
    chat_id:chat! user_id:int!
getChatAdministrators
    chat_id:chat! return_bots:bool
getChatMemberCount
    chat_id:chat!
leaveChat
    chat_id:chat!
setMessageReaction
    chat_id:chat! message_id:int! reaction:json is_big:bool
setMyName
    name language_code
getMyName
    language_code
setMyDescription
    description language_code
getMyDescription
    language_code
setMyShortDescription
    short_description language_code
getMyShortDescription
    language_code
setChatMenuButton
    chat_id:int menu_button:json
getChatMenuButton
    chat_id:int
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method: its name, the kind of its value, and whether it must be given."""

    name: str
    kind: Kind
    required: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A Bot API method by its official name, with its parameters by name."""

    name: str
    parameters: dict[str, Parameter]


def _parse_parameter(word: str) -> Parameter:
    bare = word.removesuffix("!")
    name, _, kind = bare.partition(":")
    return Parameter(name, cast("Kind", kind or "str"), bare != word)


def _parse_table(table: str) -> dict[str, Method]:
    methods: dict[str, Method] = {}
    current: Method | None = None
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            current = Method(line, {})
            methods[line] = current
        elif current is not None:
            current.parameters.update({p.name: p for p in map(_parse_parameter, line.split())})
    return methods


METHODS: Final = _parse_table(_TABLE)

# Telegram takes method names in any case.
BY_LOWERCASE: Final = {name.lower(): method for name, method in METHODS.items()}

# Real parameters that would change what people see in ways the simulator does not show.
# They are refused with a sentence rather than ignored.
NOT_SIMULATED: Final = frozenset(
    {
        "business_connection_id",
        "certificate",
        "direct_messages_topic_id",
        "inline_message_id",
        "message_effect_id",
        "rich_message",
        "suggested_post_parameters",
        "thumbnail",
        "video_start_timestamp",
    }
)
