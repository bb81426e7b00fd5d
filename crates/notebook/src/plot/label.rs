//! Where labels go so that none lies on another.

use super::look::text_width;
use crate::font::shortened;

/// A rectangle on the sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn around((x, y): (f64, f64), half_width: f64, half_height: f64) -> Self {
        Self { left: x - half_width, right: x + half_width, top: y - half_height, bottom: y + half_height }
    }

    pub(crate) fn touches(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(crate) fn contains(&self, other: &Area) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }
}

/// Heights as near to the wanted ones as possible, in their order, at least `gap` apart and between `top` and
/// `bottom` as long as there is room.
///
/// Labels that would touch form a group which is centred where its labels want to be.
pub(crate) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));

    // A group is (the height of its first label, how many labels).
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for &index in &order {
        let inside = |start: f64, count: usize| start.min(bottom - (count - 1) as f64 * gap).max(top);
        let (mut start, mut count) = (inside(wanted[index], 1), 1);
        while let Some(&(earlier, size)) = groups.last() {
            if earlier + size as f64 * gap <= start {
                break;
            }
            groups.pop();
            let shifted = start - size as f64 * gap;
            let centred = (earlier * size as f64 + shifted * count as f64) / (size + count) as f64;
            count += size;
            start = inside(centred, count);
        }
        groups.push((start, count));
    }

    let mut heights = vec![0.0; wanted.len()];
    let places =
        groups.iter().flat_map(|&(start, count)| (0..count).map(move |index| start + index as f64 * gap));
    for (&index, height) in order.iter().zip(places) {
        heights[index] = height;
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
        let (width, height) = (f64::from(text_width(&text, size)), f64::from(size) * 0.92);
        for distance in RINGS {
            for (side_x, side_y) in SIDES {
                let reach = BESIDE + distance;
                let middle = (at.0 + side_x * (reach + width / 2.0), at.1 + side_y * (reach + height / 2.0));
                let area = Area::around(middle, width / 2.0, height / 2.0);
                let way = if distance > 0.0 { way_to(&area, at) } else { Vec::new() };
                let is_free = self.inside.contains(&area)
                    && self.is_free(&area)
                    && way.iter().all(|step| self.is_free(step));
                if is_free {
                    self.taken.push(area);
                    self.taken.extend(way);
                    let leader = (distance > 0.0).then(|| nearest(&area, at));
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
    /// The end of the thin line to its point, if it is far from it.
    pub(crate) leader: Option<(f64, f64)>,
}

impl Label {
    pub(crate) fn middle_left(&self) -> (i32, i32) {
        (self.area.left.round() as i32, self.area.top.midpoint(self.area.bottom).round() as i32)
    }
}

/// Where a line from `at` meets the label.
fn nearest(area: &Area, at: (f64, f64)) -> (f64, f64) {
    (at.0.clamp(area.left, area.right), at.1.clamp(area.top + 8.0, area.bottom - 8.0))
}

/// Small areas along the line from a point to its label, without its beginning at the point and its end.
fn way_to(area: &Area, at: (f64, f64)) -> Vec<Area> {
    let end = nearest(area, at);
    let length = ((end.0 - at.0).powi(2) + (end.1 - at.1).powi(2)).sqrt();
    let steps = (length / 8.0) as usize;
    let step = |index: usize| {
        let share = index as f64 * 8.0 / length;
        Area::around((at.0 + (end.0 - at.0) * share, at.1 + (end.1 - at.1) * share), 2.0, 2.0)
    };
    (3..steps).map(step).collect()
}

/// To the right, left, above, below, and between these, in the order in which they read best.
const SIDES: [(f64, f64); 12] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, -0.7),
    (1.0, 0.7),
    (-1.0, -0.7),
    (-1.0, 0.7),
    (0.5, -1.0),
    (0.5, 1.0),
    (-0.5, -1.0),
    (-0.5, 1.0),
];

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
        let points: Vec<Area> = (0..200).map(|index| Area::around(at(index), 12.0, 12.0)).collect();
        let inside = Area { left: 200.0, top: 240.0, right: 2320.0, bottom: 1380.0 };

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
