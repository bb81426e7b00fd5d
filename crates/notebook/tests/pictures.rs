//! Every kind of picture, also the difficult ones; they are kept in `target/tmp/pictures`, to look at after a change.

use std::path::Path;
use std::sync::LazyLock;

use ndarray::Array2;
use notebook::{BarPlot, HeatMap, LinePlot, NetworkPlot, Picture, Rows, ScatterPlot};

/// Drawn once for all tests.
static PICTURES: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(pictures);

/// Width, height and the pixels, three bytes each.
fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND); // a palette's colours in the place of its indices
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

#[test]
fn every_picture_has_one_size_and_is_not_blank() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in PICTURES.iter() {
        let (width, height, pixels) = decoded(bytes);
        assert_eq!((width, height), (1200, 800), "{name}");
        std::fs::write(folder.join(name).with_extension("png"), bytes).unwrap();
        let coloured = pixels.chunks_exact(3).filter(|pixel| *pixel != [255, 255, 255]).count();
        assert!(coloured > 1000, "{name} has only {coloured} pixels that are not white");
    }
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    assert!(*PICTURES == pictures());
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

/// Numbers between 0 and 1 that look random and are the same everywhere.
fn noise(index: usize) -> f64 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}

/// All pictures by name.
fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    [lines(), bars(), scatters(), heat_maps(), networks()].concat()
}

fn lines() -> Vec<(&'static str, Vec<u8>)> {
    let steps: Vec<usize> = (1..=1000).collect();
    let falling = |speed: f64, seed: usize| -> Vec<f64> {
        let loss =
            |&step: &usize| 0.35 + 1.6 * (-(step as f64) / speed).exp() + 0.5 * (noise(step + seed) - 0.5);
        steps.iter().map(loss).collect()
    };
    let loss = LinePlot::new(
        "말뭉치의 손실: SimpleCBOW와 SimpleSkipGram",
        "iteration (반복)",
        "loss (nats per word)",
    )
    .smoothed_line("SimpleCBOW", &steps, &falling(300.0, 0), 50)
    .smoothed_line("SimpleSkipGram", &steps, &falling(420.0, 5000), 50)
    .reference(7_f64.ln(), "ln 7 = 1.9459");

    let sizes = [1_000_usize, 10_000, 100_000, 1_000_000];
    let cost = LinePlot::new("Time of one step", "V, words in the vocabulary", "time (µs per step)")
        .line("one-hot × MatMul", &sizes, &[310.0, 3_050.0, 31_000.0, 340_000.0])
        .line("Embedding", &sizes, &[4.1, 4.3, 4.2, 4.6])
        .line("Embedding with a very long name that has no room at all", &sizes, &[4.0, 4.2, 4.4, 4.4])
        .log_x()
        .log_y();

    let mut crowded = LinePlot::new("Twelve lines that end in one place", "epoch", "loss");
    for line in 0..12 {
        let values: Vec<f64> =
            (0..20).map(|step| 1.0 + f64::from(line) * 0.002 + 1.0 / f64::from(step + 1)).collect();
        crowded = crowded.line(format!("line {line}"), &(0..20).collect::<Vec<i32>>(), &values);
    }
    let million: Vec<usize> = (0..1_000_000).collect();
    let values: Vec<f64> =
        million.iter().map(|&step| noise(step) * (1.0 + (step as f64 / 1e5).sin())).collect();
    vec![
        ("line-loss", loss.to_png()),
        ("line-cost", cost.to_png()),
        ("line-crowded", crowded.to_png()),
        (
            "line-million",
            LinePlot::new("A million points", "step", "value")
                .smoothed_line("noise", &million, &values, 10_000)
                .to_png(),
        ),
        ("line-one-point", LinePlot::new("One point", "step", "value").line("상수", &[3], &[-7.5]).to_png()),
        (
            "line-constant",
            LinePlot::new("Constant, with a gap", "step", "value")
                .line("c", &[1, 2, 3, 4, 5], &[0.0, 0.0, f64::NAN, 0.0, 0.0])
                .to_png(),
        ),
        ("line-empty", LinePlot::new("Nothing at all", "step", "value").to_png()),
    ]
}

