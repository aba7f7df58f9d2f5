//! The values of policy that this chapter goes by (办理规则), typed and dated.
//!
//! Each method gives the value in force on a day, with its basis (依据); a day without a version is
//! an answer of its own, [`Missing`], never another day's value. What is *not* here: what to do
//! with a value; that is [`crate::deadline`], [`crate::triage`], [`crate::handling`] and the relay.
mod attributes;
mod bounds;
mod check;
mod keys;
mod lists;
mod messages;
mod patrol;
mod resident;
mod values;
mod weigh;

pub use attributes::{Attribute, DataType};
pub use lists::{Category, GridKind, Ground, Named};
pub use messages::{Delivery, MailWords};
pub use patrol::{DayRecordRule, Deed, RiskClass, VisitRule};
pub use resident::{AlertRule, AlertWords, RedactionReason, RedactionRule};
pub use values::{
    AppealRule, Deadline, DuplicateRule, Intake, Lockout, OfflineRule, PauseRules, PhotoLimits,
    RecurrenceRule, Session,
};
pub use weigh::{MonthDay, Season, WeighRule};

use crate::matter::Weight;
use crate::procedure;
use crate::reply::Reply;
use crate::stopper::Stopper;
use base::{Cited, Date};
use keys::Keys;
use org::Role;
use policy::{Book, Finding, Missing, Timeline};
use relay::{ExtensionRule, Limit, ReturnRule};
use std::sync::Arc;
use values::LegTime;

/// What policy says to this chapter (办理规则). Loaded once, and shared.
#[derive(Clone, Debug)]
pub struct Rules {
    keys: Keys,
}

impl Rules {
    /// Reads every key of this chapter, or says all that is wrong, with file, line and key.
    pub fn load(book: &Book) -> Result<Rules, Vec<Finding>> {
        let mut findings = Vec::new();
        let keys = Keys::read(book, &mut findings);
        check::unread_keys(book, &mut findings);
        if let Some(keys) = &keys {
            check::values(book, keys, &mut findings);
        }
        match keys {
            Some(keys) if findings.is_empty() => Ok(Rules { keys }),
            _ => Err(findings),
        }
    }

    /// What is promised to whoever reports a matter of this weight (办理时限).
    pub fn deadline(&self, weight: Weight, on: Date) -> Result<Cited<Deadline>, Missing> {
        let timeline = match weight {
            Weight::General => &self.keys.deadline_general,
            Weight::Major => &self.keys.deadline_major,
            Weight::Complex => &self.keys.deadline_complex,
            Weight::Beyond => &self.keys.deadline_beyond,
        };
        at(timeline, on, Deadline::clone)
    }

    /// How long one holder may keep the relay at a step (本棒时限).
    pub fn leg(&self, step: &str, on: Date) -> Result<Limit, Missing> {
        let Cited { value, basis } = at(self.leg_time(step)?, on, LegTime::clone)?;
        Ok(Limit { kind: value.clock, minutes: value.minutes, basis })
    }

    /// Until when, and how often, a matter may be sent back (退回).
    pub fn returns(&self, on: Date) -> Result<Cited<ReturnRule>, Missing> {
        at(&self.keys.returns, on, |row| row.rule())
    }

    /// Until when, how often and how far a time may be extended (延期).
    pub fn extension(&self, on: Date) -> Result<Cited<ExtensionRule>, Missing> {
        at(&self.keys.extension, on, |row| row.rule())
    }

    /// How long a clock may stand still, and for which reasons (暂停).
    pub fn pause(&self, on: Date) -> Result<Cited<PauseRules>, Missing> {
        at(&self.keys.pause, on, |row| row.rules())
    }

    /// For how many days after the answer a matter may be taken up again (重办期限).
    pub fn reopen_days(&self, on: Date) -> Result<Cited<i64>, Missing> {
        at(&self.keys.reopen, on, |row| row.days)
    }

    /// For how many days after the answer the reporter may rate it (评价期限).
    pub fn rate_days(&self, on: Date) -> Result<Cited<i64>, Missing> {
        at(&self.keys.rate, on, |row| row.days)
    }

    /// Within which days, and how often, an outcome may be contested (申诉).
    pub fn appeal(&self, on: Date) -> Result<Cited<AppealRule>, Missing> {
        at(&self.keys.appeal, on, AppealRule::clone)
    }

