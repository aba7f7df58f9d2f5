//! Everything that somebody can do in chapters two and four (操作). Each page and API route names one.
use base::codes;

codes! {
    /// What is asked for (操作).
    pub enum Action {
        /// 反映事项: anybody, confirmed by a code
        ReportMatter = "report_matter",
        /// 登记事项: as staff – found on patrol, solved on the spot, or for a caller
        RecordMatter = "record_matter",
        /// 查看公示: the public pages, places rounded
        ReadBoard = "read_board",
        /// 查看事项
        ReadMatter = "read_matter",
        /// 检索事项: reaches exactly what `ReadMatter` reaches
        SearchMatters = "search_matters",
        /// 待办
        ListInbox = "list_inbox",
        /// 查看联系方式: with a reason, logged
        ReadContact = "read_contact",
        /// 研判
        AssessMatter = "assess_matter",
        /// 分类
        SortMatter = "sort_matter",
        /// 复核分类: the second look
        ConfirmSort = "confirm_sort",
        /// 派单
        AssignMatter = "assign_matter",
        /// 裁定权属
        Arbitrate = "arbitrate",
        /// 处置: note, plan, solve
        HandleMatter = "handle_matter",
        /// 处理照片: cover, hide, show again; never of one's own work
        RedactPhoto = "redact_photo",
        /// 移交
        HandOver = "hand_over",
        /// 退回
        SendBack = "send_back",
        /// 接管
        TakeOver = "take_over",
        /// 暂停计时
        Pause = "pause",
        /// 恢复计时
        Resume = "resume",
        /// 申请延期
        AskExtension = "ask_extension",
        /// 批准延期
        ApproveExtension = "approve_extension",
        /// 上报
        ReportUp = "report_up",
        /// 答复上报
        AnswerUp = "answer_up",
        /// 核查
        CheckMatter = "check_matter",
        /// 反馈
        GiveFeedback = "give_feedback",
        /// 办结
        CloseMatter = "close_matter",
        /// 重办
        ReopenMatter = "reopen_matter",
        /// 合并
        MergeMatter = "merge_matter",
        /// 评价
        RateMatter = "rate_matter",
        /// 查看评价: never the one who is rated
        ReadRating = "read_rating",
        /// 申诉
        Appeal = "appeal",
        /// 申诉复核: the outcome stands, or the work goes on
        DecideAppeal = "decide_appeal",
        /// 导入事项
        ImportMatters = "import_matters",
        /// 导出事项
        ExportMatters = "export_matters",
        /// 查看统计
        ReadFigures = "read_figures",
        /// 查看无主事项
        ReadOrphans = "read_orphans",
        /// 查看依据
        ReadPolicy = "read_policy",
        /// 查看网格图
        ReadMap = "read_map",
        /// 导入网格图
        ImportMap = "import_map",
        /// 查看网格队伍
        ReadTeam = "read_team",
        /// 编辑网格队伍
        EditTeam = "edit_team",
        /// 查看巡查: places, windows, what came of them
        ReadPatrol = "read_patrol",
        /// 巡查: looked at, or explained
        VisitPoint = "visit_point",
        /// 编排巡查点
        EditPatrol = "edit_patrol",
        /// 查看每日工作记录: one's own, and of those in the leader's grid
        ReadDayRecord = "read_day_record",
        /// 社区工作者名册: those of a street
        ListWorkers = "list_workers",
        /// 查看社区工作者档案: levels, certificates, results
        ReadWorker = "read_worker",
        /// 编辑社区工作者档案: placing, certificates, results
        EditWorker = "edit_worker",
        /// 查看培训: sessions, who is invited, who still owes days
        ReadTraining = "read_training",
        /// 组织培训: sessions, invitations, sign-offs, courses
        EditTraining = "edit_training",
        /// 核定员额: quotas of streets, places of the growth channel
        EditQuota = "edit_quota",
        /// 查看年度考核公示: goals and results, once they are published
        ReadAssessment = "read_assessment",
        /// 查看一人的考核过程: goals and notes of the year
        ReadYear = "read_year",
        /// 记录日常表现: of oneself, or by whoever leads
        NoteWorker = "note_worker",
        /// 街道考评、制定目标: never of oneself
        EvaluateWorker = "evaluate_worker",
        /// 对考核结果提出申诉
        AppealResult = "appeal_result",
        /// 查看工资条
        ReadPay = "read_pay",
        /// 查看社区工作者身份证号、银行卡号: with a reason, logged
        ReadNumber = "read_number",
        /// 查看工资发放: the runs, with every slip
        ReadPayRuns = "read_pay_runs",
        /// 编制工资: a draft
        MakePayRun = "make_pay_run",
        /// 工资定稿: never by who made the draft
        FinishPayRun = "finish_pay_run",
        /// 登记请假
        EditAbsence = "edit_absence",
        /// 查看组织
        ReadOrg = "read_org",
        /// 编辑组织: units, posts, appointments
        EditOrg = "edit_org",
        /// 管理账号
        EditAccounts = "edit_accounts",
        /// 授权
        GrantRole = "grant_role",
        /// 结束会话
        EndSessions = "end_sessions",
        /// 查看系统状态
        ReadSystem = "read_system",
        /// 配置系统
        ConfigureSystem = "configure_system",
        /// 管理接口密钥
        EditKeys = "edit_keys",
        /// 查看审计记录
        ReadAudit = "read_audit",
        /// 校验审计记录
        VerifyAudit = "verify_audit",
    }
}