fn bars() -> Vec<(&'static str, Vec<u8>)> {
    let words = ["you", "say", "goodbye", "and", "i", "hello", "."];
    let (before, after) =
        ([0.14, 0.15, 0.14, 0.14, 0.15, 0.14, 0.14], [0.002, 0.981, 0.004, 0.003, 0.005, 0.004, 0.001]);
    let guess = BarPlot::new("P(w | you, goodbye): 학습 전과 학습 후", "word", "probability", &words)
        .group("before training", &before)
        .group("after training", &after)
        .values_with_decimals(2);
    let one = BarPlot::new("The first guess", "word", "probability", &words)
        .group("P", &after)
        .values_with_decimals(4);

    let many: Vec<String> = (0..40)
        .map(|index| if index % 3 == 0 { format!("낱말-{index}") } else { format!("word-number-{index}") })
        .collect();
    let heights: Vec<f64> = (0..40).map(|index| noise(index) - 0.3).collect();
    let other: Vec<f64> = (0..40).map(|index| noise(index + 99) - 0.3).collect();
    let forty = BarPlot::new("Forty words, some below zero", "word", "score", &many)
        .group("theory", &heights)
        .group("drawn", &other);

    let hundreds: Vec<String> = (0..300).map(|index| format!("w{index}")).collect();
    let counts: Vec<usize> = (0..300).map(|index| 100_000 / (index + 1)).collect();
    let empty: [&str; 0] = [];
    vec![
        ("bar-guess", guess.to_png()),
        ("bar-one", one.to_png()),
        ("bar-forty", forty.to_png()),
        (
            "bar-hundreds",
            BarPlot::new("Three hundred", "word", "count", &hundreds).group("n", &counts).to_png(),
        ),
        ("bar-empty", BarPlot::new("Nothing", "word", "count", &empty).group("n", &[0.0; 0]).to_png()),
        (
            "bar-zero",
            BarPlot::new("Zeros and NaN", "word", "count", &["a", "b"]).group("n", &[0.0, f64::NAN]).to_png(),
        ),
    ]
}

fn scatters() -> Vec<(&'static str, Vec<u8>)> {
    let cloud = |count: usize, x: f64, y: f64, seed: usize| -> Vec<(f64, f64)> {
        let point = |index| {
            let sum =
                |start: usize| (0..4).map(|part| noise(seed + index * 8 + start + part)).sum::<f64>() - 2.0;
            (x + sum(0), y + sum(4))
        };
        (0..count).map(point).collect()
    };
    let royalty = ["king", "queen", "prince", "princess", "왕", "여왕"];
    let capitals = ["seoul", "paris", "tokyo", "berlin", "서울", "rome", "madrid"];
    let verbs = ["take", "took", "go", "went", "가다", "갔다", "see", "saw"];
    let map = ScatterPlot::new(
        "낱말 지도: word vectors of CBOW",
        "first principal component",
        "second principal component",
    )
    .group("royalty", &royalty, &cloud(6, -1.5, 0.8, 1))
    .group("capitals", &capitals, &cloud(7, 1.2, 1.0, 500))
    .group("verbs", &verbs, &cloud(8, 0.2, -1.2, 900));

    let toy = ["you", "say", "goodbye", "and", "i", "hello", "."];
    let spots = [(0.9, 0.1), (-0.4, 0.8), (-0.9, -0.3), (0.1, -0.9), (0.91, 0.1), (0.9, 0.1), (-0.2, 0.2)];
    let many: Vec<String> = (0..200)
        .map(|index| if index % 4 == 0 { format!("낱말{index}") } else { format!("word{index}") })
        .collect();
    vec![
        ("scatter-groups", map.to_png()),
        (
            "scatter-toy",
            ScatterPlot::new("W_in in two dimensions", "PC 1", "PC 2").points(&toy, &spots).to_png(),
        ),
        (
            "scatter-200",
            ScatterPlot::new("Two hundred words", "PC 1", "PC 2")
                .points(&many, &cloud(200, 0.0, 0.0, 3))
                .to_png(),
        ),
        (
            "scatter-one",
            ScatterPlot::new("One word", "PC 1", "PC 2").points(&["하나"], &[(3.0, -2.0)]).to_png(),
        ),
        (
            "scatter-edge",
            ScatterPlot::new("Long words and NaN", "PC 1", "PC 2")
                .points(
                    &["a-very-long-word-that-goes-on-and-on-and-on", "x", "nan"],
                    &[(1e6, 1.0), (-1e6, 1.0), (f64::NAN, 0.0)],
                )
                .to_png(),
        ),
    ]
}

