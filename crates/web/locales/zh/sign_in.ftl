# 登录
sign-in-lead = 供区、街道、社区、网格和各部门的工作人员使用。居民反映事项不用登录。
sign-in-help = 忘记密码，或账号被停用，请联系本区的安全管理员重置。系统没有默认密码，也不会有人向您索要密码。
sign-in-done-signed-out = 已退出登录
sign-in-done-password = 密码已更改，请重新登录
label-login = 登录名
label-password = 密码
