# 无权办理的说法：说明缺的是什么，怎样才能办。
denied-sign-in = 请先登录
denied-no-post = 您今天没有在岗的岗位。若已返岗，请先销假；若任职有误，请联系安全管理员
denied-role-conflict = 您同时担任了不能由一人兼任的角色，权限已停用，请联系安全管理员调整
denied-no-right = 您的岗位没有这项权限。如确有需要，请联系安全管理员
denied-not-here = 这不在您的辖区或经手范围内，请由所在单位办理
denied-not-over-holder = 现在由上级或同级岗位持有，请联系对方办理，或提请裁定
denied-own-grant = 不能给自己任职、授权或改自己的档案，请由另一位办理
denied-own-request = 不能批准自己的申请，请上级批准
denied-own-sort = 不能复核自己的分类，请由另一人复核
denied-own-work = 不能核查或评价自己办的事，请由另一人办理
