//! The map of grids (网格图): from a point to its grid, community and street.
//!
//! A border point has exactly one grid. Where two grids share an edge, [`Polygon::contains`] says
//! yes for one of them; on the rim of the district, where that may be none, the grid is taken whose
//! border the point lies on. Should shapes overlap, the lowest number wins on every server.
//!
//! What is *not* here: where the shapes come from, and the days on which they hold.
use base::UnitId;
use base::place::{Bounds, Point, Polygon, edges};
use org::Place;

/// A grid with its shape (网格范围).
#[derive(Clone, Debug, PartialEq)]
pub struct GridArea {
    pub grid: UnitId,
    pub place: Place,
    pub polygon: Polygon,
}

/// Finds the grid of a point (落点).
///
/// An index of equal cells, each with the grids whose box meets it: a look-up is one division and
/// a handful of shapes, whatever the number of grids.
#[derive(Clone, Debug, Default)]
pub struct GridMap {
    areas: Vec<(Bounds, GridArea)>,
    cells: Cells,
}

impl GridMap {
    /// Lays out the index. Areas without a point are nowhere and are left out.
    pub fn new(areas: Vec<GridArea>) -> GridMap {
        let mut areas: Vec<(Bounds, GridArea)> = areas
            .into_iter()
            .filter_map(|area| area.polygon.bounds().map(|bounds| (bounds, area)))
            .collect();
        areas.sort_by_key(|(_, area)| area.grid);
        let cells = Cells::new(&areas);
        GridMap { areas, cells }
    }

    /// The grid of a point; nothing outside the district.
    pub fn find(&self, point: Point) -> Option<&GridArea> {
        let near = || self.cells.at(point).iter().map(|&at| &self.areas[at as usize]);
        near()
            .find(|(bounds, area)| bounds.holds(point) && area.polygon.contains(point))
            .or_else(|| near().find(|(_, area)| on_border(&area.polygon, point)))
            .map(|(_, area)| area)
    }

    /// The shape of a grid.
    pub fn area(&self, grid: UnitId) -> Option<&GridArea> {
        let at = self.areas.binary_search_by_key(&grid, |(_, area)| area.grid).ok()?;
        Some(&self.areas[at].1)
    }

    /// Every area, by the number of its grid.
    pub fn areas(&self) -> impl ExactSizeIterator<Item = &GridArea> {
        self.areas.iter().map(|(_, area)| area)
    }

    /// Whether there is no grid at all, as before the first import.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The box around all grids; nothing for an empty map.
    pub fn bounds(&self) -> Option<Bounds> {
        self.cells.bounds
    }
}

/// A millimetre on the ground: nearer than that to a border is on it.
const BORDER_DEGREES: f64 = 1e-8;

fn on_border(polygon: &Polygon, point: Point) -> bool {
    polygon.rings.iter().flat_map(|ring| edges(ring)).any(|(a, b)| {
        let (x, y) = (b.lon - a.lon, b.lat - a.lat);
        let (px, py) = (point.lon - a.lon, point.lat - a.lat);
        let length = x * x + y * y;
        let along = if length > 0.0 { ((px * x + py * y) / length).clamp(0.0, 1.0) } else { 0.0 };
        (px - along * x).hypot(py - along * y) <= BORDER_DEGREES
    })
}

/// Cells per area: more make a look-up faster and the index larger.
const CELLS_PER_AREA: f64 = 4.0;
/// The index has at most so many cells on a side: a million cells are a few megabytes.
const SIDE_MAX: usize = 1_000;

/// Equal cells over the district, each with the areas whose box meets it.
#[derive(Clone, Debug, Default)]
struct Cells {
    bounds: Option<Bounds>,
    side: usize,
    /// Where the areas of a cell begin in `areas`; one more than there are cells.
    starts: Vec<u32>,
    areas: Vec<u32>,
}

impl Cells {
    fn new(areas: &[(Bounds, GridArea)]) -> Cells {
        let Some(bounds) = around(areas) else { return Cells::default() };
        let side = ((areas.len() as f64 * CELLS_PER_AREA).sqrt().ceil() as usize).min(SIDE_MAX);
        let mut cells = Cells { bounds: Some(bounds), side, ..Cells::default() };
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); side * side];
        for (at, (area, _)) in areas.iter().enumerate() {
            let (west, south) = cells.column_row(bounds, area.west, area.south, -BORDER_DEGREES);
            let (east, north) = cells.column_row(bounds, area.east, area.north, BORDER_DEGREES);
            for row in south..=north {
                for column in west..=east {
                    lists[row * side + column].push(at as u32);
                }
            }
        }
        cells.starts.push(0);
        for list in lists {
            cells.areas.extend(list);
            cells.starts.push(cells.areas.len() as u32);
        }
        cells
    }

    fn at(&self, point: Point) -> &[u32] {
        let Some(bounds) = self.bounds.filter(|bounds| wider(bounds).holds(point)) else {
            return &[];
        };
        let (column, row) = self.column_row(bounds, point.lon, point.lat, 0.0);
        let cell = row * self.side + column;
        &self.areas[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// Rises with the coordinate, so a point inside a box is in one of the box's cells.
    fn column_row(&self, bounds: Bounds, lon: f64, lat: f64, more: f64) -> (usize, usize) {
        let cell = |at: f64, from: f64, to: f64| {
            let part = if to > from { (at + more - from) / (to - from) } else { 0.0 };
            ((part * self.side as f64).max(0.0) as usize).min(self.side - 1)
        };
        (cell(lon, bounds.west, bounds.east), cell(lat, bounds.south, bounds.north))
    }
}

fn around(areas: &[(Bounds, GridArea)]) -> Option<Bounds> {
    areas.iter().map(|(bounds, _)| *bounds).reduce(|a, b| Bounds {
        west: a.west.min(b.west),
        south: a.south.min(b.south),
        east: a.east.max(b.east),
        north: a.north.max(b.north),
    })
}

fn wider(bounds: &Bounds) -> Bounds {
    Bounds {
        west: bounds.west - BORDER_DEGREES,
        south: bounds.south - BORDER_DEGREES,
        east: bounds.east + BORDER_DEGREES,
        north: bounds.north + BORDER_DEGREES,
    }
}

#[cfg(test)]
mod tests;