    /// How near in place and time a report is taken for a duplicate (重复).
    pub fn duplicate(&self, on: Date) -> Result<Cited<DuplicateRule>, Missing> {
        at(&self.keys.duplicate, on, DuplicateRule::clone)
    }

    /// How far a phone's time may lie from the arrival and still count (离线补报).
    pub fn offline(&self, on: Date) -> Result<Cited<OfflineRule>, Missing> {
        at(&self.keys.offline, on, OfflineRule::clone)
    }

    /// How often at one place is too often (复发).
    pub fn recurrence(&self, on: Date) -> Result<Cited<RecurrenceRule>, Missing> {
        at(&self.keys.recurrence, on, RecurrenceRule::clone)
    }

    /// The roles through which an overdue matter rises, the lowest first (升级阶梯).
    pub fn ladder(&self, on: Date) -> Result<Cited<Vec<Role>>, Missing> {
        at(&self.keys.escalation, on, |row| row.ladder.clone())
    }

    /// The categories of matters (事项类别), shared: every page of a form asks for them.
    pub fn categories(&self, on: Date) -> Result<Cited<Arc<Vec<Category>>>, Missing> {
        at(&self.keys.categories, on, |row| Arc::clone(&row.list))
    }

    /// The category of a code; nothing for an unknown one, or on a day without categories.
    pub fn category(&self, code: &str, on: Date) -> Option<Category> {
        let list = self.keys.categories.at(on).ok()?.value;
        list.list.iter().find(|category| category.code == code).cloned()
    }

    /// Which dangers a report is told of, or stopped by (紧急提示).
    pub fn stoppers(&self, on: Date) -> Result<Cited<Arc<Vec<Stopper>>>, Missing> {
        at(&self.keys.stoppers, on, |row| Arc::clone(&row.list))
    }

    /// What the categories ask besides words and place (补充信息).
    pub fn attributes(&self, on: Date) -> Result<Cited<Arc<Vec<Attribute>>>, Missing> {
        at(&self.keys.attributes, on, |row| Arc::clone(&row.list))
    }

    /// The departments of the district (区级部门).
    pub fn departments(&self, on: Date) -> Result<Cited<Vec<Named>>, Missing> {
        at(&self.keys.departments, on, |row| row.list.to_vec())
    }

    /// The grounds for sorting (分流理由).
    pub fn grounds(&self, on: Date) -> Result<Cited<Vec<Ground>>, Missing> {
        at(&self.keys.grounds, on, |row| row.list.to_vec())
    }

    /// The kinds of grid (网格类型).
    pub fn grid_kinds(&self, on: Date) -> Result<Cited<Vec<GridKind>>, Missing> {
        at(&self.keys.kinds, on, |row| row.list.to_vec())
    }

    /// The kinds of grid that were merged into one (原有网格类型).
    pub fn legacy_kinds(&self, on: Date) -> Result<Cited<Vec<Named>>, Missing> {
        at(&self.keys.legacy_kinds, on, |row| row.list.to_vec())
    }

    /// The kinds of work done in a grid (工作内容).
    pub fn work_kinds(&self, on: Date) -> Result<Cited<Vec<Named>>, Missing> {
        at(&self.keys.work_kinds, on, |row| row.list.to_vec())
    }

    /// The duties of a grid worker (网格员职责).
    pub fn duties(&self, on: Date) -> Result<Cited<Vec<Named>>, Missing> {
        at(&self.keys.duties, on, |row| row.list.to_vec())
    }

    /// How many days after the end a reporter's contact is erased (联系方式保存期).
    pub fn contact_retention_days(&self, on: Date) -> Result<Cited<i64>, Missing> {
        at(&self.keys.contact, on, |row| row.retention_days)
    }

    /// How coarsely a place is shown to the public (公开位置精度).
    pub fn place_metres(&self, on: Date) -> Result<Cited<f64>, Missing> {
        at(&self.keys.place, on, |row| row.metres)
    }

    /// How large photos may be, and how many (照片限制).
    pub fn photo_limits(&self, on: Date) -> Result<Cited<PhotoLimits>, Missing> {
        at(&self.keys.photo, on, PhotoLimits::clone)
    }

    /// Why photos are redacted, and how long an original is kept (照片处理).
    pub fn redaction(&self, on: Date) -> Result<Cited<RedactionRule>, Missing> {
        at(&self.keys.redaction, on, RedactionRule::clone)
    }

