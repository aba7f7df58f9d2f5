# 表单字段的差错，一句话说清怎么改。
field-empty = 请填写这一项
field-too_long = 最多 { $max } 字，现在 { $got } 字
field-control = 含有不能保存的控制字符
field-choose = 请选择一项
field-number = 请填写数字
field-range = 请填写 { $min } 到 { $max } 之间的数
field-day = 请填写日期，例如 2026-03-01
field-place = 位置不完整或不正确，请重新定位或在地图上点选
field-malformed = 填写的内容无法识别
field-unknown = 没有找到对应的内容
field-wrong = 不正确，请核对
field-taken = 已被使用，请换一个
field-file_kind = 不是可以使用的文件，请换一个
field-file_size = 文件太大，请换一个小一些的

# 字段名称,用于表单上方的差错清单。
error-line = { $label }：{ $said }
label-what = 情况
label-category = 是什么事
label-contact = 联系电话
label-lon = 位置
