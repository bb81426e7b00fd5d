//! Where labels go so that none lies on another.

use super::look::text_width;
use crate::font::shortened;

/// A rectangle on the sheet around the point (x, y).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) half_width: f64,
    pub(crate) half_height: f64,
}

impl Area {
    fn touches(&self, other: &Area) -> bool {
        (self.x - other.x).abs() < self.half_width + other.half_width
            && (self.y - other.y).abs() < self.half_height + other.half_height
    }

    fn contains(&self, other: &Area) -> bool {
        (self.x - other.x).abs() <= self.half_width - other.half_width
            && (self.y - other.y).abs() <= self.half_height - other.half_height
    }
}

/// Heights as near to the wanted ones as possible, in their order, at least `gap` apart and between `top` and
/// `bottom` as long as there is room.
///
/// Labels that would touch form a group which is centred where its labels want to be.
pub(crate) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));

    // With `gap` for each label above taken off, labels keep their distance if these heights do not fall, so a height
    // below the one before is levelled with it. A group is (the sum of its wanted heights, how many labels).
    let mut groups: Vec<(f64, f64)> = Vec::new();
    for (rank, &index) in order.iter().enumerate() {
        let mut group = (wanted[index] - rank as f64 * gap, 1.0);
        while let Some(&(sum, count)) = groups.last().filter(|last| last.0 / last.1 > group.0 / group.1) {
            groups.pop();
            group = (group.0 + sum, group.1 + count);
        }
        groups.push(group);
    }
    let lowest = bottom - (wanted.len() as f64 - 1.0) * gap;
    let levels = groups.iter().flat_map(|&(sum, count)| (0..count as usize).map(move |_| sum / count));
    let mut heights = vec![0.0; wanted.len()];
    for (rank, (&index, level)) in order.iter().zip(levels).enumerate() {
        heights[index] = level.min(lowest).max(top) + rank as f64 * gap;
    }
    heights
}

/// The widest label beside a point; what is longer is shortened.
const WIDEST_LABEL: i32 = 520;
/// The distance of a label beside its point …
const BESIDE: f64 = 20.0;
/// … and how much farther it may be if there is no room.
const RINGS: [f64; 5] = [0.0, 28.0, 56.0, 88.0, 124.0];

/// The places that are taken.
pub(crate) struct Labels {
    taken: Vec<Area>,
    inside: Area,
}

impl Labels {
    pub(crate) fn new(points: Vec<Area>, inside: Area) -> Self {
        Self { taken: points, inside }
    }

    /// The nearest free place for a text beside a point, from now on taken.
    pub(crate) fn place(&mut self, at: (f64, f64), text: &str, size: i32) -> Option<Label> {
        if text.is_empty() {
            return None;
        }
        let text = shortened(text, WIDEST_LABEL, size);
        let (half_width, half_height) = (f64::from(text_width(&text, size)) / 2.0, f64::from(size) * 0.46);
        for distance in RINGS {
            for (right, down) in RIGHT.into_iter().zip(DOWN) {
                let reach = BESIDE + distance;
                let (x, y) = (at.0 + right * (reach + half_width), at.1 + down * (reach + half_height));
                let area = Area { x, y, half_width, half_height };
                let end = nearest(&area, at);
                let way = if distance > 0.0 { way_to(at, end) } else { Vec::new() };
                if self.inside.contains(&area)
                    && self.is_free(&area)
                    && way.iter().all(|step| self.is_free(step))
                {
                    self.taken.push(area);
                    self.taken.extend(way);
                    let leader = (distance > 0.0).then(|| [pixel(at), pixel(end)]);
                    return Some(Label { text, area, leader });
                }
            }
        }
        None
    }

    fn is_free(&self, area: &Area) -> bool {
        !self.taken.iter().any(|taken| taken.touches(area))
    }
}

