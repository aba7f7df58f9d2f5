# 规则不予办理时的说法：先说为什么，再说怎么办。

# 接力
refused-not-a-step = 流程里没有这一步，请刷新页面后从页面上的按钮办理
refused-no-such-move = 从目前的环节不能直接走到那一步，请刷新页面，按页面给出的下一步办理
refused-not-an-end = 目前的环节还不能办结，请先完成核查和反馈
refused-other-procedure = 这件事走的是另一种流程，请从它自己的页面办理
refused-ended = 这件事已经办结，不能再改；如果没有真正解决，可以申请重办
refused-not-ended = 这件事还没有办结，请等办结后再做这一步
refused-same-holder = 现在就在这个岗位手上，不用移交
refused-no-reason = 请写明理由
refused-no-clause = 退回要写明依据的条款
refused-no-right-owner = 退回要写明应当由谁办理
refused-too-late-to-return = 时限已用去 { $used }%，只能在前 { $window }% 之内退回；请继续办理，或提请裁定
refused-goes-to-arbitration = 已退回 { $returns } 次，不能再退，请提请裁定
refused-paused = 已经暂停计时，不用再暂停
refused-not-paused = 没有暂停计时，不用恢复
refused-paused-enough = 暂停累计最多 { $max_days } 天，已经用完；请继续办理，或申请延期
refused-no-minutes = 请填写要延长多久
refused-too-late-to-extend = 时限已用去 { $used }%，延期要在 { $before }% 之前申请；请尽快办理，并在备注里说明情况
refused-extended-enough = 已延期 { $times } 次，不能再延；请尽快办理或上报
refused-extended-too-far = 申请延长 { $asked }，最多可延 { $at_most }，请缩短后再申请
refused-own-approval = 手上正办着这件事的人不能批准自己的延期，请上级批准
refused-no-promise = 这一步没有承诺时限，不用记录兑现
refused-other-stop = 这件事承诺的是另一种结果，请先完成所承诺的那一步
refused-already-met = 承诺已在 { $at } 兑现，不用再记
refused-not-met = 承诺还没有兑现，请先完成所承诺的那一步
refused-later-needs-approver = 改后的时限 { $new } 晚于原来的 { $old }，需要另一岗位复核同意
refused-parts-open = 还有 { $n } 个部分没有办完，全部收齐后才能办结
refused-no-time = 工作日历里算不出这个时限，请联系系统管理员核对工作日历

# 事项
refused-wrong-step = 这件事已经走到别的环节，请刷新页面查看现在可以做什么
refused-nobody-on-duty = 目前没有在岗的人可以接手，请先安排在岗人员或登记代理人
refused-nobody-above = 上一级目前没有在岗的人，请联系区级中心
refused-reported-there = 已经向那里上报过，请等待答复
refused-send-back-first = 提请裁定之前，请先退回并写明应当由谁办理
refused-arbitrated = 已经裁定由您的岗位办理，不能再退回；需要帮助可以上报
refused-no-contact = 反映人没有留联系方式，或已按期删除
refused-contact-does-not-open = 联系方式暂时打不开，请联系系统管理员核对密钥
refused-no-proposal = 没有等待复核的分类，请刷新页面
refused-no-appeal = 没有等待决定的申诉，请刷新页面
refused-merged = 这件事已并入另一件，请到那一件办理
refused-rated-already = 已经评价过，谢谢
refused-extension-waits = 已有一个延期申请在等答复，请等它有了结果再申请
refused-no-extension-waits = 没有等待答复的延期申请，请刷新页面
refused-too-late = 已过期限，不能再提；情况又出现时，请重新反映
refused-appealed-enough = 申诉次数已用完；有新情况时，请重新反映
refused-no-policy = 政策手册里没有这一天适用的规定，请联系系统管理员

# 网格队伍
refused-not-on-committee = 网格长应当是社区“两委”成员，请先核对任职
refused-heads-no-party = 网格长应当兼任网格党支部书记或党小组组长，请先核对

# 组织和账号
refused-unit-in-use = 这个单位下面还有单位或在任人员，请先撤销下级、免去任职
refused-rank-taken = 这段时间里这个岗位的这个次序已经有人，请先免职或换一个次序
refused-role-conflict = { $a }和{ $b }不能由同一个人担任，请换人，或先免去其中一个
refused-already-ended = 已经结束，不用再办
refused-sign-in = 账号或密码不对，请核对后再试
refused-password-initial = 这个账号还在用初始密码。请先登录网页，在“我的账号”里改成自己的密码，再使用接口。
refused-locked = 连续输错次数过多，这个账号暂时锁定，请在 { $until } 之后再试，或请安全管理员重置密码
refused-has-account = 这个人已有账号；忘记密码时请重置
refused-own-account = 自己的账号请由另一位安全管理员办理

