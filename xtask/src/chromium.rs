//! The browser of the tests: Debian's Chromium, with fonts that have Chinese characters.
use crate::tools::install;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Chromium is, installed when missing.
pub fn find() -> Result<PathBuf, String> {
    let program = Path::new("/usr/bin/chromium");
    if !program.exists() {
        install("Chromium is missing; the tests in a real browser need it.", &["chromium"])?;
    }
    if !has_chinese_font() {
        install("No font with Chinese characters is here.", &["fontconfig", "fonts-noto-cjk"])?;
    }
    match program.exists() {
        true => Ok(program.to_owned()),
        false => Err("Chromium was installed, yet is not at /usr/bin/chromium".into()),
    }
}

fn has_chinese_font() -> bool {
    let list = Command::new("fc-list").args([":lang=zh-cn", "family"]).output();
    list.is_ok_and(|list| !list.stdout.is_empty())
}
