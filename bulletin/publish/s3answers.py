"""What S3, or the way to it, answers → what it means: not there, refused, try again, or a fault to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import botocore.exceptions
import botocore.parsers
import urllib3.exceptions

from bulletin.errors import BulletinError
from bulletin.publish import faults
from bulletin.publish.store import LostConnection

_LOGIN = {
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
}
_BUSY = {
    "BadDigest",
    "IncompleteBody",
    "InternalError",
    "OperationAborted",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottlingException",
}
_LOST = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.exceptions.IncompleteReadError,
    botocore.exceptions.ResponseStreamingError,
    botocore.parsers.ResponseParserError,
    urllib3.exceptions.HTTPError,
    OSError,
)
_NO_LOGIN = (
    botocore.exceptions.NoCredentialsError,
    botocore.exceptions.PartialCredentialsError,
    botocore.exceptions.CredentialRetrievalError,
    botocore.exceptions.TokenRetrievalError,
    botocore.exceptions.ProfileNotFound,
)
_LOGIN_HINT = (
    "用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 给出密钥，并核对电脑的时间，见 docs/发布.md"
)
_PLACE_HINT = "核对桶的名字和地域、AWS_ENDPOINT_URL 和 AWS_DEFAULT_REGION"


class Unmet(Exception):
    """The condition of a conditional request was not met."""


class Unknown(Exception):
    """The server does not know conditional requests."""


@contextmanager
def explain(label: str, name: str) -> Iterator[None]:
    """Foreign exceptions → LostConnection, Unmet, Unknown, FileNotFoundError or BulletinError."""
    try:
        yield
    except _LOST as error:
        raise LostConnection(_shorten(error)) from error
    except _NO_LOGIN as error:
        raise faults.refuse_login(label, _shorten(error), _LOGIN_HINT) from error
    except botocore.exceptions.BotoCoreError as error:
        raise faults.report_refusal(label, _shorten(error), _PLACE_HINT) from error
    except botocore.exceptions.ClientError as error:
        raise _read_answer(error, label, name) from error


def _read_answer(
    error: botocore.exceptions.ClientError, label: str, name: str
) -> BulletinError | LostConnection | FileNotFoundError | Unmet | Unknown:
    """What a server that answered meant."""
    response = error.response
    code = str(response.get("Error", {}).get("Code", ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    said = f"{_shorten(error)}（{code}）"
    if code == "NoSuchBucket":
        return faults.miss_place(label, "没有这个桶", f"{_PLACE_HINT}；还没有桶就先在云的控制台里建好")
    if code in {"NoSuchKey", "404"}:
        return FileNotFoundError(name)
    if code in {"PreconditionFailed", "ConditionalRequestConflict", "412"}:
        return Unmet()
    if code in {"NotImplemented", "501"}:
        return Unknown()
    if code in _LOGIN:
        return faults.refuse_login(label, said, _LOGIN_HINT)
    if code in _BUSY or status >= 500 or status == 429:
        return LostConnection(said)
    if status == 403:
        return faults.refuse_writing(label, name, said)
    return faults.report_refusal(label, said, _PLACE_HINT)


def _shorten(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