/// A label with the place found for it.
pub(crate) struct Label {
    pub(crate) text: String,
    area: Area,
    /// The thin line from its point to the label, if it is far from it.
    pub(crate) leader: Option<[(i32, i32); 2]>,
}

impl Label {
    pub(crate) fn middle_left(&self) -> (i32, i32) {
        pixel((self.area.x - self.area.half_width, self.area.y))
    }
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Where a line from `at` meets the label.
fn nearest(area: &Area, at: (f64, f64)) -> (f64, f64) {
    let (width, height) = (area.half_width, area.half_height - 8.0);
    (at.0.clamp(area.x - width, area.x + width), at.1.clamp(area.y - height, area.y + height))
}

/// Small areas along the line from a point to the end at its label, without its beginning and its end.
fn way_to(at: (f64, f64), end: (f64, f64)) -> Vec<Area> {
    let steps = ((end.0 - at.0).hypot(end.1 - at.1) / 8.0) as usize;
    let step = |index| {
        let share = index as f64 / steps as f64;
        let (x, y) = (at.0 + (end.0 - at.0) * share, at.1 + (end.1 - at.1) * share);
        Area { x, y, half_width: 2.0, half_height: 2.0 }
    };
    (3..steps).map(step).collect()
}

/// To the right, left, above, below, and between these, in the order in which they read best.
const RIGHT: [f64; 12] = [1.0, -1.0, 0.0, 0.0, 1.0, 1.0, -1.0, -1.0, 0.5, 0.5, -0.5, -0.5];
const DOWN: [f64; 12] = [0.0, 0.0, -1.0, 1.0, -0.7, 0.7, -0.7, 0.7, -1.0, 1.0, -1.0, 1.0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(spread(&[50.0, 10.0], 20.0, 0.0, 100.0), [50.0, 10.0]);
    }

    #[test]
    fn labels_in_one_place_are_centred_on_it() {
        assert_eq!(spread(&[50.0, 50.0, 50.0], 20.0, 0.0, 100.0), [30.0, 50.0, 70.0]);
    }

    #[test]
    fn labels_at_an_edge_stay_inside() {
        assert_eq!(spread(&[99.0, 100.0], 20.0, 0.0, 100.0), [80.0, 100.0]);
        assert_eq!(spread(&[65.0, 99.0, 100.0], 20.0, 0.0, 100.0), [60.0, 80.0, 100.0]);
        assert_eq!(spread(&[0.0, 1.0, 2.0], 20.0, 0.0, 100.0), [0.0, 20.0, 40.0]);
    }

    #[test]
    fn labels_keep_their_distance() {
        let wanted = [3.0, 90.0, 91.0, 5.0, 40.0, 52.0, 95.0];
        let mut heights = spread(&wanted, 14.0, 0.0, 100.0);
        heights.sort_by(f64::total_cmp);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 14.0 - 1e-9), "{heights:?}");
        assert!(heights[0] >= 0.0 && heights[6] <= 100.0);
    }

    #[test]
    fn no_word_lies_on_another_or_on_a_point_or_outside() {
        let at = |index: u32| {
            (600.0 + f64::from(index * 37 % 101) * 10.0, 400.0 + f64::from(index * 53 % 89) * 8.0)
        };
        let around = |(x, y)| Area { x, y, half_width: 12.0, half_height: 12.0 };
        let points: Vec<Area> = (0..200).map(|index| around(at(index))).collect();
        let inside = Area { x: 1260.0, y: 810.0, half_width: 1060.0, half_height: 570.0 };

        let mut labels = Labels::new(points.clone(), inside);
        let placed: Vec<Area> = (0..200)
            .filter_map(|index| labels.place(at(index), "낱말", 44))
            .map(|label| label.area)
            .collect();
        assert!(placed.len() > 20, "only {} of 200 words have found a place", placed.len());
        for (index, area) in placed.iter().enumerate() {
            assert!(inside.contains(area));
            assert!(!placed[..index].iter().chain(&points).any(|other| other.touches(area)));
        }
    }
}
