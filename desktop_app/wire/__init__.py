"""Three streaming protocols as pure functions: request -> body, SSE bytes -> deltas."""

from desktop_app.wire import chat_completions, messages, responses
from desktop_app.wire.protocol import Protocol

PROTOCOLS: dict[str, Protocol] = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            name="chat",
            title="Chat Completions",
            path="/chat/completions",
            build=chat_completions.build,
            decoder=chat_completions.ChatDecoder,
        ),
        Protocol(
            name="responses",
            title="Responses",
            path="/responses",
            build=responses.build,
            decoder=responses.ResponsesDecoder,
        ),
        Protocol(
            name="messages",
            title="Messages",
            path="/v1/messages",
            build=messages.build,
            decoder=messages.MessagesDecoder,
        ),
    )
}
