//! What the staff write (办理用语) while they handle a matter, and what the reporter answers.
use super::group_of;
use crate::rng::Rng;

/// How a matter of the category was solved (处置说明).
pub fn handling(rng: &mut Rng, category: &str) -> String {
    let own = HANDLED.iter().find(|(code, _)| *code == category);
    let first = *rng.pick(own.map_or_else(|| handled_in_group(category), |&(_, words)| words));
    let then = ["", "拍照留存。", "已告知反映人。", "后续加强巡查。", "网格员隔日再去看一次。"];
    format!("{first}{}", rng.pick(&then))
}

/// Words for categories that have some of their own.
const HANDLED: &[(&str, &[&str])] = &[
    ("litter", &["垃圾已清运,桶身冲洗干净。", "保洁增加一次清扫,散落垃圾已捡净。"]),
    ("bulky_waste", &["大件已由清运车拉走。", "已找到堆放人,当天自行清走。"]),
    ("advert", &["小广告已铲除并重新粉刷。", "号码已登记转交,墙面清洗完毕。"]),
    ("stall", &["劝导摊主进入疏导点经营。", "店外桌椅已收回,签了门前责任书。"]),
    ("greenery", &["枯枝已修剪,树干加了支撑。", "补种草皮,设了提示牌。"]),
    ("street_light", &["更换灯具后已亮。", "查出线路故障,接通后恢复照明。"]),
    ("manhole", &["先围挡,两小时后换上新井盖。", "井座加固完毕,过车无响声。"]),
    ("road", &["坑洼已用冷料填平。", "松动地砖重新铺好。"]),
    ("drain", &["下水道疏通,积水退去。", "雨水篦子清掏干净。"]),
    ("barrier_free", &["移走障碍物,盲道恢复畅通。", "加装了临时坡道,轮椅可以通行。"]),
    ("stairwell", &["楼道杂物当天清空。", "入户劝导,住户把鞋柜搬回家中。"]),
    ("lift", &["维保单位到场检修,试运行正常。", "更换门机部件后恢复运行。"]),
    ("parking", &["联系车主挪车,重新划线。", "地锁已拆除,车位恢复公用。"]),
    ("leak", &["找到漏点,当天更换管件。", "屋面做了临时防水,等天晴再整体施工。"]),
    ("fees", &["物业补做公示并向业主说明。", "公共收益账目已张贴在公告栏。"]),
    ("wages", &["联系用工单位,当天支付所欠工资。", "协助登记投诉,约定三日内结清。"]),
    ("consumer", &["商家同意退款。", "经协商换货,双方认可。"]),
    ("fire", &["明火已扑灭,无人员受伤。", "消防到场处置完毕,安排专人看守。"]),
    ("gas", &["关阀通风,燃气公司更换软管后检测合格。", "查明漏点并抢修,住户已返回。"]),
    ("fire_route", &["占道车辆全部挪走,重新喷涂标线。", "清走石墩和货物,通道恢复畅通。"]),
    ("e_bike", &["飞线剪除,引导到充电棚充电。", "充电口修好,电动车搬出楼道。"]),
    ("falling", &["松动部分已敲除并拉网防护。", "逐户上门提醒,加装朝上摄像头。"]),
    ("dangerous_house", &["人员已临时安置,房屋封闭待鉴定。"]),
    ("relief", &["上门了解情况,协助提交救助申请。", "先送去临时救助物资。"]),
    ("elderly", &["登记助餐名单,明天起送餐上门。", "扶手已装好,老人试用方便。"]),
    ("medical", &["完成一次消杀,投放了毒饵站。", "告知门诊时间,并代为预约疫苗。"]),
    ("utilities", &["抢修完毕,已恢复供应。", "排气后暖气恢复,入户测温达标。"]),
    ("school", &["放学时段增派人员疏导。", "入学材料清单已当面交给家长。"]),
    ("dogs", &["上门提醒牵绳和清便,发放文明养犬须知。", "核验犬证,主人承诺管好。"]),
    ("fumes", &["要求清洗净化设备,复查油烟明显减少。", "工地已洒水苫盖。"]),
];

/// The categories that have words of their own.
#[cfg(test)]
pub fn own_words() -> impl Iterator<Item = &'static str> {
    HANDLED.iter().map(|&(code, _)| code)
}

