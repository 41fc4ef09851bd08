"""Tables of chat, by noun."""

# All of them together, whichever is asked for: they name each other.
from lhs_community.chat.models import channels as channels, messages as messages
