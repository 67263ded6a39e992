"""A request → answered, or refused: from another site, for another host, or without the token."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = {"GET", "HEAD"}
_HEADERS = {
    # No inline script, nothing from elsewhere; pictures of pages are drawn from blobs.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_REFUSED = (
    "<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><title>打不开预览</title><h1>打不开预览</h1>"
    "<p>请用运行预览的命令窗口里显示的地址打开。</p>"
)
_ENTER = (
    "<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><title>正在打开</title>"
    "<link rel='icon' href='data:,'>"
    "<meta http-equiv='refresh' content='0; url={path}'><p><a href='{path}'>打开预览</a></p>"
)
_ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[[0-9a-f:]+\]")


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may come in: the hosts and the port the server goes by, and the secret of its address.

    `folder` is the first part of every address: the cookie is sent below it alone, and so to no other
    server of this machine, as cookies do not tell ports apart. `any_address`: any IP address will do as
    host, for a server that listens on all of its own.
    """

    hosts: tuple[str, ...]
    port: int
    token: str
    folder: str
    any_address: bool = False

    def admits_host(self, host: str) -> bool:
        """Whether a Host header names this server: a name that anybody may point here is none of its."""
        name, colon, port = host.lower().rpartition(":")
        if not colon or port != str(self.port):
            return host.lower() in self.hosts and self.port == 80
        return name in self.hosts or (self.any_address and bool(_ADDRESS.fullmatch(name)))

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return f"bulletin-{self.port}"

    @property
    def secret(self) -> str:
        """The cookie's value: not the token, which an office may use again."""
        return hashlib.sha256(f"{self.folder} {self.token}".encode()).hexdigest()

    def admits_token(self, token: str) -> bool:
        """Whether `token` is the one."""
        return secrets.compare_digest(token.encode(), self.token.encode())


class Guard:
    """Stands ahead of every route (DNS rebinding, cross-site requests, other users of the machine)."""

    def __init__(
        self, app: ASGIApp, admission: Pass, most_bytes: int, uploads: Mapping[str, int] | None = None
    ) -> None:
        """A request has `most_bytes` of JSON; to the paths of `uploads` as many of anything as these say."""
        self._app = app
        self._pass = admission
        self._most_bytes = most_bytes
        self._uploads = uploads or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there is no WebSocket here

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        request = Request(scope, receive)
        answer = self._judge(request)
        if answer is None:
            scope = {**scope, "path": request.url.path.removeprefix(f"/{self._pass.folder}")}
        await (answer or self._app)(scope, receive, send_guarded)

    def _judge(self, request: Request) -> ASGIApp | None:
        headers = request.headers
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._pass.admits_host(hosts[0]):
            return PlainTextResponse("unknown host", 421)
        offered = request.query_params.getlist("token")
        entering = request.method == "GET" and len(offered) == 1 and self._pass.admits_token(offered[0])
        if not entering:
            if not _is_own(request.method, headers, f"http://{hosts[0].lower()}"):
                return PlainTextResponse("cross-site request", 403)
            below = request.url.path.startswith(f"/{self._pass.folder}/")
            if not below or not self._has_cookie(headers.getlist("cookie")):
                return HTMLResponse(_REFUSED, 403)
        if request.method not in _SAFE:
            length = headers.get("content-length", "")
            upload = self._uploads.get(request.url.path.removeprefix(f"/{self._pass.folder}"))
            # Neither is a kind that the form of another site can send.
            kind = "application/json" if upload is None else "application/octet-stream"
            is_kind = headers.get("content-type", "").partition(";")[0].strip() == kind
            counted = re.fullmatch("[0-9]{1,9}", length) and "transfer-encoding" not in headers
            if not is_kind or not counted or int(length) > (upload or self._most_bytes):
                return PlainTextResponse("not accepted", 413 if length else 411)
        if entering:
            return self._let_in(request.url.path)
        return None

    def _has_cookie(self, lines: Iterable[str]) -> bool:
        for line in lines:
            try:
                found = SimpleCookie(line).get(self._pass.cookie)
            except CookieError:
                continue
            if found and secrets.compare_digest(found.value.encode(), self._pass.secret.encode()):
                return True
        return False

    def _let_in(self, path: str) -> ASGIApp:
        """Hand out the cookie. The page asks again by itself: after a redirect from another site, a
        strict cookie would be held back."""
        plain = path if re.fullmatch(r"/[\w-]*", path, re.ASCII) else "/"
        folder = f"/{self._pass.folder}"
        response = HTMLResponse(_ENTER.format(path=folder + plain))
        cookie, secret = self._pass.cookie, self._pass.secret
        response.set_cookie(cookie, secret, httponly=True, samesite="strict", path=f"{folder}/")
        return response


def _is_own(method: str, headers: Headers, origin: str) -> bool:
    """Whether a request comes from this server's own pages, or straight from its user."""
    origins = headers.getlist("origin")
    if origins and origins != [origin]:
        return False
    if method not in _SAFE and not origins:
        return False
    return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
