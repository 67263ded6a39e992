"""Values of the site → its pages in HTML."""

from __future__ import annotations

from typing import Any

from bulletin import __version__
from bulletin.hanzi import format_day
from bulletin.html import format_size
from bulletin.metadata import Tags, make_phone_link
from bulletin.site.model import Picture, Site
from bulletin.site.tags import name_column_page, name_tag_page
from bulletin.templates import Templates


class Pages:
    """Renders the templates of the site, each with what every page says."""

    def __init__(self, templates: Templates, site: Site) -> None:
        self._templates = templates
        self._site = site

    def render(
        self,
        name: str,
        template: str,
        *,
        title: str,
        description: str = "",
        tags: Tags | None = None,
        linked_data: str = "",
        image: Picture | None = None,
        kind: str = "website",
        is_listed: bool = True,
        **values: Any,
    ) -> str:
        """Render page `name` of the site with site/`template`. `kind` is Open Graph's og:type; a page that
        is not `is_listed` asks search engines to leave it out. `values` are the template's own."""
        return self._templates.render(
            f"site/{template}",
            site=self._site,
            root="../" * name.count("/"),
            here=name,
            title=title,
            description=description,
            tags=tags or [],
            linked_data=linked_data,
            image=image,
            kind=kind,
            is_listed=is_listed,
            site_phone_link=make_phone_link(self._site.phone),
            format_day=format_day,
            format_size=format_size,
            tag_page=name_tag_page,
            column_page=name_column_page,
            version=__version__,
            **values,
        )
