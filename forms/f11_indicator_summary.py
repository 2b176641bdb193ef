"""F11 指标完成情况综合表: computed from the other forms; only the note is written (domain §2.4)."""

from forms.base import Form, FormSpec, Identifier, Measure, RowId, Text
from forms.items import item

NOTE = "difference_note"
"""The one field that a person writes."""


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class IndicatorSummary(Form):
    """One indicator of one district in one period; its record id is 区码-指标码."""

    spec = FormSpec(
        code="F11",
        name="indicator_summary",
        title="指标完成情况综合表",
        nature="computed",
        frequency="each",
        label="indicator_name",
        key=("indicator_code",),
        scope_note="方案的13个目标和31个数量指标，由其他各表自动汇总，不手工填写。",
        report_note="每期随报，只能填写差异说明。",
    )

    record_id: RowId = item(
        "指标行号", no="1", computed=True, section="指标",
        pattern=r"31\d{4}-[ZN]\d{2}(-\d)?",
        explanation="区划代码和指标码；分项指标再加序号。", example="310115-Z01",
    )
    indicator_code: Identifier = item(
        "指标码", no="2", computed=True, section="指标", pattern=r"[ZN]\d{2}(-\d)?",
        explanation="Z为方案目标，N为数量指标。", example="Z01",
    )
    indicator_name: Text = item(
        "指标名称", no="3", computed=True, section="指标", most=60,
        explanation="指标的名称。", example="未来产业产值",
    )
    unit_name: Text = item(
        "计量单位", no="4", computed=True, section="指标", most=10,
        explanation="指标的计量单位。", example="万元",
    )
    value: Measure = item(
        "本期末（本期）数", no="5", computed=True, carry="never", section="数值",
        explanation="存量指标为期末数，累计指标为自方案印发起的累计数，流量指标为本期发生数。",
        example="3", synonyms=("本期数", "本期末数"),
    )
    last_year: Measure = item(
        "上年同期", no="6", computed=True, carry="never", section="数值",
        explanation="上年同期已报的数；本机没有上年数据时为空。", example="2",
    )
    change: Measure = item(
        "比上期增减", no="7", computed=True, carry="never", section="数值",
        explanation="本期数减上期数。", example="1",
    )
    cumulative: Measure = item(
        "累计数", no="8", computed=True, carry="never", section="数值",
        explanation="自方案印发起的累计数；存量指标不填。", example="3",
    )
    target: Measure = item(
        "市级2030目标", no="9", computed=True, carry="never", section="数值",
        explanation="方案提出的全市2030年目标（“左右”），数量指标没有目标。", example="15",
        synonyms=("2030目标", "市级 2030 目标"),
    )
    completion: Measure = item(
        "完成率", no="10", unit="%", computed=True, carry="never", section="数值",
        explanation="本期数占市级2030目标的百分比，仅供参考，不用于判定。", example="20",
    )
    difference_note: Text = item(
        "差异说明", no="11", most=300, multiline=True, carry="never", section="说明",
        explanation="数值变化较大、减少或与部门数据不一致时说明原因。",
        example="本期一家示例载体摘牌，数量减少一个。",
    )
