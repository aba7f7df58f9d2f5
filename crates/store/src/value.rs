//! What goes into a statement and comes out of a row, alike on both engines.
//!
//! Times are microseconds of UTC, days are ISO text, flags are 0 and 1: so both engines compare
//! and sort them alike, and no driver's own idea of a date gets between.
use crate::Failed;
use base::{Date, Timestamp};

/// One value of a statement or a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Value {
    /// What it is, without what it says.
    fn kind(&self) -> &'static str {
        match self {
            Value::Null => "empty",
            Value::Int(_) => "a whole number",
            Value::Real(_) => "a number",
            Value::Text(_) => "a text",
            Value::Blob(_) => "bytes",
        }
    }
}

/// The parameters of a statement, in the order of `$1`, `$2`, …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

macro_rules! into_value {
    ($($from:ty => |$value:ident| $to:expr;)+) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Value { $to }
        }
    )+};
}

into_value! {
    i64 => |v| Value::Int(v);
    u32 => |v| Value::Int(i64::from(v));
    u8 => |v| Value::Int(i64::from(v));
    bool => |v| Value::Int(i64::from(v));
    f64 => |v| Value::Real(v);
    &str => |v| Value::Text(v.to_owned());
    String => |v| Value::Text(v);
    &String => |v| Value::Text(v.clone());
    Vec<u8> => |v| Value::Blob(v);
    &[u8] => |v| Value::Blob(v.to_vec());
    Timestamp => |v| Value::Int(v.as_microsecond());
    Date => |v| Value::Text(v.to_string());
    &base::Basis => |v| Value::Text(v.to_string());
}

impl<T> From<Option<T>> for Value
where
    Value: From<T>,
{
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Value::from)
    }
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($to:ty => $pattern:pat => $found:expr;)+) => {$(
        impl FromValue for $to {
            fn from_value(value: &Value) -> Option<Self> {
                match value { $pattern => $found, _ => None }
            }
        }
    )+};
}

from_value! {
    i64 => Value::Int(v) => Some(*v);
    u32 => Value::Int(v) => u32::try_from(*v).ok();
    u8 => Value::Int(v) => u8::try_from(*v).ok();
    bool => Value::Int(v) => Some(*v != 0);
    f64 => Value::Real(v) => Some(*v);
    String => Value::Text(v) => Some(v.clone());
    Vec<u8> => Value::Blob(v) => Some(v.clone());
    Timestamp => Value::Int(v) => Timestamp::from_microsecond(*v).ok();
    Date => Value::Text(v) => v.parse().ok();
    base::Basis => Value::Text(v) => base::Basis::parse(v);
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! id_values {
    ($($id:ident),+) => {$(
        impl From<base::$id> for Value {
            fn from(id: base::$id) -> Value { Value::Int(id.0) }
        }
        impl FromValue for base::$id {
            fn from_value(value: &Value) -> Option<Self> {
                i64::from_value(value).map(base::$id)
            }
        }
    )+};
}

id_values!(
    AbsenceId,
    AccountId,
    AlertId,
    ApiKeyId,
    AppointmentId,
    CourseId,
    EventId,
    GrowthId,
    LegId,
    MatterId,
    PatrolPointId,
    NoticeId,
    PayRunId,
    OutboxId,
    PersonId,
    PhotoId,
    PostId,
    RelayId,
    TrainingId,
    UnitId
);

/// One row of an answer.
#[derive(Debug)]
pub struct Row {
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// Column `at`, counted from zero. A column of another type is a broken row, not a panic.
    pub fn get<T: FromValue>(&self, at: usize) -> Result<T, Failed> {
        let value = self.values.get(at);
        // The value itself may be somebody's words: it goes into no log.
        value.and_then(T::from_value).ok_or_else(|| {
            let kind = value.map_or("missing", Value::kind);
            let wanted = std::any::type_name::<T>();
            Failed::Broken(format!("column {at} is {kind}, not a {wanted}"))
        })
    }

    /// A code of ours in column `at`, read by `parse`.
    pub fn code<T>(&self, at: usize, parse: impl Fn(&str) -> Option<T>) -> Result<T, Failed> {
        let text: String = self.get(at)?;
        parse(&text).ok_or_else(|| Failed::Broken(format!("column {at} holds no code: {text}")))
    }

    /// As [`Row::code`], where the column may be empty.
    pub fn code_opt<T>(
        &self,
        at: usize,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Failed> {
        match self.get::<Option<String>>(at)? {
            None => Ok(None),
            Some(_) => self.code(at, parse).map(Some),
        }
    }
}
