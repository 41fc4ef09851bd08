"""Tables of chat, by noun."""

# All of them together, whichever is asked for: they name each other.
from lhs_community.chat.models import (
    channels as channels,
    direct as direct,
    messages as messages,
    peace as peace,
    rooms as rooms,
)
