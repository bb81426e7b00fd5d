//! Vectors for a page in few letters: their bytes in base64, which a browser reads with `atob`.
//!
//! | name | what |
//! | --- | --- |
//! | `floats` | (R, D) as f32, exactly: row after row, the lowest byte first |
//! | `scales`, `steps` | the same rounded: for each row an f32, and for each number an i16; a number is their product |
//!
//! A row is divided into 32,767 steps from 0 to its number farthest from 0: cosines then differ by some 0.000 01.

use ndarray::ArrayView2;
use serde::Serialize;

/// An array (R, D), see the table of this module.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Packed {
    /// Four bytes for each number.
    Exact {
        /// All numbers.
        floats: String,
    },
    /// Two bytes for each number.
    Rounded {
        /// One for each row.
        scales: String,
        /// All numbers, each in steps of its row.
        steps: String,
    },
}

impl Packed {
    /// All bits of all numbers.
    pub fn exact(values: ArrayView2<f32>) -> Self {
        Self::Exact { floats: base64(values.iter().flat_map(|value| value.to_le_bytes())) }
    }

    /// Half as long.
    pub fn rounded(values: ArrayView2<f32>) -> Self {
        let scales = values.outer_iter().map(|row| {
            let farthest = row.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
            farthest / f32::from(i16::MAX)
        });
        let scales: Vec<f32> = scales.collect();
        let steps = values.outer_iter().zip(&scales).flat_map(|(row, &scale)| {
            let in_steps = |value: f32| if scale > 0.0 { (value / scale).round() as i16 } else { 0 };
            row.iter().flat_map(|&value| in_steps(value).to_le_bytes()).collect::<Vec<u8>>()
        });
        Self::Rounded {
            steps: base64(steps),
            scales: base64(scales.iter().flat_map(|scale| scale.to_le_bytes())),
        }
    }
}

/// Three bytes in four letters; `=` where the last three are not all there.
fn base64(bytes: impl Iterator<Item = u8>) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u8> = bytes.collect();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for letter in 0..4 {
            let six = bits >> (18 - 6 * letter) & 63;
            text.push(if letter <= three.len() { char::from(LETTERS[six as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use serde_json::json;

    use super::*;

    #[test]
    fn bytes_are_letters_as_everywhere() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.bytes()), text);
        }
    }

    #[test]
    fn exact_numbers_are_their_bits_and_rounded_ones_steps_of_their_row() {
        let values = array![[1.0, -2.0], [0.0, 0.0]];
        let floats = base64([1f32, -2.0, 0.0, 0.0].iter().flat_map(|value| value.to_le_bytes()));
        assert_eq!(serde_json::to_value(Packed::exact(values.view())).unwrap(), json!({ "floats": floats }));
        let steps = base64([16384i16, -32767, 0, 0].iter().flat_map(|step| step.to_le_bytes()));
        let scales = base64([2.0 / 32767.0, 0f32].iter().flat_map(|scale| scale.to_le_bytes()));
        let rounded = serde_json::to_value(Packed::rounded(values.view())).unwrap();
        assert_eq!(rounded, json!({ "scales": scales, "steps": steps }));
    }
}