fn heat_maps() -> Vec<(&'static str, Vec<u8>)> {
    let words = ["you", "say", "goodbye", "and", "i", "hello", "."];
    let ppmi = Array2::from_shape_fn((7, 7), |(row, column)| {
        if noise(row * column + row + column) > 0.6 { 0.8 + noise(row + column) } else { 0.0 }
    });
    let signed = Array2::from_shape_fn((7, 5), |(row, column)| (noise(row * 5 + column) - 0.5) as f32);
    let mut broken = signed.clone();
    broken[[2, 2]] = f32::NAN;
    let units = ["0", "1", "2", "3", "4"];
    let many: Vec<String> = (0..200).map(|index| format!("낱말{index}")).collect();
    let wide = Array2::from_shape_fn((200, 60), |(row, column)| noise(row * 60 + column));
    let counts =
        Array2::from_shape_fn((7, 7), |(row, column)| if row.abs_diff(column) == 1 { 1_u32 } else { 0 });
    let long = ["한국어로 쓴 아주 길고 긴 이름표 하나 더", "b"];
    vec![
        (
            "heat-ppmi",
            HeatMap::new("PPMI of the toy sentence", "context", "word", &words, &words, &ppmi)
                .legend("PPMI (bits)")
                .to_png(),
        ),
        (
            "heat-counts",
            HeatMap::new("Co-occurrence 동시발생", "context", "word", &words, &words, &counts).to_png(),
        ),
        (
            "heat-signed",
            HeatMap::new("W_in after training", "hidden unit", "word", &words, &units, &broken)
                .diverging()
                .legend("weight")
                .to_png(),
        ),
        (
            "heat-many",
            HeatMap::new("Two hundred rows", "hidden unit", "word", &many, &many[..60], &wide).to_png(),
        ),
        (
            "heat-long",
            HeatMap::new("Long labels, constant", "x", "y", &long, &long, &Array2::<f32>::zeros((2, 2)))
                .to_png(),
        ),
        (
            "heat-empty",
            HeatMap::new("Nothing", "x", "y", &[""; 0], &[""; 0], &Array2::<f32>::zeros((0, 0))).to_png(),
        ),
    ]
}

const NO_LABELS: &[&str] = &[];

/// A network of CBOW in which these words take part.
fn network(words: &[String], columns: usize, contexts: &[usize], target: usize) -> NetworkPlot {
    let count = words.len();
    let weight = |seed: usize| {
        Array2::from_shape_fn((count, columns), |(row, column)| noise(seed + row * columns + column) - 0.5)
    };
    let h = Array2::from_shape_fn((1, columns), |(_, column)| noise(column + 7000) - 0.5);
    let y = Array2::from_shape_fn((count, 1), |(row, _)| if row == target { 0.75 } else { 0.01 });
    let picks = || contexts.iter().map(|&row| (row, 0));
    let all = || (0..count).map(|row| (0, row));
    let each = || (0..count).map(|row| (row, row));
    NetworkPlot::new("CBOW at one example, 예 하나에서의 CBOW")
        .band([
            Rows::new("W_in", "(V, H)", words, &weight(0)).framed(contexts.to_vec()),
            Rows::new("h = mean of the rows", "(1, H)", NO_LABELS, &h).forward(picks()),
            Rows::new("s = h · column of W_out", "(V, H)", words, &weight(1000)).forward(all()),
            Rows::new("y = softmax(s)", "(V, 1)", NO_LABELS, &y).bars().framed([target]).forward(each()),
        ])
        .band([
            Rows::new("dW_in = dh / C", "(V, H)", words, &weight(2000)).framed(contexts.to_vec()),
            Rows::new("dh = Σ (y − t) · column", "(1, H)", NO_LABELS, &h).back(picks()),
            Rows::new("dW_out = (y − t) · h", "(V, H)", words, &weight(3000)).back(all()),
            Rows::new("y − t", "(V, 1)", NO_LABELS, &y).framed([target]).back(each()),
        ])
}

