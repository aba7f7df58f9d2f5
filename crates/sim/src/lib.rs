//! A made-up district (虚构的区), the same for the same seed: its map, its people, what they report.
//!
//! [`District::new`](district::District::new) gives units, posts and grids for a demo or a test;
//! [`texts`] says what people write and what the staff answers; [`geojson`] writes the map as our
//! own import reads it.
//!
//! [`founding`] puts the district into a database, [`habits`] lets its people live ninety days in
//! it through the real use cases, [`serving`] does the same with training, places and courses of its
//! community workers, and [`invariants`] says whether all that held together.
//!
//! What is *not* here: real places or persons, the system's clock. Everything comes from a seed
//! through [`rng`], so a fault that a seed shows once it shows every time; only keys, codes and
//! passwords are by real chance.
pub mod assessments;
mod clock;
pub mod district;
pub mod fabric;
pub mod founding;
mod geojson;
pub mod habits;
pub mod invariants;
pub mod names;
pub mod patrols;
pub mod payroll;
pub mod rng;
pub mod serving;
pub mod texts;
pub mod workers;

pub use clock::Clock;
pub use district::{District, GridShape, Showcase};
pub use geojson::geojson;
pub use rng::Rng;
