//! The columns of a list of workers (人员台账的列), by the words that stand over them.
use base::codes;
use sheet::table::{Habits, Wanted};

codes! {
    /// A column that is read (台账列). What else a list has is passed over and not kept.
    pub enum Column {
        /// 街道
        Street = "street",
        /// 社区
        Community = "community",
        /// 姓名
        Name = "name",
        /// 学历
        Education = "education",
        /// 学位
        Degree = "degree",
        /// 身份证号
        IdNumber = "id_number",
        /// 银行卡号
        BankCard = "bank_card",
        /// 岗位
        Post = "post",
        /// 职务
        Title = "title",
        /// 任职方式
        Tenure = "tenure",
        /// 参加社区工作时间
        Since = "since",
        /// 现等级
        Level = "level",
        /// 定级时间
        Placed = "placed",
        /// 定级文号
        OrderNo = "order_no",
        /// 社工证等级
        Certificate = "certificate",
        /// 社工证取得时间
        CertificateSince = "certificate_since",
        /// 近三年考核
        Results = "results",
    }
}

/// In the order of the columns.
pub(super) const WANTED: &[Wanted] = &[
    Wanted { names: &["街道", "所属街道", "街道名称"] },
    Wanted { names: &["社区", "所属社区", "社区名称", "所在社区"] },
    Wanted { names: &["姓名"] },
    Wanted { names: &["学历", "最高学历", "文化程度"] },
    Wanted { names: &["学位", "最高学位"] },
    Wanted {
        names: &["身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码"]
    },
    Wanted { names: &["银行卡号", "银行账号", "工资卡号", "卡号"] },
    Wanted { names: &["岗位", "岗位类别", "岗位类型"] },
    Wanted { names: &["职务", "现任职务"] },
    Wanted { names: &["任职方式", "任用方式", "选任/聘任", "选聘方式"] },
    Wanted {
        names: &["参加社区工作时间", "从事社区工作时间", "入职时间", "入职日期", "到岗时间"]
    },
    Wanted { names: &["现等级", "等级", "现定等级", "岗位等级"] },
    Wanted { names: &["定级时间", "现等级时间", "定级日期"] },
    Wanted { names: &["定级文号", "文号"] },
    Wanted {
        names: &["社工证等级", "社会工作职业资格等级", "职业资格等级", "社工证", "职业资格"]
    },
    Wanted {
        names: &["社工证取得时间", "社会工作职业资格取得时间", "职业资格取得时间", "取得时间"],
    },
    Wanted { names: &["近三年考核", "近三年考核结果", "考核结果", "年度考核"] },
];

/// Without these nobody can be entered.
pub(super) const NEEDED: &[Column] = &[
    Column::Community,
    Column::Name,
    Column::Post,
    Column::Tenure,
    Column::Since,
    Column::Level,
    Column::Placed,
];

/// So many columns make a table a list of workers; fewer are another table.
pub(super) const LEAST: usize = 4;

pub(super) const HABITS: Habits = Habits {
    totals: &["合计", "总计", "小计", "共计"],
    endings: &[
        "填表人",
        "填报人",
        "制表人",
        "审核人",
        "负责人",
        "联系电话",
        "注:",
        "注：",
        "说明",
        "备注:",
        "备注：",
    ],
    dittos: &["同上", "〃", "\"", "″", "”", "々"],
};

impl Column {
    /// Its place in what is looked for.
    pub(super) fn place(self) -> usize {
        self as usize
    }
}