# 字段
field-already_ended = 已经撤销，请选一个还在的单位
field-role_misplaced = 这个角色不能设在这一级单位，请换一个角色或单位
field-day_out_of_range = 日期不合适，请核对年月日
field-ends_before_it_begins = 结束不能早于开始，请核对两个日期
field-unit_misplaced = 这类单位不能设在这里，请换一个上级
field-superior_not_there = 那一天上级单位不存在或将撤销，请换一个日期或上级
field-second_district = 一个库里只能有一个区
field-code_taken = 同类单位已在使用这个编码，请换一个
field-already_over = 这个日期已经过去，请填今天或以后的日期
field-absence_long = 一次请假最多一年，更久的请办理任免
field-out_of_range = 数值超出范围，请核对
field-login_form = 登录名用 2 到 32 个小写字母、数字、点、横线或下划线
field-same_as_before = 新密码不能和原来的一样
field-too_short = 至少 { $min } 个字，现在 { $got } 个
field-holds_login = 密码里不能含有登录名
field-holds_word = 密码里不能含有“{ $word }”，很容易被猜到
field-not_above = 只能向上一级或主管部门上报，请另选
field-no_words = 请写明结果
field-backwards = 结束日期要在开始日期当天或之后
field-period = 时段不合适：结束要晚于开始，最长一年
field-itself = 不能并入自己，请填另一件的编号
field-closed = 那一件已经办结，不能并入
field-too_many = 数量太多，请减少一些
field-outside = 这个位置不在本区范围内，请重新选点
field-missing = 请在地图上选点，或选择社区
field-not_yours = 这个位置不在您的辖区，请改由居民渠道反映或转告所在社区
field-no_business = 这个岗位不办理事项，请另选
field-other_street = 这个岗位属于别的街道，请在本街道或部门里选
field-cannot_decide = 申诉由街道或区级复核，请移交给他们
field-unmanned = 这个岗位目前没有人在岗，请另选
field-yourself = 不能指明退回给自己，请填应当办理的岗位
field-not_of_a_grid = 只有网格的岗位可以设定工作内容
field-unknown_ground = 没有这一条分类依据，请从列表里选
field-ground_of_other_sort = 这一条依据属于另一类，请换依据或换分类
field-no_guidance = 请告诉反映人可以到哪里办
field-no_basis = 请写明依据
field-several_people = 有同名的人，请选定是哪一位
field-too_many_bytes = 照片文件太大，请换一张小一些的
field-not_a_photo = 不是可以使用的照片，请用 JPEG、PNG 或 WebP
field-too_many_pixels = 照片像素太多，请缩小后再传
field-broken = 照片已损坏或不完整，请重新拍一张
refused-clock-ahead = 手机时间（{ $at }）比现在还晚，请校准手机时间后再试
refused-sent-too-late = 隔得太久了：补传要在 { $hours } 小时以内。这一次可以选一个原因说明
refused-no-window = 现在不是这里的巡查时段，下一次从 { $at } 开始
refused-no-window-ahead = 这个巡查点近期没有巡查时段
refused-explained-too-late = 说明原因要在时段结束后 { $days } 天以内
refused-covered-already = 这个时段已经巡查过，不用说明
refused-unknown-reason = 没有这个原因，请从列表里选
refused-patrol-point-ended = 这个巡查点已经停用
field-times = 时间写成 16:30 这样，最多四个，用空格隔开
field-missing_point = 请在地图上选点，或填写经纬度，或选择网格
field-too_many_points = 这个网格的巡查点已经很多，请先停用一些
field-patrol_period = 时段不合适：结束要不早于开始，最长三个月

refused-too-old-to-send = 这一条记下已超过三个月，无法判断是否办过。请先查一查，没有的话重新登记。
refused-moved-meanwhile = 这件事在您离线期间转过手，又回到您这里。请先看最新情况，再决定要不要移交。
refused-window-gone = 这个巡查点的时间已经调整或停用，这个时段不再需要巡查。
refused-point-gone = 这个巡查点已不在您的网格里，不用再记。
