//! Simulated time (模拟时钟): a clock that stands where it was put.
use base::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock for [`app::Settings`] that goes only when told to. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Clock {
    microsecond: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that stands at a moment.
    pub fn at(moment: Timestamp) -> Clock {
        Clock { microsecond: Arc::new(AtomicI64::new(moment.as_microsecond())) }
    }

    pub fn set(&self, moment: Timestamp) {
        self.microsecond.store(moment.as_microsecond(), Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        let microsecond = self.microsecond.load(Ordering::SeqCst);
        Timestamp::from_microsecond(microsecond).expect("it was a moment when it was set")
    }
}
