//! The small types of the API (基本类型): ids, moments, days, codes, bounded texts.
//!
//! Ids go in and out as text, because a number of JavaScript does not hold 63 bits.
use app::{Failed, Result};
use base::{Date, Text, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A number that names a thing (编号), as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub i64);

/// No id has more digits.
pub const ID_DIGITS: usize = 19;

impl Id {
    /// Reads digits and nothing else.
    pub fn parse(text: &str) -> Option<Id> {
        let plain = text.len() <= ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| plain).map(Id)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Id, D::Error> {
        let text = String::deserialize(from)?;
        Id::parse(&text).ok_or_else(|| de::Error::custom("an id is a text of digits"))
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let text = text.pattern(Some("^[0-9]{1,19}$"));
        text.examples(["411207312384000000"])
            .description(Some("编号：文本形式的数字 · an id, digits as text"))
            .into()
    }
}

impl ToSchema for Id {}

macro_rules! ids {
    ($($of:ident),+ $(,)?) => {$(
        impl From<base::$of> for Id {
            fn from(id: base::$of) -> Id { Id(id.0) }
        }
        impl From<Id> for base::$of {
            fn from(id: Id) -> base::$of { base::$of(id.0) }
        }
    )+};
}

ids!(
    CourseId,
    GrowthId,
    MatterId,
    NoticeId,
    OutboxId,
    PatrolPointId,
    PayRunId,
    PersonId,
    PhotoId,
    PostId,
    RelayId,
    TrainingId,
    UnitId,
);

/// A moment (时刻): RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct At(pub Timestamp);

impl PartialSchema for At {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let text = text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        text.description(Some("时刻 · a moment, RFC 3339, UTC"))
            .examples(["2026-03-02T02:00:00Z"])
            .into()
    }
}

impl ToSchema for At {}

/// A moment that is sent (时刻): RFC 3339, with its offset.
#[derive(Clone, Copy, Debug)]
pub struct Instant(pub Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Instant, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Instant).map_err(|_| de::Error::custom("a moment is RFC 3339"))
    }
}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        At::schema()
    }
}

impl ToSchema for Instant {}

/// A day that is sent (日期).
#[derive(Clone, Copy, Debug)]
pub struct OnDay(pub Date);

impl<'de> Deserialize<'de> for OnDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<OnDay, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(OnDay).map_err(|_| de::Error::custom("a day is YYYY-MM-DD"))
    }
}

impl PartialSchema for OnDay {
    fn schema() -> RefOr<Schema> {
        Day::schema()
    }
}

impl ToSchema for OnDay {}

/// A day (日期).
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct Day(pub Date);

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let text = text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        text.description(Some("日期 · a day")).examples(["2026-03-02"]).into()
    }
}

impl ToSchema for Day {}

macro_rules! coded {
    ($($(#[doc = $doc:literal])* $name:ident of $of:ty;)+) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $of);

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let codes = <$of>::ALL.iter().map(|code| code.code());
                let text = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
                text.description(Some(concat!($($doc),*).trim())).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> { Cow::Borrowed(stringify!($name)) }
        }
    )+};
}

coded! {
    /// How it came in (来源)
    Source of grid::matter::Source;
    /// How heavy it is (问题轻重)
    Weight of grid::matter::Weight;
    /// Whose affair it is (三事分流)
    Sort of grid::matter::Sort;
    /// How it was closed, as staff say (办结类型)
    Ending of grid::matter::Ending;
    /// What the reporter says of the result (反映人评价)
    Says of grid::matter::Says;
    /// What one may do (操作)
    MayDo of org::Action;
    /// What a post entitles to (角色)
    Role of org::Role;
    /// How a leg ended (一棒如何结束)
    Happened of relay::Happened;
    /// How it stands with a window (巡查状态)
    WindowState of grid::patrol::State;
    /// How far a year's assessment has come (考核阶段)
    YearStage of ladder::assessment::course::Stage;
    /// The result of a year (考核等次)
    YearRating of ladder::worker::Rating;
    /// Why a result is what it is (定等理由)
    RatingWhy of ladder::assessment::excellent::Why;
    /// What time counts (计时方式)
    ClockKind of base::calendar::ClockKind;
    /// A kind of post of community workers (岗位类别)
    PostKind of ladder::scheme::PostKind;
    /// How somebody came to the post (任职方式)
    Tenure of ladder::worker::Tenure;
    /// What a training is for (培训类别)
    TrainingKind of ladder::training::TrainingKind;
    /// Who gives a training (培训主体)
    Organiser of ladder::rules::Organiser;
    /// What the places of the growth channel are for (成长通道职位类别)
    Channel of ladder::growth::Channel;
    /// How it stands with a candidate (人选状态)
    Candidacy of ladder::growth::Candidacy;
    /// Why somebody is away (请假类别)
    AbsenceKind of ladder::terms::AbsenceKind;
    /// The grade of a professional title (职称级别)
    TitleGrade of ladder::terms::TitleGrade;
    /// Why somebody left (离职原因)
    LeaveReason of ladder::terms::LeaveReason;
}

macro_rules! texts {
    ($($(#[doc = $doc:literal])* $name:ident up to $max:literal;)+) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text, if it fits.
            pub fn read(&self, field: &'static str) -> Result<Text<$max>> {
                Text::new(&self.0).map_err(|refused| Failed::text(field, refused))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String);
                let text = text.min_length(Some(1)).max_length(Some($max));
                text.description(Some(concat!($($doc),*).trim())).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

texts! {
    /// The words of a report (反映内容)
    BodyText up to 4000;
    /// A reason, a note, a result (理由、说明)
    WordsText up to 2000;
    /// A note, the grounds of a mark (记录、理由)
    NoteText up to 1000;
    /// A place in words (地址)
    AddressText up to 200;
    /// A way to reach the reporter (联系方式)
    ContactText up to 100;
    /// What a place is called (巡查点名称)
    PointNameText up to 60;
    /// A clause or another short ground (条款)
    ClauseText up to 300;
    /// The number of an order (文号)
    OrderNoText up to 60;
    /// What a session, a course or a title is called (名称)
    TitleText up to 60;
    /// Where a session takes place (培训地点)
    TrainingPlaceText up to 120;
    /// A login (登录名)
    LoginText up to 64;
    /// A code of a list, such as a kind of matter (代码)
    CodeText up to 64;
}

/// Reads a text that may be left out or left empty.
#[macro_export]
macro_rules! optional_text {
    ($text:expr, $field:literal) => {
        match &$text {
            None => Ok(None),
            Some(text) => text.read($field).map(Some),
        }
    };
}
