//! The pictures of `examples/gallery.rs`, which has every kind and every difficult case.

use std::sync::LazyLock;

#[path = "../examples/gallery.rs"]
#[allow(dead_code)]
mod gallery;

/// Drawn once for all tests.
static PICTURES: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(gallery::pictures);

/// Width, height and the pixels, three bytes each.
fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

#[test]
fn every_picture_has_one_size_and_is_not_blank() {
    for (name, bytes) in PICTURES.iter() {
        let (width, height, pixels) = decoded(bytes);
        assert_eq!((width, height), (1200, 800), "{name}");
        let coloured = pixels.chunks_exact(3).filter(|pixel| *pixel != [255, 255, 255]).count();
        assert!(coloured > 1000, "{name} has only {coloured} pixels that are not white");
    }
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    assert!(*PICTURES == gallery::pictures());
}

#[test]
fn nothing_reaches_the_edge_of_a_picture() {
    for (name, bytes) in PICTURES.iter() {
        let (width, height, pixels) = decoded(bytes);
        for (index, pixel) in pixels.chunks_exact(3).enumerate() {
            let (x, y) = (index as u32 % width, index as u32 / width);
            let is_edge = x < 4 || y < 4 || x >= width - 4 || y >= height - 4;
            assert!(!is_edge || pixel == [255, 255, 255], "{name} has something at ({x}, {y})");
        }
    }
}