fn networks() -> Vec<(&'static str, Vec<u8>)> {
    let toy: Vec<String> = ["you", "say", "goodbye", "and", "i", "hello", "."].map(str::to_string).to_vec();
    let forty: Vec<String> = (0..40).map(|index| format!("한국어로쓴아주길고긴낱말-{index}")).collect();
    let huge = Array2::from_elem((1, 3), -1.5e30);
    let broken = Array2::from_elem((1, 1), f64::NAN);
    let empty = Array2::<f32>::zeros((0, 0));
    vec![
        ("network-toy", network(&toy, 5, &[0, 2], 1).to_png()),
        ("network-forty", network(&forty, 50, &[3, 3, 20, 39], 30).to_png()),
        ("network-one-word", network(&toy[..1], 1, &[0, 0], 0).to_png()),
        (
            "network-broken",
            NetworkPlot::new("수 아닌 수")
                .band([
                    Rows::new("huge", "(1, H)", &["x".repeat(1000)], &huge).of(1_000_000),
                    Rows::new("broken", "(1, 1)", NO_LABELS, &broken).bars().forward([(0, 0), (7, 9)]),
                    Rows::new("empty", "(V, H)", NO_LABELS, &empty),
                ])
                .to_png(),
        ),
        ("network-empty", NetworkPlot::new("A network without any matrix at all").band([]).to_png()),
    ]
}

/// How many pixels of a picture have a colour, up to a little.
fn pixels_of(colour: [u8; 3], bytes: &[u8]) -> usize {
    let is_near = |pixel: &[u8]| pixel.iter().zip(colour).all(|(&one, other)| one.abs_diff(other) < 8);
    decoded(bytes).2.chunks_exact(3).filter(|pixel| is_near(pixel)).count()
}

#[test]
fn a_network_frames_what_takes_part_and_writes_its_values() {
    let words: Vec<String> = (0..7).map(|index| format!("w{index}")).collect();
    let w = Array2::from_elem((7, 2), 0.0);
    let with = |framed: &[usize], w: &Array2<f64>| {
        NetworkPlot::new("").band([Rows::new("", "", &words, w).framed(framed.to_vec())]).to_png()
    };
    let ink = |bytes: &[u8]| pixels_of([34, 34, 34], bytes);
    let (none, one, two) = (ink(&with(&[], &w)), ink(&with(&[1], &w)), ink(&with(&[1, 4], &w)));
    assert!(one > none + 500 && two > one + 500, "{none} {one} {two}");
    let mut other = w.clone();
    other[[3, 1]] = 1e-9; // too little for a colour: what differs is the text, 0 or 0.00
    assert!(decoded(&with(&[], &w)).2 != decoded(&with(&[], &other)).2);
}

#[test]
fn arrows_lead_forward_and_back_in_two_colours_and_gradients_meet_in_a_plus() {
    let w = Array2::from_elem((3, 1), 0.0);
    let draw = |right: Rows| NetworkPlot::new("").band([Rows::new("", "", NO_LABELS, &w), right]).to_png();
    let rows = || Rows::new("", "", NO_LABELS, &w);
    let (blue, orange) = ([0, 114, 178], [213, 94, 0]);
    let (neither, forward) = (draw(rows()), draw(rows().forward([(0, 0)])));
    let (back, added) = (draw(rows().back([(0, 0)])), draw(rows().back([(0, 0), (0, 1)])));
    assert_eq!([blue, orange].map(|colour| pixels_of(colour, &neither)), [0, 0]);
    assert!(pixels_of(blue, &forward) > 300 && pixels_of(orange, &forward) == 0);
    assert!(pixels_of(orange, &back) > 300 && pixels_of(blue, &back) == 0);
    assert!(pixels_of(orange, &added) > pixels_of(orange, &back) + 300);
}
