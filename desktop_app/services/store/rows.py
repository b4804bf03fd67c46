"""What the store hands out beside messages: rows of lists, as values."""

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart, Role, State


class Editing(msgspec.Struct, frozen=True, omit_defaults=True):
    """An own message that is being rewritten: which, and how far the person came."""

    message: str
    text: str = ""
    attachments: tuple[ImagePart | FilePart, ...] = ()


class ConversationRow(msgspec.Struct, frozen=True):
    """One conversation without its messages. Times in seconds since 1970, UTC.

    `folder` is a path ("Work/Letters"), empty for none; `leaf` the last message of the active
    branch; `messages` counts the whole tree. `draft`, `attachments` (in waiting) and `place` (where
    the reader was, in the view's own words) are what the person left behind. `leaf_state` is how
    far the active branch's last message came, empty where there is none.
    """

    id: str
    title: str
    created: float
    updated: float
    messages: int = 0
    is_pinned: bool = False
    is_unread: bool = False
    is_archived: bool = False
    trashed: float | None = None
    folder: str = ""
    tags: tuple[str, ...] = ()
    provider: str = ""
    model: str = ""
    system: str = ""
    parameters: Parameters = Parameters()
    draft: str = ""
    attachments: tuple[ImagePart | FilePart, ...] = ()
    place: str = ""
    leaf: str | None = None
    source: str = ""  # what an import calls it, empty for our own
    import_id: str = ""  # the import it came with
    editing: Editing | None = None
    leaf_state: str = ""


class MessageNode(msgspec.Struct, frozen=True, gc=False):
    """A message's place in the tree."""

    id: str
    parent: str | None
    role: Role
    state: State
    created: float


class Beginning(msgspec.Struct, frozen=True, gc=False):
    """Who says a message (a model's name, empty for a person or a tool) and its first words."""

    model: str
    words: str


class Outline(msgspec.Struct, frozen=True, gc=False):
    """A message of a branch without its words: enough to guess how high it will be.

    `version` is its place among its siblings and their number: (2, 3) shows as ‹ 2 / 3 ›.
    """

    id: str
    role: Role
    state: State
    characters: int
    newlines: int
    version: tuple[int, int]


class FolderRow(msgspec.Struct, frozen=True):
    """A folder and how many conversations lie directly in it, without archived ones."""

    path: str
    conversations: int


class SearchHit(msgspec.Struct, frozen=True):
    """A message that was found. `marks` are (start, end) of the found words in `snippet`.

    `message_id` is None where only the title matched.
    """

    conversation_id: str
    message_id: str | None
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    created: float
    role: Role | None = None
