//! The bent lattice: where its corners lie, which blocks there are, where the river runs.
use super::Cell;
use crate::rng::Rng;
use base::place::Point;

/// Blocks from west to east.
pub const COLUMNS: usize = 84;
/// Blocks from south to north.
pub const ROWS: usize = 66;
/// The size of the lattice; the district fills most of it.
const WIDTH_METRES: f64 = 9_400.0;
const HEIGHT_METRES: f64 = 7_400.0;
const METRES_PER_DEGREE: f64 = 111_195.0;
/// Every so many lanes one is an avenue, and nearly straight.
const AVENUE_EVERY: usize = 9;
/// How far a corner strays, in parts of a block; below a quarter no block folds over.
const STRAY: f64 = 0.21;

/// The lattice of one district.
#[derive(Clone, Debug)]
pub struct Lattice {
    corners: Vec<Point>,
    /// A vertex in the middle of each edge along the river, by column: banks are not straight.
    bends: Vec<Point>,
    river_row: usize,
    /// The first block of each row, and the first beyond its last.
    spans: Vec<(usize, usize)>,
    /// Where it is most densely built.
    core: (f64, f64),
}

impl Lattice {
    pub fn new(rng: &mut Rng, around: Point) -> Lattice {
        let river_row = ROWS / 2 - 6 + rng.below(11);
        let bend = Bend::new(rng, river_row);
        let mut corners = Vec::new();
        for row in 0..=ROWS {
            for column in 0..=COLUMNS {
                let still = column % AVENUE_EVERY == 0 || row % AVENUE_EVERY == 0;
                let stray = if still || row == river_row { STRAY / 6.0 } else { STRAY };
                let at = (column as f64 + rng.swing() * stray, row as f64 + rng.swing() * stray);
                corners.push(on_earth(around, bend.metres(at)));
            }
        }
        let bends = (0..COLUMNS)
            .map(|column| {
                let row = river_row as f64 + rng.swing() * STRAY / 2.0;
                on_earth(around, bend.metres((column as f64 + 0.5, row)))
            })
            .collect();
        let core =
            (COLUMNS as f64 * (0.5 + rng.swing() * 0.1), ROWS as f64 * (0.5 + rng.swing() * 0.1));
        Lattice { corners, bends, river_row, spans: spans(rng), core }
    }

    /// The blocks on one bank of the river.
    pub fn bank(&self, north: bool) -> Vec<Cell> {
        let rows = (0..ROWS).filter(|&row| (row >= self.river_row) == north);
        rows.flat_map(|row| (self.spans[row].0..self.spans[row].1).map(move |c| (c, row))).collect()
    }

    /// How densely a block is built: the core three times as densely as the rim.
    pub fn density(&self, (column, row): Cell) -> f64 {
        let east = (column as f64 - self.core.0) / (COLUMNS as f64 / 2.0);
        let north = (row as f64 - self.core.1) / (ROWS as f64 / 2.0);
        0.6 + 1.4 * (-2.0 * (east * east + north * north)).exp()
    }

    /// The points along corners of the lattice that form a ring.
    pub fn line(&self, ring: &[Cell]) -> Vec<Point> {
        let next = ring.iter().cycle().skip(1);
        let mut line = Vec::with_capacity(ring.len());
        for (&from, &to) in ring.iter().zip(next) {
            line.push(self.corner(from));
            if from.1 == self.river_row && to.1 == self.river_row {
                line.push(self.bends[from.0.min(to.0)]);
            }
        }
        line
    }

    /// The middle of the river, from the west, as far as there are blocks on either bank.
    pub fn river(&self) -> Vec<Point> {
        let (north, south) = (self.spans[self.river_row], self.spans[self.river_row - 1]);
        let (west, east) = (north.0.max(south.0), north.1.min(south.1));
        let mut line = vec![self.corner((west, self.river_row))];
        for column in west..east {
            line.push(self.bends[column]);
            line.push(self.corner((column + 1, self.river_row)));
        }
        line
    }

    fn corner(&self, (column, row): Cell) -> Point {
        self.corners[row * (COLUMNS + 1) + column]
    }
}

/// The first and last blocks of each row: a rounded outline that wavers by a block or two.
fn spans(rng: &mut Rng) -> Vec<(usize, usize)> {
    let (west, east) = (rng.fraction() * 6.0, rng.fraction() * 6.0);
    let half = COLUMNS as f64 / 2.0;
    (0..ROWS)
        .map(|row| {
            let north = (row as f64 + 0.5) / ROWS as f64 * 2.0 - 1.0;
            let reach = half * (1.0 - north.abs().powi(4) * 0.45);
            let waver = |at: f64| (row as f64 / 7.0 + at).sin() * 1.6 + 1.6;
            let first = half - reach + waver(west) + rng.fraction();
            let last = half + reach - waver(east) - rng.fraction();
            (first as usize, (last.ceil() as usize).min(COLUMNS))
        })
        .collect()
}

/// How the lattice is turned, bowed and drawn along the river.
struct Bend {
    turn: f64,
    phases: [f64; 4],
    river_metres: f64,
}

impl Bend {
    fn new(rng: &mut Rng, river_row: usize) -> Bend {
        let river_metres = (river_row as f64 / ROWS as f64 - 0.5) * HEIGHT_METRES;
        let phases = std::array::from_fn(|_| rng.fraction() * std::f64::consts::TAU);
        Bend { turn: rng.swing() * 0.2, phases, river_metres }
    }

    /// Metres east and north of the middle.
    fn metres(&self, (column, row): (f64, f64)) -> (f64, f64) {
        let x = (column / COLUMNS as f64 - 0.5) * WIDTH_METRES;
        let y = (row / ROWS as f64 - 0.5) * HEIGHT_METRES;
        let [a, b, c, d] = self.phases;
        let near_river = (-((y - self.river_metres) / 1_300.0).powi(2)).exp();
        let meander = 210.0 * (x / 1_150.0 + c).sin() + 90.0 * (x / 520.0 + d).sin();
        let bowed_x = x + 160.0 * (y / 1_500.0 + a).sin();
        let bowed_y = y + 140.0 * (x / 2_100.0 + b).sin() + meander * near_river;
        let (sin, cos) = self.turn.sin_cos();
        (bowed_x * cos - bowed_y * sin, bowed_x * sin + bowed_y * cos)
    }
}

/// The point so many metres from another, to seven decimals (a centimetre): a number that short
/// reads back from text as it was written.
fn on_earth(around: Point, (east, north): (f64, f64)) -> Point {
    let middle = around.lat.clamp(-84.0, 84.0);
    let lat = middle + north / METRES_PER_DEGREE;
    let lon =
        around.lon.clamp(-179.0, 179.0) + east / (METRES_PER_DEGREE * middle.to_radians().cos());
    let short = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Point { lon: short(lon), lat: short(lat) }
}
