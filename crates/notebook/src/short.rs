//! Large numbers, written so that they are short to read.

use indicatif::HumanCount;

/// A whole number with a comma after each group of three digits: `1,000,000`.
pub fn grouped(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A number of bytes with a unit that keeps it short: `400.0 MB`.
pub fn bytes_text(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        _ if bytes < 1e3 => format!("{bytes} B"),
        _ if bytes < 1e6 => format!("{:.1} kB", bytes / 1e3),
        _ if bytes < 1e9 => format!("{:.1} MB", bytes / 1e6),
        _ if bytes < 1e12 => format!("{:.1} GB", bytes / 1e9),
        _ => format!("{:.1} TB", bytes / 1e12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_to_read() {
        assert_eq!([12, 4_040, 400_000_000].map(bytes_text), ["12 B", "4.0 kB", "400.0 MB"]);
        assert_eq!([40_000_000_000, 4_000_000_000_000].map(bytes_text), ["40.0 GB", "4.0 TB"]);
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }
}
