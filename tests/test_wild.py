"""Random issues, built: nothing right is called wrong, validators are content, every output says the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import page as page_validation
import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.build import build_issue
from bulletin.errors import Severity
from bulletin.hanzi import squeeze_text
from bulletin.source import read_issue
from bulletin.workspace import Workspace, open_workspace

from .test_one_text import WebText, say_pdf, say_sources
from .wild import write_issue


def make_workspace(root: Path, files: dict[str, str | bytes]) -> Workspace:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_workspace(root, None)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_a_random_issue_comes_out_whole(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder), write_issue(Random(seed)))
        (issue_id,) = workspace.list_issues()
        built = build_issue(workspace, issue_id)  # whatever a proof finds raises here
        warned = [problem for problem in built.problems if problem.severity is not Severity.INFO]
        assert not [problem for problem in warned if problem.code.startswith("V")]
        data = built.pdf.read_bytes()
        for profile in ("PDF_UA_1", "PDF_A_3A"):
            report = page_validation.validate_pdf_bytes(
                data, profile=getattr(page_validation.ValidationProfile, profile)
            )
            assert report.is_compliant, list(report.failures)[:5]
        with pikepdf.open(built.pdf) as pdf:
            assert pdf.check_pdf_syntax() == []
        issue, _ = read_issue(workspace, issue_id)
        typed = say_sources(issue)
        assert say_pdf(data, issue) == typed
        web = WebText((built.pdf.parent / "index.html").read_text("utf-8"))
        assert [squeeze_text(text) for text in web.articles] == typed
