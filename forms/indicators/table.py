"""The indicators: each declared once, with its rule (口径) beside its sources.

Choices where the plan is silent, to be changed by the city through the catalogue's settings or
here: a carrier counts from 认定/授牌 on, Z02, Z03 and Z05 only when the city or the state approved
it; what was ended or withdrawn (终止, 撤销, 流榜) leaves even a cumulative figure, and A70 asks why;
a scenario counts in the stage it is in. 跨界融合示范工程, 中试基地 and 验证平台, the three kinds of
融合试验, are N11, N09 and N10, so N17 has no parts of its own.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.f04_enterprise import Enterprise
from forms.f05_achievement import CORE_PART, PRODUCT
from forms.f07_challenge import ACCEPTED, PUBLISHED, TAKEN, WORKING, Challenge
from forms.indicators import sources as of
from forms.indicators.definition import Definition, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.catalogue import Catalogue

TESTBEDS = ("未来社区", "未来工厂", "未来医院", "未来商业", "未来农业")
_LED = "跨区的只由牵头区计一次"
_STANDING = f"期末状态为“认定/授牌”或“运行”，{_LED}"
_CITY = f"国家级或市级，{_STANDING}"
_VALID = "期末证书（认定）有效，同一企业全市只计一次，按{firms}归属{share}"
_PUBLISHED = "自{start}起已发布，策划中和终止的不计"
_SINCE = "自{start}起至期末累计"


def _clusters(catalogue: Catalogue) -> Mapping[str, Decimal]:
    """Z04 by cluster: the clusters that the plan names, a constant of the city."""
    return {one.code: Decimal(1) for one in catalogue.codelist("cluster").active()}


_TARGETS = (
    Definition(
        "Z01",
        "各企业本年累计的未来产业产值（F12）相加，计入口径：{methods}；同一企业同一方向只计一次",
        (of.FUTURE_OUTPUT,),
        unit="万元",
    ),
    Definition("Z02", f"未来技术学院，{_CITY}", (of.carriers("未来技术学院", by_city=True),)),
    Definition(
        "Z03", f"未来产业创新中心，{_CITY}", (of.carriers("未来产业创新中心", by_city=True),)
    ),
    Definition("Z04", "方案提出的五个集群，由市级判定，不由区累加", constant=_clusters),
    Definition("Z05", f"未来产业先导区，{_CITY}", (of.carriers("未来产业先导区", by_city=True),)),
    Definition("Z06", f"核心部件，按完成（验收）日期{_SINCE}", (of.achievements(CORE_PART),)),
    Definition("Z07", f"高端产品，按推出日期{_SINCE}", (of.achievements(PRODUCT),)),
    Definition(
        "Z08",
        f"{{levels}}标准，按发布日期{_SINCE}，同一标准号只计一次",
        (of.STANDARDS,),
    ),
    Definition("Z09", f"领军企业，{_VALID}", (of.valid_firms("领军企业"),)),
    Definition("Z10", f"生态主导型企业，{_VALID}", (of.valid_firms("生态主导型企业"),)),
    Definition(
        "Z11",
        f"有国家、市、区级企业技术中心的企业，{_VALID}",
        (of.valid_firms("国家级企业技术中心", "市级企业技术中心", "区级企业技术中心"),),
    ),
    Definition("Z12", f"高新技术企业，{_VALID}", (of.valid_firms("高新技术企业"),)),
    Definition("Z13", f"已形成的综合性场景{{wide}}，按形成日期{_SINCE}", (of.FORMED_SCENARIOS,)),
)

_CARRIERS = (
    *(
        Definition(code, f"{name}，{_STANDING}", (of.carriers(name),))
        for code, name in (
            ("N01", "未来产业研究院"),
            ("N02", "创新联合体"),
            ("N03", "海外技术转移转化网络节点"),
            ("N04", "国际技术转移和创新合作中心"),
            ("N05", "未来产业加速园"),
            ("N06", "未来产业科技园"),
            ("N07", "加速器"),
            ("N08", "未来产业试验场"),
        )
    ),
    *(
        Definition(
            f"N08-{number}",
            f"{name}试验场，{_STANDING}",
            (of.carriers("未来产业试验场", testbed=name),),
            title=name,
        )
        for number, name in enumerate(TESTBEDS, 1)
    ),
    Definition("N09", f"中试基地，{_STANDING}", (of.carriers("中试基地"),)),
    Definition("N10", f"验证平台，{_STANDING}", (of.carriers("验证平台"),)),
)

_FIRMS_AND_SCENARIOS = (
    Definition("N11", f"跨界融合示范工程，{_PUBLISHED}", (of.scenarios(is_cross_demo=(True,)),)),
    Definition(
        "N12",
        f"“未来之星”企业，按认定日期{_SINCE}，撤销的不计，同一企业只计一次",
        (of.named_firms("未来之星", dated=("certified_on",)),),
    ),
    Definition("N13", "入选本年硬核科技百强榜单的企业，同一企业只计一次", (of.LISTED_FIRMS,)),
    Definition(
        "N14",
        f"引进和培育的创新型企业，按落地（认定）日期{_SINCE}，撤销的不计，同一企业只计一次",
        (
            of.named_firms(
                "创新型企业(引进)", "创新型企业(培育)", dated=("settled_on", "certified_on")
            ),
        ),
    ),
    Definition(
        "N15",
        "企业名录中的国有企业，同一企业只计一次，按{firms}归属",
        (Source(Enterprise, where={"is_state_owned": (True,)}, place=of.home, once=of.firm_key),),
    ),
    *(
        Definition(
            code, f"{stage}场景，{_PUBLISHED}，按期末所处阶段计", (of.scenarios(stage=(stage,)),)
        )
        for code, stage in (("N16", "早期验证"), ("N17", "融合试验"), ("N18", "综合推广"))
    ),
    Definition(
        "N19",
        f"“揭榜挂帅”项目，按发榜日期{_SINCE}，流榜和终止的不计",
        (
            Source(
                Challenge,
                holds={"state": (PUBLISHED, TAKEN, WORKING, ACCEPTED)},
                dated=("published_on",),
                once=of.same_challenge,
            ),
        ),
    ),
)

_PEOPLE = (
    Definition("N20", "期末在运行的院士(专家)工作站", (of.stations("院士(专家)工作站"),)),
    Definition("N21", "期末在运行的博士后科研工作站", (of.stations("博士后科研工作站"),)),
    Definition(
        "N22",
        "本年引进顶尖人才、研发团队成员和学科培养的人数；入选人才计划的不重复相加",
        (of.talents("new_people", "引进顶尖人才", "引进研发团队", "学科培养"),),
    ),
    Definition(
        "N22-1", "本年引进的顶尖人才人数", (of.talents("new_people", "引进顶尖人才"),),
        title="引进顶尖人才", unit="人",
    ),
    Definition(
        "N22-2", "本年引进的研发团队个数", (of.talents("new_units", "引进研发团队"),),
        title="引进研发团队", unit="个",
    ),
    Definition(
        "N22-3", "本年引进的创新型企业家数", (of.talents("new_units", "引进创新型企业"),),
        title="引进创新型企业", unit="家",
    ),
    Definition(
        "N22-4", "本年入选各类人才计划的人（项）数", (of.talents("selected", "人才计划"),),
        title="人才计划入选", unit="人",
    ),
    Definition(
        "N22-5", "本年学科培养的人数", (of.talents("new_people", "学科培养"),),
        title="学科培养", unit="人",
    ),
)  # fmt: skip

_HELD = "按举办（发布）日期，期末所在半年内的（年报为全年的）"

_ECOSYSTEM = (
    Definition("N23", "期末存续的引导基金，同名的只计一次", (of.institutions("引导基金"),)),
    Definition("N24", "期末落户的国际性行业组织，同名的只计一次", (of.institutions("国际性行业组织"),)),
    Definition("N25", f"大赛和论坛活动，{_HELD}", (of.events("大赛", "论坛活动"),)),
    Definition("N25-1", f"大赛，{_HELD}", (of.events("大赛"),), title="大赛"),
    Definition("N25-2", f"论坛活动，{_HELD}", (of.events("论坛活动"),), title="论坛活动"),
    Definition("N26", f"金融产品和服务创新，{_HELD}", (of.events("金融产品"),)),
    Definition("N27", "本年各项政策兑现金额相加", (of.PAID_POLICIES,)),
    Definition("N28", "已施行且期末仍有效的区专项政策", (of.DISTRICT_POLICIES,)),
    Definition(
        "N29",
        "国家级的项目（已签约、未终止，方案以前开工的不计）和载体（按落户或认定日期"
        f"{_SINCE}，由牵头区计）",
        (of.NATIONAL_PROJECTS, of.NATIONAL_CARRIERS),
    ),
    Definition(
        "N30",
        f"成果对接、知识产权与伦理、白皮书、示范案例、科普等事项，{_HELD}；"
        "另加本年的改革试点事项（F10）",
        (
            of.events(
                "成果对接", "知识产权与伦理", "白皮书/行动方案", "示范案例", "科普活动", "其他"
            ),
            of.PILOTS,
        ),
    ),
    Definition("N31-1", "登记的全部项目，同一投资项目代码两区都报的只计一次", (of.PROJECTS,),
               title="项目总数", unit="个"),
    Definition("N31-2", "登记的全部项目的总投资相加", (of.TOTAL_INVESTMENT,),
               title="项目总投资", unit="万元"),
    Definition("N31-3", "登记的全部项目自开工累计完成投资（F02）相加", (of.COMPLETED_INVESTMENT,),
               title="累计完成投资", unit="万元"),
)  # fmt: skip

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {one.code: one for one in (*_TARGETS, *_CARRIERS, *_FIRMS_AND_SCENARIOS, *_PEOPLE, *_ECOSYSTEM)}
)
"""Every indicator and part by code, in printed order: Z01 to Z13, then N01 to N31."""
