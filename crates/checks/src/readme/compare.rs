//! Finds a run of lines in a longer text, or where it departs from the place that is most like it.

/// Where the lines shown stand in the whole text.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    /// From this line on, counted from 0.
    At(usize),
    /// Nowhere: line `shown` is the first that differs from the nearest place, where the text has line `whole`,
    /// or ends before it.
    Departs { shown: usize, whole: Option<usize> },
}

/// Looks for `shown` as consecutive lines of `whole`, where `agree(shown, whole)` tells whether two lines do.
pub(crate) fn find(shown: &[&str], whole: &[&str], agree: impl Fn(&str, &str) -> bool + Copy) -> Found {
    let differing = |start: usize| {
        (0..shown.len())
            .filter(move |&index| !whole.get(start + index).is_some_and(|line| agree(shown[index], line)))
    };
    let nearest = (0..whole.len()).min_by_key(|&start| {
        let likeness: usize =
            shown.iter().zip(&whole[start..]).map(|(one, other)| characters_in_common(one, other)).sum();
        (differing(start).count(), usize::MAX - likeness)
    });
    let Some(start) = nearest else { return Found::Departs { shown: 0, whole: None } };
    match differing(start).next() {
        None => Found::At(start),
        Some(first) => {
            Found::Departs { shown: first, whole: (start + first < whole.len()).then_some(start + first) }
        }
    }
}

/// How many characters two lines share at their beginnings and ends.
fn characters_in_common(one: &str, other: &str) -> usize {
    let (one, other) = (one.trim(), other.trim());
    let same = |(a, b): &(char, char)| a == b;
    let first = one.chars().zip(other.chars()).take_while(same).count();
    first + one.chars().rev().zip(other.chars().rev()).take_while(same).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_and_the_first_that_departs_is_named() {
        let whole = ["a 1", "b 2", "c 3", "d 4"];
        let equal = |one: &str, other: &str| one == other;
        assert_eq!(find(&["b 2", "c 3"], &whole, equal), Found::At(1));
        assert_eq!(find(&["b 2", "x 3"], &whole, equal), Found::Departs { shown: 1, whole: Some(2) });
        assert_eq!(find(&["d 4", "e 5"], &whole, equal), Found::Departs { shown: 1, whole: None });
        assert_eq!(find(&["c 9"], &whole, equal), Found::Departs { shown: 0, whole: Some(2) });
        assert_eq!(find(&["c 3"], &[], equal), Found::Departs { shown: 0, whole: None });
    }
}
