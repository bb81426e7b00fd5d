//! Where labels go so that none lies on another.

/// A rectangle on the picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
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
        let (mut start, mut count) = (wanted[index], 1);
        while let Some(&(earlier, size)) = groups.last() {
            if earlier + size as f64 * gap <= start {
                break;
            }
            groups.pop();
            let shifted = start - size as f64 * gap;
            start = (earlier * size as f64 + shifted * count as f64) / (size + count) as f64;
            count += size;
        }
        let last_start = bottom - (count - 1) as f64 * gap;
        groups.push((start.min(last_start).max(top), count));
    }

    let mut heights = vec![0.0; wanted.len()];
    let places =
        groups.iter().flat_map(|&(start, count)| (0..count).map(move |index| start + index as f64 * gap));
    for (&index, height) in order.iter().zip(places) {
        heights[index] = height;
    }
    heights
}

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
}
