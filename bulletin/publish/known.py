"""published/targets.json ↔ the targets that a workspace was published to: one that is empty now was lost."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from bulletin import disk
from bulletin.publish import faults
from bulletin.publish.manifest import Manifest
from bulletin.publish.target import Target
from bulletin.record import FOLDER
from bulletin.workspace import Workspace

FILE = "targets.json"
_VERSION = 1


def read_live(workspace: Workspace, target: Target) -> Manifest | None:
    """What is live at `target`; None at a first publish.

    Raises BulletinError (D206) where nothing is, though this workspace was published there: a drive that is
    not mounted shows an empty folder, and a site put there would reach nobody.
    """
    live = target.read_live()
    if live is None and _name_target(target) in _read_known(workspace):
        raise faults.lose_place(target.label, f"{FOLDER}/{FILE}")
    return live


def remember_target(workspace: Workspace, target: Target) -> dict[str, bytes]:
    """The file to write into published/ now that `target` was published to; none where it is known."""
    known = _read_known(workspace)
    if _name_target(target) in known:
        return {}
    value = {"version": _VERSION, "targets": sorted({*known, _name_target(target)})}
    return {FILE: (json.dumps(value, indent=1) + "\n").encode()}


def _name_target(target: Target) -> str:
    """A digest: published/ may be public, and the address of a server inside the office is not for all."""
    is_folder = "://" not in target.label and not target.label.startswith("git+")
    address = os.path.abspath(target.label) if is_folder else target.label
    return hashlib.sha256(os.fsencode(address)).hexdigest()[:16]


def _read_known(workspace: Workspace) -> frozenset[str]:
    """The names of the targets. A file that is spoilt says nothing: what is lost with it is this one guard,
    and the next publish writes it anew."""
    path = workspace.root / FOLDER / FILE
    if not workspace.look(disk.look_at, path):
        return frozenset()
    try:
        return frozenset(map(str, json.loads(workspace.look(Path.read_bytes, path))["targets"]))
    except (ValueError, TypeError, LookupError):
        return frozenset()
