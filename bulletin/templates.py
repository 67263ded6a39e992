"""The templates of a workspace → text, each template found file by file, each error with its line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import jinja2
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bulletin import disk
from bulletin.errors import BulletinError, Problem
from bulletin.hanzi import settle_characters
from bulletin.model import Issue, Place
from bulletin.workspace import SERIES_FILE, Workspace, find_shipped_file, shipped_folder

# What an expression in a template can raise, {{ 1 / 0 }} or a file that is not UTF-8.
_TEMPLATE_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Templates:
    """Templates by name: in each of `folders` in turn, the workspace's own before the shipped ones.

    One of the workspace's that cannot be read is an error: the shipped one is not what was meant.
    """

    def __init__(self, workspace: Workspace, folders: Sequence[str]) -> None:
        self._workspace = workspace
        self._folders = folders
        # A template may come from another office: it may arrange an issue, and nothing else.
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, **values: object) -> str:
        """Render template `name`; raises BulletinError with the template's file and line."""
        try:
            return settle_characters(self._environment.get_template(name).render(**values))
        except jinja2.TemplateSyntaxError as error:
            raise self._explain(error.filename or name, error.lineno, error) from error
        except (jinja2.TemplateError, *_TEMPLATE_FAULTS) as error:
            raise self._explain(*_find_line(error, name), error) from error

    def read(self, name: str) -> bytes | None:
        """The bytes of a file that a template names, such as print.css; None where there is none.

        Raises BulletinError where the workspace's own cannot be read.
        """
        path = self._find(name)
        return self._workspace.look(Path.read_bytes, path) if path else None

    def _find(self, name: str) -> Path | None:
        for find in (self._workspace.find_own_file, find_shipped_file):
            for folder in self._folders:
                if path := find(folder, name):
                    return path
        return None

    def _load(self, name: str) -> tuple[str, str, None] | None:
        """Template `name` for jinja2: its text and where it lies."""
        path = self._find("/".join(split_template_path(name)))
        if path is None:
            return None
        return self._workspace.look(Path.read_bytes, path).decode(), str(path), None

    def _explain(self, file: str, line: int, error: Exception) -> BulletinError:
        path = self._workspace.relative(Path(file))
        hint = "改正这个模板；删去工作区 templates/ 里的同名文件，就用程序自带的"
        return BulletinError([Problem("L102", f"模板有错（{error}）", hint, path, line)])


def read_shipped_template(name: str) -> bytes:
    """The bytes of a file of the shipped templates, whatever the workspace has."""
    return (shipped_folder("templates") / name).read_bytes()


def _find_line(error: BaseException, name: str) -> tuple[str, int]:
    """The template line that raised: jinja2 puts template frames into the traceback."""
    place = (name, 0)
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(name):
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place


def find_issue_templates(workspace: Workspace, issue: Issue) -> Templates:
    """The templates of the issue's layout, else those of all layouts; raises where it is not known."""
    bases = (workspace.root / "templates", shipped_folder("templates"))
    entries = [path for base in bases for path in workspace.look(disk.list_folder, base)]
    folders = [path for path in entries if workspace.look(disk.is_folder, path)]
    known = sorted({path.name for path in folders if workspace.look(disk.is_file, path / "layout.css")})
    if issue.layout not in known:
        near = difflib.get_close_matches(issue.layout, known, n=1, cutoff=0.3)
        hint = f"是不是“{near[0]}”？" if near else ""
        hint += f"可用的版式：{'、'.join(known)}"
        place = issue.places.get("layout", Place(SERIES_FILE))
        raise BulletinError([place.problem("L101", f"没有版式“{issue.layout}”", hint)])
    return Templates(workspace, [f"templates/{issue.layout}", "templates"])


def find_site_templates(workspace: Workspace) -> Templates:
    """The templates of the site, which lie in `site/`."""
    return Templates(workspace, ["templates"])
