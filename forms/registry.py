"""The forms of this release, in the order of the printed catalogue (domain §2.1)."""

from __future__ import annotations

from forms.base import FormSet
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress

STANDARD_FORMS = FormSet((Cover, Project, Progress))
