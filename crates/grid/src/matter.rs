//! A matter (事项): the words in which it is spoken of everywhere.
use base::codes;

codes! {
    /// How a matter came in (来源).
    pub enum Source {
        /// 居民反映: the public page, no account
        Resident = "resident",
        /// 网格员发现
        GridWorker = "grid_worker",
        /// 代为登记: staff for a caller
        Caller = "caller",
        /// 批量导入
        Import = "import",
        /// 接口: another system
        Api = "api",
        /// 根治任务: opened by the rule of recurrence
        RootCause = "root_cause",
    }
}

codes! {
    /// How heavy a matter is (问题轻重); each weight has its own promise.
    pub enum Weight {
        /// 一般问题
        General = "general",
        /// 重大问题
        Major = "major",
        /// 复杂问题
        Complex = "complex",
        /// 本级无法独立处理的难点问题
        Beyond = "beyond",
    }
}

codes! {
    /// Whose affair it is (三事分流).
    pub enum Sort {
        /// 公治公家事
        Public = "public",
        /// 共治大家事
        Shared = "shared",
        /// 自治自家事
        Own = "own",
    }
}

codes! {
    /// How a matter was closed, as staff say (办结类型).
    pub enum Ending {
        /// 已解决
        Solved = "solved",
        /// 部分解决
        Partly = "partly",
        /// 解释说明
        Explained = "explained",
        /// 无法办理: with its basis
        Cannot = "cannot",
    }
}

codes! {
    /// What the reporter says of the result (反映人评价); kept apart from what staff say.
    pub enum Says {
        /// 解决了
        Solved = "solved",
        /// 部分解决
        Partly = "partly",
        /// 没解决
        Unsolved = "unsolved",
    }
}
