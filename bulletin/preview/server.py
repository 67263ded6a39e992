"""Requests of the preview → pages, pictures, events, and what an editor corrects."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bulletin.errors import BulletinError
from bulletin.model import IssueId
from bulletin.preview.desk import Desk, describe_problems
from bulletin.preview.editing import Editor, Excerpt, find_source
from bulletin.preview.guard import Guard, Pass
from bulletin.preview.intake import MOST_UPLOAD, Intake, Said
from bulletin.preview.opening import open_editor
from bulletin.preview.overview import Overview
from bulletin.preview.pages import Rasterizer
from bulletin.workspace import Workspace, parse_issue_id, shipped_folder

_STATIC = Path(__file__).with_name("static")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".ttc": "font/collection",
}
_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
_HEARTBEAT = 10.0  # seconds
_WIDTHS = range(40, 4001)  # pixels of a picture
MOST_BYTES = 262_144  # of a request
_IMPORT = "/api/import"
# The web page itself: what it brings is shown, none of it is run.
_PAGE_POLICY = {
    "content-security-policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
}

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class _Preview:
    """What every route needs."""

    workspace: Workspace
    desk: Desk
    overview: Overview
    editor: Editor
    intake: Intake
    pictures: Rasterizer
    program: str

    async def show_app(self, request: Request) -> Response:
        if request.path_params:
            _find_issue(request)
        return _answer_static("app.html")

    async def show_static(self, request: Request) -> Response:
        return _answer_static(request.path_params["name"])

    async def show_font(self, request: Request) -> Response:
        """A face that ships, for a machine without Chinese fonts."""
        name = request.path_params["name"]
        if name not in _list_fonts():
            raise HTTPException(404)
        data = await asyncio.to_thread((shipped_folder("fonts") / name).read_bytes)
        return Response(data, media_type="font/ttf", headers=_FOREVER)

    async def list_issues(self, request: Request) -> Response:
        found = await self.overview.list_issues()
        return JSONResponse({"issues": found, "folder": self.workspace.root.name})

    async def send_events(self, request: Request) -> Response:
        issue = _find_issue(request)

        async def stream() -> AsyncIterator[str]:
            async for events in self.desk.listen(issue, _HEARTBEAT):
                yield "".join(f"event: {kind}\ndata: {data}\n\n" for kind, data in events) or ": \n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def show_page(self, request: Request) -> Response:
        shown = self.desk.find(_find_issue(request))
        name = request.path_params["name"]
        if shown.web and name == "index.html":
            return Response(shown.web.page, headers={**_PAGE_POLICY, "content-type": _KINDS[".html"]})
        data = shown.find_file(name)
        if data is None:
            raise HTTPException(404)
        kind = _KINDS.get(Path(name).suffix.lower(), "application/octet-stream")
        # Fonts are large, and the same from save to save.
        kept = {"cache-control": "private, max-age=3600"} if name.startswith("fonts/") else {}
        return Response(data, headers={**_PAGE_POLICY, **kept, "content-type": kind})

    async def show_sheet(self, request: Request) -> Response:
        found = self.desk.find(_find_issue(request)).find_sheet(request.path_params["digest"])
        wanted = request.path_params["width"]
        width = int(wanted) if re.fullmatch("[0-9]{2,4}", wanted) else 0
        if width not in _WIDTHS:
            raise HTTPException(404)
        if found is None:
            return Response(status_code=204)  # there are newer pages: the browser will hear of them
        picture = await asyncio.to_thread(self.pictures.draw, *found, width)
        return Response(picture, media_type="image/png", headers=_FOREVER)

    async def download(self, request: Request) -> Response:
        issue = _find_issue(request)
        pages = self.desk.find(issue).pages
        if pages is None:
            raise HTTPException(404)
        headers = {"content-disposition": f'attachment; filename="{issue}.pdf"'}
        return Response(pages.data, media_type="application/pdf", headers=headers)

    async def read_source(self, request: Request) -> Response:
        path, first, last = _parse_place(request.query_params.get("at", ""))
        issue = parse_issue_id(request.query_params.get("issue", ""))
        view = request.query_params.get("view", "")
        shown = self.desk.find(issue).find_shown(view, path) if issue and view else None
        excerpt = await asyncio.to_thread(self.editor.read, path, first, last, shown)
        return JSONResponse({**asdict(excerpt), "undoable": self.editor.undoable})

    async def write_source(self, request: Request) -> Response:
        values = await _read_json(
            request, {"path": str, "first": int, "last": int, "text": str, "digest": str}
        )
        await asyncio.to_thread(self.editor.write, Excerpt(**values))
        return JSONResponse({"undoable": self.editor.undoable})

    async def undo(self, request: Request) -> Response:
        await _read_json(request, {})
        path = await asyncio.to_thread(self.editor.undo)
        return JSONResponse({"path": path, "undoable": self.editor.undoable})

    async def import_files(self, request: Request) -> Response:
        issue = parse_issue_id(request.query_params.get("issue", ""))
        if issue is None:
            raise HTTPException(404)
        said = await self.intake.take(issue, request.stream())
        return StreamingResponse(_write_lines(said), media_type="application/x-ndjson")

    async def recall_import(self, request: Request) -> Response:
        """What was said of the last import, for a page that is opened anew."""
        issue = parse_issue_id(request.query_params.get("issue", ""))
        if issue is None:
            raise HTTPException(404)
        done = await asyncio.to_thread(self.intake.find_last, issue)
        return Response(_write_line({"done": done}), media_type="application/json")

    async def cancel_import(self, request: Request) -> Response:
        await _read_json(request, {})
        self.intake.cancel()
        return JSONResponse({})

    async def undo_import(self, request: Request) -> Response:
        values = await _read_json(request, {"report": str})
        names = await asyncio.to_thread(self.intake.undo, values["report"])
        return JSONResponse({"names": names})

    async def open_source(self, request: Request) -> Response:
        values = await _read_json(request, {"path": str, "line": int, "column": int})
        file = find_source(self.workspace, values["path"])
        await asyncio.to_thread(open_editor, self.program, file, values["line"], values["column"])
        return JSONResponse({})


def make_app(workspace: Workspace, desk: Desk, admission: Pass, program: str) -> Guard:
    """The application, behind its guard."""
    preview = _Preview(
        workspace, desk, Overview(workspace), Editor(workspace), Intake(workspace), Rasterizer(), program
    )
    issue = "/issues/{issue}"
    app = Starlette(
        routes=[
            Route("/", preview.show_app),
            Route("/static/{name}", preview.show_static),
            Route("/fonts/{name}", preview.show_font),
            Route("/api/issues", preview.list_issues),
            Route("/api/source", preview.read_source),
            Route("/api/source", preview.write_source, methods=["POST"]),
            Route("/api/undo", preview.undo, methods=["POST"]),
            Route("/api/open", preview.open_source, methods=["POST"]),
            Route(_IMPORT, preview.recall_import),
            Route(_IMPORT, preview.import_files, methods=["POST"]),
            Route(f"{_IMPORT}/cancel", preview.cancel_import, methods=["POST"]),
            Route(f"{_IMPORT}/undo", preview.undo_import, methods=["POST"]),
            Route(f"{issue}/events", preview.send_events),
            Route(f"{issue}/page/{{name:path}}", preview.show_page),
            Route(f"{issue}/sheets/{{digest}}@{{width}}.png", preview.show_sheet),
            Route(f"{issue}/{{name}}.pdf", preview.download),
            Route("/{issue}", preview.show_app),
        ],
        exception_handlers={
            BulletinError: _answer_error,
            HTTPException: _answer_http_error,
            ClientDisconnect: _answer_http_error,
        },
    )
    app.router.redirect_slashes = False
    return Guard(app, admission, MOST_BYTES, {_IMPORT: MOST_UPLOAD})


@cache
def _list_static() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _STATIC.iterdir() if path.suffix in _KINDS}


@cache
def _list_fonts() -> frozenset[str]:
    return frozenset(path.name for path in shipped_folder("fonts").glob("Bulletin*.ttf"))


def _answer_static(name: str) -> Response:
    data = _list_static().get(name)
    if data is None:
        raise HTTPException(404)
    return Response(data, headers={"content-type": _KINDS[Path(name).suffix], "cache-control": "no-cache"})


def _find_issue(request: Request) -> IssueId:
    text = request.path_params["issue"]
    issue = parse_issue_id(text)
    if issue is None or str(issue) != text:
        raise HTTPException(404)
    return issue


def _parse_place(text: str) -> tuple[str, int, int]:
    match = re.fullmatch(r"(.{1,400}):([0-9]{1,7})-([0-9]{1,7})", text)
    if not match or not 1 <= int(match[2]) <= int(match[3]):
        raise HTTPException(400)
    return match[1], int(match[2]), int(match[3])


async def _read_json(request: Request, fields: dict[str, type]) -> dict[str, Any]:
    """The body, exactly `fields` of their types; its length was checked by the guard."""
    try:
        values = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(values, dict) or values.keys() != fields.keys():
        raise HTTPException(400)
    if not all(type(values[name]) is kind for name, kind in fields.items()):
        raise HTTPException(400)
    return values


async def _write_lines(said: AsyncIterator[Said]) -> AsyncIterator[bytes]:
    """Each thing that is said as a line of JSON."""
    async for values in said:
        yield _write_line(values)


def _write_line(values: Said) -> bytes:
    """A line of JSON. A file name need not be UTF-8: what is not is a "?"."""
    return (json.dumps(values, ensure_ascii=False) + "\n").encode("utf-8", "replace")


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, BulletinError)
    return JSONResponse({"problems": describe_problems(error.problems)}, 409)


async def _answer_http_error(request: Request, error: Exception) -> Response:
    text = (
        "<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><title>没有这一页</title>"
        "<p>没有这一页。<a href='./'>看各期</a></p>"
    )
    return Response(text, getattr(error, "status_code", 400), media_type="text/html")
