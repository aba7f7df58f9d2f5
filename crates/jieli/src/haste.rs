//! How fast the program's clock goes (快钟): as the system's, but for a test in a hurry.
//!
//! Two servers that are killed and race for their background work show within a minute what an
//! afternoon would. With `JIELI_HASTE="30 MOMENT SINCE"` in the environment of a program built with
//! the feature `testing`, its clock stood at MOMENT when the system's stood at SINCE and goes
//! thirty times as fast, and so do its rounds: several servers agree on the time. No other build
//! has it.
use crate::settings::Clock;
use base::Timestamp;

/// The clock, and how many times as fast as the system's it goes.
pub struct Haste {
    pub clock: Clock,
    pub times: u32,
}

impl Haste {
    /// As the system's clock goes.
    fn none() -> Haste {
        Haste { clock: Box::new(Timestamp::now), times: 1 }
    }

    /// As the environment says.
    #[cfg(not(feature = "testing"))]
    pub fn asked() -> Haste {
        Haste::none()
    }

    /// As the environment says. Panics where a test says it wrongly.
    #[cfg(feature = "testing")]
    pub fn asked() -> Haste {
        let Ok(text) = std::env::var("JIELI_HASTE") else { return Haste::none() };
        let mut words = text.split(' ');
        let mut word = || words.next().expect("JIELI_HASTE has three words");
        let times: u32 = word().parse().expect("how many times");
        let moment: Timestamp = word().parse().expect("a moment");
        let since: Timestamp = word().parse().expect("since when");
        let clock = move || moment + Timestamp::now().duration_since(since) * times as i32;
        Haste { clock: Box::new(clock), times }
    }
}
