//! By what somebody signed in (浏览器): the family only, so that its owner knows a session again.
//! No version, no device, no address.
use base::codes;

codes! {
    /// The family of a browser (浏览器).
    pub enum Browser {
        /// 微信
        WeChat = "wechat",
        /// 钉钉
        DingTalk = "dingtalk",
        /// Edge
        Edge = "edge",
        /// Firefox (火狐)
        Firefox = "firefox",
        /// Chrome, and those made of it (谷歌及同类)
        Chrome = "chrome",
        /// Safari (苹果)
        Safari = "safari",
        /// A program that uses the API (程序)
        Program = "program",
        /// 其他
        Other = "other",
    }
}

impl Browser {
    /// What the header `User-Agent` says; the order matters, since all say they are all.
    pub fn of(agent: &str) -> Browser {
        const SIGNS: &[(&str, Browser)] = &[
            ("MicroMessenger/", Browser::WeChat),
            ("DingTalk/", Browser::DingTalk),
            ("Edg", Browser::Edge),
            ("Firefox/", Browser::Firefox),
            ("FxiOS/", Browser::Firefox),
            ("Chrome/", Browser::Chrome),
            ("CriOS/", Browser::Chrome),
            ("Safari/", Browser::Safari),
        ];
        let found = SIGNS.iter().find(|(sign, _)| agent.contains(sign));
        found.map_or(Browser::Other, |(_, browser)| *browser)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_what_tells_it_from_the_others() {
        const ALL: &str = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) ";
        for (agent, browser) in [
            ("Chrome/140.0 Safari/537.36", Browser::Chrome),
            ("Chrome/140.0 Safari/537.36 Edg/140.0", Browser::Edge),
            ("Chrome/126 Mobile Safari/537 MicroMessenger/8.0", Browser::WeChat),
            ("Chrome/126 Mobile Safari/537 DingTalk/7.6", Browser::DingTalk),
            ("Version/18.0 Safari/605.1", Browser::Safari),
            ("Gecko/20100101 Firefox/143.0", Browser::Firefox),
            ("", Browser::Other),
        ] {
            assert_eq!(Browser::of(&format!("{ALL}{agent}")), browser, "{agent}");
        }
    }
}