    /// How long a password must be at least (口令长度).
    pub fn password_min_chars(&self, on: Date) -> Result<Cited<usize>, Missing> {
        at(&self.keys.password, on, |row| row.min_chars)
    }

    /// Words that no password may hold (口令禁用词), in small letters.
    pub fn password_words(&self, on: Date) -> Result<Cited<Vec<String>>, Missing> {
        at(&self.keys.password, on, |row| row.easy_words.clone())
    }

    /// After how many failures a sign-in is locked, and for how long (登录锁定).
    pub fn lockout(&self, on: Date) -> Result<Cited<Lockout>, Missing> {
        at(&self.keys.lockout, on, Lockout::clone)
    }

    /// When a session ends (会话期限).
    pub fn session(&self, on: Date) -> Result<Cited<Session>, Missing> {
        at(&self.keys.session, on, Session::clone)
    }

    /// The roles whose sign-in wants a second factor (双因素登录).
    pub fn second_factor(&self, on: Date) -> Result<Cited<Vec<Role>>, Missing> {
        at(&self.keys.second_factor, on, |row| row.roles.clone())
    }

    /// How reports come in without an account (反映入口).
    pub fn intake(&self, on: Date) -> Result<Cited<Intake>, Missing> {
        at(&self.keys.intake, on, Intake::clone)
    }

    /// How long a notice is kept (消息保留).
    pub fn notice_days(&self, on: Date) -> Result<Cited<i64>, Missing> {
        at(&self.keys.notice, on, |row| row.days)
    }

    /// How often a delivery is tried again (送达规则).
    pub fn delivery(&self, on: Date) -> Result<Cited<Delivery>, Missing> {
        at(&self.keys.delivery, on, Delivery::clone)
    }

    /// What a letter to staff says (提醒邮件).
    pub fn mail_words(&self, on: Date) -> Result<Cited<MailWords>, Missing> {
        at(&self.keys.mail, on, MailWords::clone)
    }

    /// How alerts of an area go (附近提醒).
    pub fn alert(&self, on: Date) -> Result<Cited<AlertRule>, Missing> {
        at(&self.keys.alert, on, AlertRule::clone)
    }

    /// What the letter says that asks for a confirmation (确认邮件).
    pub fn alert_confirm(&self, on: Date) -> Result<Cited<AlertWords>, Missing> {
        at(&self.keys.alert_confirm, on, AlertWords::clone)
    }

    /// What the letter of a day says (每日提醒邮件).
    pub fn alert_digest(&self, on: Date) -> Result<Cited<AlertWords>, Missing> {
        at(&self.keys.alert_digest, on, AlertWords::clone)
    }

    /// How letters call the states of a matter (提醒中的状态).
    pub fn alert_states(&self, on: Date) -> Result<Cited<Arc<Vec<Named>>>, Missing> {
        at(&self.keys.alert_states, on, |row| Arc::clone(&row.list))
    }

    /// What a reply to a reporter may start from (答复模板).
    pub fn replies(&self, on: Date) -> Result<Cited<Arc<Vec<Reply>>>, Missing> {
        at(&self.keys.replies, on, |row| Arc::clone(&row.list))
    }

    /// A second look and the weighing of an answer are decisions like the first sorting, and have
    /// its time.
    fn leg_time(&self, step: &str) -> Result<&Timeline<LegTime>, Missing> {
        Ok(match step {
            procedure::ASSESS => &self.keys.leg_assess,
            procedure::SORT | procedure::SECOND_LOOK | procedure::WEIGH => &self.keys.leg_sort,
            procedure::HANDLE => &self.keys.leg_handle,
            procedure::CHECK => &self.keys.leg_check,
            procedure::FEEDBACK => &self.keys.leg_feedback,
            procedure::ARBITRATE => &self.keys.leg_arbitrate,
            procedure::ANSWER => &self.keys.leg_answer,
            procedure::ROOT_CAUSE => &self.keys.leg_root_cause,
            _ => return Err(Missing::UnknownKey { key: format!("grid.leg.{step}") }),
        })
    }
}

fn at<T, U>(line: &Timeline<T>, on: Date, give: impl FnOnce(&T) -> U) -> Result<Cited<U>, Missing> {
    line.at(on).map(|cited| cited.map(give))
}
