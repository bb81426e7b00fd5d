//! How much memory a chapter needs.

/// The most memory that this process has held at once, in bytes, where the system tells it in `/proc` (Linux).
pub fn peak_memory_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(1024.0 * kibibytes)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_once_counts() {
        let before = peak_memory_bytes().unwrap();
        let mut much = vec![1u8; 64 << 20];
        std::hint::black_box(&mut much);
        drop(much);
        assert!((before + 3e7..1e11).contains(&peak_memory_bytes().unwrap()));
    }
}
