"""A file on its way into the ledger: read once, planned anew whenever its columns are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.loading import LoadPlan
    from exports.mapping import Chosen
    from exports.tables import TableSource
    from forms.periods import Period


class Preview:
    """A file that was read, what was chosen for its columns, and what loading it would do."""

    def __init__(self, desk: Desk, period: Period, path: Path, form: str) -> None:
        self.session, self.period, self.path, self.form = desk.session, period, path, form
        self.source: TableSource | None = None
        self.sheet: str | None = None
        self.chosen: dict[str, dict[str, Chosen]] = {}
        self.plans: list[LoadPlan] = []

    def make(self, progress: Progress, cancelled: Cancelled) -> list[LoadPlan]:
        """Read the file, once, and plan its rows; raises ``ForPeople``."""
        # Late, here and below: the readers of workbooks cost half a window.
        from desktop.workflow.loading import Watch, open_tables, plan_source

        watch = Watch(progress, cancelled)
        if self.source is None:
            text = f"正在读取 {self.path.name}"
            self.source = open_tables(self.path, look=lambda: watch.look(0, 0, text))
            named = self.source.named_forms(self.session.forms)
            self.form = "" if len(named) > 1 or (named and self.form not in named) else self.form
        plans = plan_source(
            self.session, self.period, self.source, self.form,
            chosen=self.chosen, sheet=self.sheet, lenient=True, watch=watch,
        )  # fmt: skip
        filled = [plan for plan in plans if plan.rows or plan.left_out]
        return filled or plans[:1]

    @property
    def sheets(self) -> list[str]:
        """The sheets that may be chosen; none where each form has its own."""
        return [grid.name for grid in self.source.grids] if self.source and self.form else []

    def choose(self, plan: LoadPlan, columns: dict[int, str], units: dict[int, str]) -> None:
        """Keep a person's choice for one layout; a field has one column."""
        from exports.mapping import Chosen

        layouts = self.chosen.setdefault(plan.form, {})
        before = layouts.get(plan.table.signature, Chosen())
        taken = set(columns.values()) - {""}
        kept = {at: name for at, name in before.columns.items() if name not in taken}
        layouts[plan.table.signature] = Chosen({**kept, **columns}, {**before.units, **units})

    def forget(self, plan: LoadPlan) -> None:
        """Forget what was chosen for a layout, now and before."""
        from desktop.workflow.loading import forget_layout

        self.chosen.get(plan.form, {}).pop(plan.table.signature, None)
        forget_layout(self.session, plan)
