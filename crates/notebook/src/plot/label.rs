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

    fn touches(&self, other: &Area) -> bool {
        let overlap = |a: (f64, f64), b: (f64, f64)| a.0 < b.1 && b.0 < a.1;
        overlap((self.left, self.right), (other.left, other.right))
            && overlap((self.top, self.bottom), (other.top, other.bottom))
    }

    fn contains(&self, other: &Area) -> bool {
        let holds = |a: (f64, f64), b: (f64, f64)| a.0 <= b.0 && b.1 <= a.1;
        holds((self.left, self.right), (other.left, other.right))
            && holds((self.top, self.bottom), (other.top, other.bottom))
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
        let (width, height) = (f64::from(text_width(&text, size)), f64::from(size) * 0.92);
        for distance in RINGS {
            for (right, down) in RIGHT.into_iter().zip(DOWN) {
                let reach = BESIDE + distance;
                let middle = (at.0 + right * (reach + width / 2.0), at.1 + down * (reach + height / 2.0));
                let area = Area::around(middle, width / 2.0, height / 2.0);
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
        pixel((self.area.left, self.area.top.midpoint(self.area.bottom)))
    }
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Where a line from `at` meets the label.
fn nearest(area: &Area, at: (f64, f64)) -> (f64, f64) {
    (at.0.clamp(area.left, area.right), at.1.clamp(area.top + 8.0, area.bottom - 8.0))
}

/// Small areas along the line from a point to the end at its label, without its beginning and its end.
fn way_to(at: (f64, f64), end: (f64, f64)) -> Vec<Area> {
    let steps = ((end.0 - at.0).hypot(end.1 - at.1) / 8.0) as usize;
    let step = |index| {
        let share = index as f64 / steps as f64;
        Area::around((at.0 + (end.0 - at.0) * share, at.1 + (end.1 - at.1) * share), 2.0, 2.0)
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
