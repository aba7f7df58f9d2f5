//! Which heading means what (表头识别): the words that exports of cities use, longest hit first.
use super::super::matcher::normal;
use std::collections::{BTreeMap, BTreeSet};

/// What a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    External,
    Opened,
    Target,
    Closed,
    Lon,
    Lat,
    Point,
    Grid,
    Community,
    Street,
    Status,
    Address,
    Result,
    Category,
    Detail,
    Source,
}

impl Key {
    pub fn is_time(self) -> bool {
        matches!(self, Key::Opened | Key::Target | Key::Closed)
    }
}

/// Whole headings and parts of them, the surest first.
const KNOWN: &[(Key, &[&str])] = &[
    (
        Key::External,
        &[
            "unique key",
            "sr number",
            "caseid",
            "case id",
            "case enquiry id",
            "service request id",
            "request id",
            "ticket id",
            "case number",
            "ticket",
            "reference",
            "ref",
            "工单编号",
            "工单号",
            "案件编号",
            "案卷编号",
            "任务号",
            "诉求编号",
            "受理编号",
            "事件编号",
            "流水号",
            "编号",
            "id",
        ],
    ),
    (
        Key::Opened,
        &[
            "created date",
            "requested datetime",
            "opened",
            "open dt",
            "date opened",
            "open date",
            "created",
            "logged on",
            "logged",
            "reported on",
            "date reported",
            "date received",
            "received",
            "受理时间",
            "上报时间",
            "来电时间",
            "诉求时间",
            "登记时间",
            "立案时间",
            "创建时间",
            "发生时间",
            "受理日期",
            "上报日期",
            "反映时间",
        ],
    ),
    (
        Key::Target,
        &[
            "due date",
            "target dt",
            "sla date",
            "expected datetime",
            "办理时限",
            "截止时间",
            "应办结时间",
            "办结期限",
            "处置截止时间",
        ],
    ),
    (
        Key::Closed,
        &[
            "closed date",
            "closed",
            "closed dt",
            "date closed",
            "close date",
            "completed",
            "date completed",
            "finished",
            "resolved on",
            "办结时间",
            "结案时间",
            "完成时间",
            "归档时间",
            "办结日期",
            "结束时间",
        ],
    ),
    (Key::Lon, &["longitude", "long", "lon", "lng", "经度", "x坐标", "x coordinate"]),
    (Key::Lat, &["latitude", "lat", "纬度", "y坐标", "y coordinate"]),
    (Key::Point, &["point", "location", "geom", "the geom", "坐标", "经纬度"]),
    (Key::Grid, &["单元网格编码", "网格编码", "单元网格", "责任网格", "所属网格", "网格"]),
    (Key::Community, &["所属社区", "事发社区", "社区名称", "社区"]),
    (Key::Street, &["所属街道", "事发街道", "街道名称", "街道", "镇街", "街镇"]),
    (
        Key::Status,
        &[
            "status",
            "case status",
            "status description",
            "state",
            "案件状态",
            "工单状态",
            "办理状态",
            "处理状态",
            "当前环节",
            "状态",
        ],
    ),
    (
        Key::Address,
        &[
            "incident address",
            "street address",
            "address",
            "事发地址",
            "事发地点",
            "详细地址",
            "问题位置",
            "地址描述",
            "位置描述",
            "地址",
            "地点",
        ],
    ),
    (
        Key::Result,
        &[
            "resolution description",
            "status notes",
            "closure reason",
            "办理结果",
            "处置结果",
            "处理结果",
            "答复内容",
            "回复内容",
            "办理情况",
        ],
    ),
    (
        Key::Category,
        &[
            "complaint type",
            "sr type",
            "category",
            "service name",
            "request type",
            "service",
            "type",
            "case title",
            "小类名称",
            "小类",
            "诉求类别",
            "问题类型",
            "事项类别",
            "工单类型",
            "案件类型",
            "大类名称",
            "大类",
            "类别",
            "分类",
        ],
    ),
    (
        Key::Detail,
        &[
            "descriptor",
            "request details",
            "service subtype",
            "service details",
            "description",
            "subject",
            "sub type",
            "subtype",
            "details",
            "comments",
            "问题描述",
            "诉求内容",
            "反映内容",
            "诉求描述",
            "事件描述",
            "案件描述",
            "工单标题",
            "诉求标题",
            "标题",
            "内容",
            "描述",
        ],
    ),
    (
        Key::Source,
        &[
            "source",
            "origin",
            "open data channel type",
            "诉求来源",
            "案件来源",
            "问题来源",
            "受理渠道",
            "来源",
            "渠道",
        ],
    ),
];

/// The column of each key: one whose heading is a known word first, then one that holds it.
pub(super) fn columns(headings: &[String]) -> BTreeMap<Key, usize> {
    let headings: Vec<String> =
        headings.iter().map(|heading| normal(&heading.replace('_', " "))).collect();
    let mut found = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let fits: [fn(&str, &str) -> bool; 2] = [|heading, word| heading == word, holds];
    for fit in fits {
        for (key, words) in KNOWN.iter().filter(|(key, _)| !matches!(key, Key::Point)) {
            take(*key, words, &headings, fit, &mut found, &mut taken);
        }
    }
    // One column with both numbers is asked last: two columns are surer.
    let (point, words) = KNOWN.iter().find(|(key, _)| *key == Key::Point).expect("it is listed");
    if !(found.contains_key(&Key::Lon) && found.contains_key(&Key::Lat)) {
        found.remove(&Key::Lon);
        found.remove(&Key::Lat);
        take(*point, words, &headings, |heading, word| heading == word, &mut found, &mut taken);
    }
    found
}

fn take(
    key: Key,
    words: &[&str],
    headings: &[String],
    fits: fn(&str, &str) -> bool,
    found: &mut BTreeMap<Key, usize>,
    taken: &mut BTreeSet<usize>,
) {
    if found.contains_key(&key) {
        return;
    }
    let column = |word: &&str| {
        let mut free = headings.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        free.find(|(_, heading)| fits(heading, word)).map(|(at, _)| at)
    };
    if let Some(at) = words.iter().find_map(column) {
        found.insert(key, at);
        taken.insert(at);
    }
}

/// Chinese words stand inside longer headings; English ones only where they are long enough not to
/// be found by chance.
fn holds(heading: &str, word: &str) -> bool {
    (!word.is_ascii() || word.len() >= 9) && heading.contains(word)
}
