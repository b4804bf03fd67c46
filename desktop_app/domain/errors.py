"""Every failure that a person may be told of.

The text of an `AppError` is safe to show: plain words, no key, no HTML, no request body. Errors are
translated where they are understood (HOUSE.md section 6) and shown beside what they concern.
"""


class AppError(Exception):
    """Something went wrong that a person can understand.

    `str(error)` says what happened, `hint` what to do, `detail` holds the technical words for the
    details pane (status, the provider's own text, request id), already free of secrets. `param`
    names what is at fault where somebody said so: a field of the request, a setting.
    """

    def __init__(self, text: str, *, hint: str = "", detail: str = "", param: str = "") -> None:
        super().__init__(text)
        self.hint = hint
        self.detail = detail
        self.param = param

    @property
    def name(self) -> str:
        """The class, as it is kept in the database and printed by the console."""
        return type(self).__name__


class ProviderError(AppError):
    """The provider answered, and the answer is a refusal or a fault."""

    def __init__(
        self,
        text: str,
        *,
        hint: str = "",
        detail: str = "",
        status: int | None = None,
        param: str = "",
        code: str = "",
    ) -> None:
        super().__init__(text, hint=hint, detail=detail, param=param)
        self.status = status
        self.code = code


class KeyRejected(ProviderError):
    """The key is wrong or revoked, or missing: `param` is "key" then."""


class BalanceUsedUp(ProviderError):
    """No money or spending limit reached: never retried."""


class RateLimited(ProviderError):
    """Too many requests. `retry_after` in seconds, None if the provider did not say."""

    def __init__(
        self,
        text: str,
        *,
        hint: str = "",
        detail: str = "",
        status: int | None = None,
        param: str = "",
        code: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(text, hint=hint, detail=detail, status=status, param=param, code=code)
        self.retry_after = retry_after


class ModelUnknown(ProviderError):
    """The provider does not have this model, or not for this key."""


class ContextTooLong(ProviderError):
    """The conversation does not fit into the model."""


class RequestRefused(ProviderError):
    """The provider does not take this request as it is. `param` names the field where known."""


class Blocked(ProviderError):
    """A content filter or a refusal ended it."""


class Overloaded(ProviderError):
    """The provider has too much to do: worth trying again."""


class ServerFailed(ProviderError):
    """The provider failed by its own fault."""


class NetworkError(AppError):
    """The provider was not reached, or the way to it broke."""


class Offline(NetworkError):
    """Name not resolved, refused, or no route."""


class TimedOut(NetworkError):
    """A limit of the person's settings ended it; `which` is connect, first, idle or total."""

    def __init__(self, text: str, *, which: str, hint: str = "", detail: str = "") -> None:
        super().__init__(text, hint=hint, detail=detail)
        self.which = which


class CertificateRejected(NetworkError):
    """This computer does not trust the certificate it was shown."""


class ProxyFailed(NetworkError):
    """The proxy refused or is not there."""


class ConnectionLost(NetworkError):
    """The connection broke after the request was under way."""


class WireError(AppError):
    """What arrived is not what the protocol says."""


class ToolError(AppError):
    """A tool could not be run."""


class StoreError(AppError):
    """The database or the files folder could not be used."""


class DiskFull(StoreError):
    """No room left where the data lies."""


class Corrupt(StoreError):
    """The database is damaged."""


class Locked(StoreError):
    """Another program holds the database."""


class SettingsError(AppError):
    """A settings file or a value in it cannot be used."""


class SettingsFileError(SettingsError):
    """A settings file cannot be read or written, whatever stands in it."""


class SecretStoreError(AppError):
    """The system keyring is absent, locked, denied or does not answer."""


class LocalModelError(AppError):
    """The built-in model is not there or did not start."""
