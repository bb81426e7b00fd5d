//! The format `safetensors` for named matrices.
//!
//! ```text
//! bytes 0–7   length of the header that follows, little-endian
//! header      {"w_in":{"dtype":"F32","shape":[676,50],"data_offsets":[0,135200]}, …}  spaces up to a multiple of 8
//! numbers     matrix after matrix, row after row, little-endian
//! ```
//!
//! Source: the description of the format by Hugging Face. Written by hand because its crate wants a file as one piece
//! of memory, which a training that has filled the memory has not.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// Matrices by their names.
pub type Tensors<'a> = BTreeMap<String, Tensor<'a>>;

/// A matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor<'a> {
    /// Rows and columns.
    pub shape: [usize; 2],
    /// The numbers.
    pub values: Values<'a>,
}

/// The numbers of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub enum Values<'a> {
    /// For example weights.
    F32(Cow<'a, [f32]>),
    /// For example counts.
    U32(Cow<'a, [u32]>),
}

/// What the header says of a matrix.
#[derive(Serialize, Deserialize)]
struct Description {
    dtype: String,
    shape: [usize; 2],
    data_offsets: [usize; 2],
}

/// How many bytes a number has, of either kind.
const NUMBER: usize = 4;

impl<'a> Tensor<'a> {
    /// A matrix of so many rows (at least 1), row after row.
    pub fn f32(rows: usize, values: impl Into<Cow<'a, [f32]>>) -> Self {
        let values = values.into();
        Self { shape: [rows, values.len() / rows], values: Values::F32(values) }
    }

    /// [`f32`](Self::f32) for whole numbers.
    pub fn u32(rows: usize, values: impl Into<Cow<'a, [u32]>>) -> Self {
        let values = values.into();
        Self { shape: [rows, values.len() / rows], values: Values::U32(values) }
    }

    /// The numbers, which must be of this kind.
    ///
    /// # Panics
    /// If they are of the other.
    pub fn into_f32(self) -> Vec<f32> {
        match self.values {
            Values::F32(values) => values.into_owned(),
            Values::U32(_) => panic!("these are whole numbers"),
        }
    }

    /// [`into_f32`](Self::into_f32) for whole numbers.
    ///
    /// # Panics
    /// If they are of the other kind.
    pub fn into_u32(self) -> Vec<u32> {
        match self.values {
            Values::U32(values) => values.into_owned(),
            Values::F32(_) => panic!("these are numbers with decimals"),
        }
    }
}

/// Writes matrices, in the order of their names.
pub(crate) fn write(writer: &mut impl Write, tensors: &Tensors) -> io::Result<()> {
    let mut end = 0;
    let describe = |(name, tensor): (&String, &Tensor)| {
        let (dtype, length) = match &tensor.values {
            Values::F32(values) => ("F32", values.len()),
            Values::U32(values) => ("U32", values.len()),
        };
        assert_eq!(tensor.shape[0] * tensor.shape[1], length, "the shape of {name}");
        let start = end;
        end += NUMBER * length;
        let description =
            Description { dtype: dtype.to_string(), shape: tensor.shape, data_offsets: [start, end] };
        (name.clone(), description)
    };
    let descriptions: BTreeMap<String, Description> = tensors.iter().map(describe).collect();
    let header = serde_json::to_string(&descriptions)?;
    let length = header.len().next_multiple_of(8);
    writer.write_all(&(length as u64).to_le_bytes())?;
    write!(writer, "{header:<length$}")?;
    for tensor in tensors.values() {
        match &tensor.values {
            Values::F32(values) => write_all(writer, values, f32::to_le_bytes)?,
            Values::U32(values) => write_all(writer, values, u32::to_le_bytes)?,
        }
    }
    Ok(())
}

fn write_all<T: Copy>(
    writer: &mut impl Write,
    values: &[T],
    to_bytes: fn(T) -> [u8; NUMBER],
) -> io::Result<()> {
    for values in values.chunks(1 << 14) {
        let bytes: Vec<u8> = values.iter().flat_map(|&value| to_bytes(value)).collect();
        writer.write_all(&bytes)?;
    }
    Ok(())
}

/// Reads what [`write`] has written and a checksum has found to be intact.
pub(crate) fn read(reader: &mut impl Read) -> io::Result<Tensors<'static>> {
    let mut length = [0; 8];
    reader.read_exact(&mut length)?;
    let mut header = String::new();
    reader.take(u64::from_le_bytes(length)).read_to_string(&mut header)?;
    let descriptions: BTreeMap<String, Description> = serde_json::from_str(&header)?;
    descriptions
        .into_iter()
        .map(|(name, Description { dtype, shape, .. })| {
            let count = shape[0] * shape[1];
            let values = match dtype.as_str() {
                "F32" => Values::F32(read_all(reader, count, f32::from_le_bytes)?.into()),
                _ => Values::U32(read_all(reader, count, u32::from_le_bytes)?.into()),
            };
            Ok((name, Tensor { shape, values }))
        })
        .collect()
}

fn read_all<T>(
    reader: &mut impl Read,
    count: usize,
    from_bytes: fn([u8; NUMBER]) -> T,
) -> io::Result<Vec<T>> {
    let mut values = Vec::with_capacity(count);
    let mut bytes = [0; NUMBER];
    for _ in 0..count {
        reader.read_exact(&mut bytes)?;
        values.push(from_bytes(bytes));
    }
    Ok(values)
}
