"""An example of every error in the catalogue, as far as it goes in the product's own words.

Providers' errors come out of the translation that reads real answers; the others are made as the
module that raises them makes them.
"""

import errno
import json
import socket
import ssl
from pathlib import Path

from desktop_app.domain import errors
from desktop_app.domain.errors import AppError
from desktop_app.services import saving, way_errors
from desktop_app.services.attachments import AttachmentError
from desktop_app.services.import_.errors import NotUnderstood
from desktop_app.services.remote_pictures import PictureRefused
from desktop_app.services.store import errors as store_errors
from desktop_app.services.way_errors import Way
from desktop_app.wire.errors import Speaker, error_from_response

_SPEAKER = Speaker("NagaAI", "https://naga.example/billing", "qwen3-32b")
_WAY = Way("NagaAI", "https://api.naga.example/v1")
_HOME = Path.home() / "rivulet.db"


def examples() -> list[AppError]:
    """At least one for each class; some have several faces."""
    return [*_of_providers(), *_of_the_way(), *_of_the_store(), *_of_the_rest()]


def _told(status: int, message: str, code: str = "", param: str = "") -> AppError:
    fault = {"message": message, "code": code, "param": param, "type": "some_error"}
    body = json.dumps({"error": fault}).encode()
    return error_from_response(status, {"x-request-id": "req-7f3a"}, body, _SPEAKER)


def _of_providers() -> list[AppError]:
    return [
        _told(401, "Incorrect API key provided: ••••"),
        errors.KeyRejected("NagaAI needs a key (401).", hint="Paste one.", param="key"),
        _told(402, "Insufficient balance"),
        _told(429, "Rate limit reached for requests per minute"),
        _told(404, "The model `qwen3-32b` does not exist", "model_not_found"),
        _told(400, "The maximum context length is 32768 tokens.", "context_length_exceeded"),
        _told(400, "Unsupported parameter: 'top_p' is not supported.", param="top_p"),
        _told(413, "Payload too large"),
        _told(400, "The answer was stopped by a content filter.", "content_filter"),
        _told(529, "Overloaded", "overloaded_error"),
        _told(500, "Internal server error: a" + "n" * 400 + " overly long word"),
        errors.ProviderError("NagaAI sent an empty answer.", hint="Try again."),
        errors.WireError(
            "NagaAI sent something that is no answer.",
            hint="Check the base URL: it may lead to a web page or a login.",
            detail="Sign in – Office portal",
        ),
    ]  # fmt: skip


def _of_the_way() -> list[AppError]:
    untrusted = ssl.SSLCertVerificationError(1, "certificate verify failed")
    untrusted.verify_message = "unable to get local issuer certificate"
    gone = OSError(errno.ENOENT, "No such file or directory")
    return [
        way_errors.not_connected(_WAY, socket.gaierror(-2, "Name or service not known")),
        way_errors.not_connected(_WAY, ConnectionRefusedError(errno.ECONNREFUSED, "refused")),
        way_errors.connect_timed_out(_WAY, 10.0),
        way_errors.not_connected(_WAY, untrusted),
        way_errors.ca_file_unusable("/etc/office/ca.pem", gone),
        way_errors.proxy_wants_login("http://proxy.office.example:8080"),
        way_errors.broken(_WAY, OSError("reset by peer"), was_sent=True, has_response=True),
        way_errors.address_unusable(_WAY),
    ]


def _of_the_store() -> list[AppError]:
    kinds = (errno.ENOSPC, errno.EROFS, errno.EIO)
    told = [store_errors.translated(OSError(kind, "it failed"), _HOME) for kind in kinds]
    return [
        *filter(None, told),
        store_errors.newer_version(_HOME),
        store_errors.damaged(_HOME, "row 12 missing from index"),
        errors.Locked(
            "Another program is holding the conversations and does not let go.",
            hint="Close other programs that read the database, then try again.",
        ),
    ]


def _of_the_rest() -> list[AppError]:
    return [
        AppError("Something went wrong inside Rivulet.", hint="It goes on running."),
        errors.SecretStoreError("The key store is locked.", hint="Unlock it, or use memory only."),
        errors.LocalModelError("The built-in model did not start.", hint="Try again."),
        errors.SettingsError("No model is chosen for NagaAI.", hint="It has 42: qwen3-32b …"),
        errors.SettingsFileError("The settings cannot be saved.", hint="Make room on the disk."),
        errors.ToolError("The tool “search” could not be run.", hint="Try again."),
        AttachmentError("The file is too large to go along.", hint="At most 32 MB."),
        NotUnderstood("This is no export that Rivulet knows."),
        saving.NotSaved("The file could not be written.", hint="Choose another place."),
        PictureRefused("What images.example.org sent is no picture that can be shown."),
    ]  # fmt: skip