fn handled_in_group(category: &str) -> &'static [&'static str] {
    match group_of(category) {
        "environment" => &[
            "已联系保洁清理完毕,现场恢复干净。",
            "当场劝离并清扫,告知商户门前三包要求。",
            "清运车已到场,连同周边一并清理。",
        ],
        "facility" => &[
            "维修班组已到场修复,试用正常。",
            "先围挡警示,当天更换完毕。",
            "疏通后排水正常,已清出堵塞物。",
        ],
        "property" => &["约物业现场核实,物业已完成整改。", "与业主、物业三方沟通,当天落实到位。"],
        "dispute" => &[
            "请双方到社区调解室当面沟通,达成口头约定。",
            "分别听取意见后调解,双方握手言和。",
            "引导双方签了调解协议,约定一周后回访。",
        ],
        "safety" => &[
            "立即疏散并拉起警戒线,隐患已排除。",
            "责令当场整改,复查合格。",
            "会同专业队伍处置完毕,已向住户说明。",
        ],
        "livelihood" => &[
            "已上门说明政策并帮助准备材料。",
            "联系服务单位恢复供应,逐户告知。",
            "已登记需求,由社区代办。",
        ],
        "noise" => &[
            "上门劝导,对方同意调整时间并降低音量。",
            "现场核查后要求停止,承诺按规定时段作业。",
            "约定活动时间,张贴公约。",
        ],
        _ => &["已了解情况并答复。", "已记录建议,转有关方面研究。", "已协助办理。"],
    }
}

/// A plan for what cannot be solved at once (工作方案).
pub fn plan(rng: &mut Rng, category: &str) -> String {
    let steps: &[&str] = match group_of(category) {
        "environment" => &["清点点位并拍照建档", "协调清运车辆集中清理", "与商户约定日常保洁"],
        "facility" => &["现场勘查并核定工程量", "报维修计划并排定施工日期", "施工期间围挡和便道"],
        "property" => &["召集业主代表和物业议事", "核对账目与维修资金", "公示方案并征求意见"],
        "dispute" => &["分别走访当事双方", "请人民调解员和法律顾问参加", "形成书面协议并回访"],
        "safety" => &["先行隔离和值守", "请专业机构鉴定", "按鉴定结论组织整治"],
        "livelihood" => &["核实需求和人数", "对接主管部门和服务单位", "分批落实并逐户回访"],
        "noise" => &["分时段监测", "约谈责任单位", "签订承诺并不定期抽查"],
        _ => &["了解情况", "明确责任单位", "限期答复"],
    };
    let days = rng.range(5..=40);
    let numbered = ["一是", "二是", "三是"].iter().zip(steps);
    let body: Vec<String> = numbered.map(|(number, step)| format!("{number}{step}")).collect();
    format!("{};预计{days}个工作日内完成,每周向反映人通报进展。", body.join(";"))
}

/// Why nothing was to be done, or somebody else does it (解释说明).
pub fn explanation(rng: &mut Rng, category: &str) -> String {
    let facts: &[&str] = match group_of(category) {
        _ if category == "building_noise" => &["该施工已取得许可,时段符合要求"],
        "property" => &["费用事项须经业主大会表决", "专有部分由业主自行维修"],
        "dispute" => &["一方不愿调解,已告知诉讼和仲裁途径", "已告知可申请法律援助"],
        "facility" => &["该处已列入今年改造计划", "该设施产权属专业单位,已转告"],
        "noise" => &["现场核查未超过规定值", "多次上门未再发现,已请邻居留意"],
        _ => &["现场核查时情况已消失", "该事项需按规定程序办理,已说明所需材料"],
    };
    let facts = *rng.pick(facts);
    let tail = *rng.pick(&["反映人表示理解。", "已向反映人逐条解释。", "欢迎继续监督。"]);
    format!("{facts}。{tail}")
}

/// Why a holder sends a matter back (退回理由).
pub fn refusal(rng: &mut Rng) -> String {
    let reasons = [
        "地点不在本辖区,经核对属相邻网格。",
        "该设施由专业部门管养,本岗无处置权限。",
        "事项已有同一地点的在办件,建议合并。",
        "所需审批权限在上一级,请按职责转办。",
    ];
    (*rng.pick(&reasons)).to_owned()
}

/// What the reporter says of the result (群众评价).
pub fn praise_or_blame(rng: &mut Rng, solved: bool) -> String {
    let words: &[&str] = if solved {
        &[
            "处理得很快,谢谢网格员。",
            "解决了,给社区点赞。",
            "比想象的快,满意。",
            "已经好了。",
            "态度好,也给我解释清楚了。",
        ]
    } else {
        &[
            "去看了,还是老样子。",
            "只是来拍了照片,问题没解决。",
            "清理了一半,第二天又堆上了。",
            "解释我不认可,请再核实。",
            "说修好了,晚上一看还是不亮。",
        ]
    };
    (*rng.pick(words)).to_owned()
}

/// Why the same thing keeps coming back at one place (根治分析).
pub fn root_cause(rng: &mut Rng, category: &str) -> String {
    let causes: &[&str] = match group_of(category) {
        "environment" => &["投放点容量不足", "夜间无人管理,外来倾倒多"],
        "facility" => &["管网老化,小修小补不管用", "多家单位管养,边界不清"],
        "property" => &["车位总量不足", "没有业委会,议事渠道缺失"],
        "safety" => &["充电设施不够", "出租房多,流动性大"],
        _ => &["缺少约定和长效管理", "责任单位不明确"],
    };
    let fix = *rng.pick(&["建议增设设施", "建议明确一家牵头", "建议列入议事会议题"]);
    format!("原因:{}。{fix}。", rng.pick(causes))
}
