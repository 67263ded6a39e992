"""A tree of tags → the structure elements of a PDF and the parent tree that leads back to them.

ISO 32000-1 §14.7: structure elements, marked-content references, object references, parent tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Node:
    """A tag to be written: its role, its attributes, and its kids in reading order."""

    role: str
    element: Any = None
    extra: dict[str, Any] = field(default_factory=dict)
    kids: list[Node | Content | Annotation] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """Marked content of a page (index from 0)."""

    page: int
    mcid: int


@dataclass(frozen=True)
class Annotation:
    """A link's rectangle on a page (index from 0)."""

    page: int
    annotation: Any


class TreeWriter:
    """Writes nodes as structure elements, and the parent tree that leads back to them."""

    def __init__(self, pdf: Any, pages: int) -> None:
        self._pdf = pdf
        self._by_page: list[dict[int, Any]] = [{} for _ in range(pages)]
        self._annotations: list[Any] = []
        self._ids: dict[str, Any] = {}

    def write(self, root: Node) -> None:
        """Write the tree below `root` and enter it in the catalogue."""
        import pydyf

        tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(tree)
        tree["K"] = pydyf.Array([self._write_node(root, tree).reference])
        nums = pydyf.Array()
        for number, elements in enumerate(self._by_page):
            nums.extend([number, pydyf.Array([elements[mcid].reference for mcid in sorted(elements)])])
        for number, element in enumerate(self._annotations, len(self._by_page)):
            nums.extend([number, element.reference])
        parent_tree = pydyf.Dictionary({"Nums": nums})
        self._pdf.add_object(parent_tree)
        tree["ParentTree"] = parent_tree.reference
        if self._ids:  # required where an element has an ID
            names = pydyf.Array()
            for name, element in sorted(self._ids.items()):
                names.extend([pydyf.String(name), element.reference])
            tree["IDTree"] = pydyf.Dictionary({"Names": names})
        tree["ParentTreeNextKey"] = len(self._by_page) + len(self._annotations)
        self._pdf.catalog["StructTreeRoot"] = tree.reference
        self._pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        self._pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def _write_node(self, node: Node, parent: Any) -> Any:
        import pydyf

        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.role}", "P": parent.reference})
        self._pdf.add_object(element)
        for key, value in node.extra.items():
            if key == "A":
                owner, attributes = value
                element["A"] = pydyf.Dictionary({"O": f"/{owner}", **_as_objects(attributes)})
            else:
                element[key] = pydyf.String(value)
            if key == "ID":
                self._ids[value] = element
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._write_node(kid, element).reference)
                continue
            page = self._pdf.page_references[kid.page]
            if isinstance(kid, Content):
                self._by_page[kid.page][kid.mcid] = element
                kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.mcid}))
            else:
                kid.annotation["StructParent"] = len(self._by_page) + len(self._annotations)
                self._annotations.append(element)
                target = {"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": page}
                kids.append(pydyf.Dictionary(target))
        if kids:
            element["K"] = kids
        return element


def _as_objects(attributes: dict[str, Any]) -> dict[str, Any]:
    import pydyf

    return {
        key: pydyf.Array(value) if isinstance(value, list) else value for key, value in attributes.items()
    }
