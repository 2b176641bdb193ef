"""The native chart of a report: bars that Excel and WPS draw from the table's own cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties

from exports.paper import fit_width
from exports.styles import ACCENT

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from exports.report_book import ReportChart

WIDTH_CM, HEIGHT_CM = 26, 16


def draw_chart(sheet: Worksheet, table: Worksheet, chart: ReportChart, first_row: int) -> None:
    """Draw a chart of the first rows of a table's body, alone on its sheet, one page of A4."""
    last = first_row + chart.rows - 1
    bars = BarChart()
    bars.type, bars.style, bars.gapWidth, bars.legend = "bar", 2, 60, None
    bars.title = chart.title
    bars.add_data(Reference(table, chart.figures + 1, first_row, chart.figures + 1, last))
    bars.set_categories(Reference(table, chart.labels + 1, first_row, chart.labels + 2, last))
    series = bars.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=ACCENT)
    series.dLbls = DataLabelList()
    series.dLbls.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, name, False)
    # The table reads downwards, so the first bar stands on top.
    bars.x_axis.scaling.orientation = "maxMin"
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.y_axis.scaling.min = 0  # a share begins at nothing, or the bars would mislead
    bars.y_axis.number_format = "0"
    bars.width, bars.height = WIDTH_CM, HEIGHT_CM
    sheet.add_chart(bars, "A1")
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=None, high=1)
