//! A workspace with a small chapter whose READMEs tell the truth, made in a temporary folder.

use std::fs;

use checks::readme::Truth;
use tempfile::TempDir;

/// The README of the chapter x.
pub const README: &str = r#"# A title

[한국어](README.ko.md) · sections (§ 3.4, § 3.2.2 – 3.4 and §§ 2.3, 3.1)

```sh
cargo run -p x
```

## 역전파 (`backward`)

[src/lib.rs](src/lib.rs)

```rust
let a = 1;
if a > 0 {
    go(0.01);
}
```

```text
[1] A cell
loss 0.4804
epoch 12
```

A number is 0.01, or 7, 9.0212e-5에서, and `0..5`; `-0.01` is 4.1589, too.
Some text.

Alone.

```text
  a  0.10
  b  0.20
```

- A point.

  ```console
  $ cargo run -p x -- --trace
  h 0.5000
  ```

```math
L = 1
= 4.1589, \left( W \leftarrow \frac{1}{2} \right) \{ \text{loss} \; 9.0212
```

![The loss falls fast](../../assets/x/loss.png)

## What comes next

[y](../y/README.md), because.
"#;
const SOURCE: &str =
    "fn main() {\n    let a = 1;\n    if a > 0 {\n        go(0.01);\n    }\n}\n\nfn stop() {\n}\n";
const PRINTED: &str = "rows\n  1  9.25\n  2 10.25\n[1] A cell\nloss 0.4804\nepoch 12\n  a  0.10\n  b  0.20\n";
const PRINTED_BEFORE: &str = "rows\n  1  9.50\n  2 10.50\n[1] A cell\nloss 10.70\n";

/// A workspace with the chapters x and y, and what x is held to.
pub fn small_workspace(readme: &str) -> (TempDir, Truth) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("README.md", b"# Title\n\n## What to read?\n\n| `cargo run -p x` |\n| `cargo run -p y` |\n");
    write("chapters/x/README.md", readme.as_bytes());
    write("chapters/x/README.ko.md", korean(readme).as_bytes());
    write("chapters/x/src/lib.rs", SOURCE.as_bytes());
    for empty in [
        "chapters/x/Cargo.toml",
        "chapters/x/tests/parity.rs",
        "chapters/y/README.md",
        "chapters/y/README.ko.md",
        "crates/checks/Cargo.toml",
        "crates/checks/src/bin/refresh.rs",
        "assets/x/loss.png",
        "assets/x/ko/loss.png",
        "assets/y/loss.png",
        "out/x.png",
    ] {
        write(empty, b"");
    }
    let mut truth = Truth::of_documents(folder.path(), folder.path());
    truth.package = Some("x".to_string());
    truth.pictures = "assets/x".to_string();
    truth.printed_before = PRINTED_BEFORE.to_string();
    truth.drawn.insert("loss.png".to_string(), Vec::new()); // as it was kept
    truth.printed = Box::new(|flags| match flags.join(" ").as_str() {
        "" => Ok(PRINTED.to_string()),
        "--trace" => Ok("h 0.5000\n".to_string()),
        _ => Err("it is refused".to_string()),
    });
    truth.help = Box::new(|_, flags| {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let is_taken = match flags[..] {
            [] | ["--trace"] | ["--text", _] => true,
            ["--lr", number] => number.parse::<f32>().is_ok(),
            _ => false,
        };
        let help = "  --lr <LR>   the rate\n  --trace\n  --text <TEXT>".to_string();
        Some(if is_taken { Ok(help) } else { Err(format!("error: {flags:?}")) })
    });
    (folder, truth)
}

/// A workspace whose chapter x also prints and draws in Korean, with this README in Korean.
pub fn workspace_speaking_korean(readme: &str) -> (TempDir, Truth) {
    let (folder, mut truth) = small_workspace(README);
    fs::write(folder.path().join("chapters/x/README.ko.md"), korean(readme)).unwrap();
    let (_, mut spoken) = small_workspace(README);
    spoken.workspace = folder.path().to_path_buf();
    spoken.pictures = "assets/x/ko".to_string();
    let printed = in_korean(PRINTED);
    spoken.printed_before = printed.clone();
    spoken.printed = Box::new(move |flags| match flags {
        [] => Ok(printed.clone()),
        _ => Ok("h 0.5000\n".to_string()),
    });
    truth.korean = Some(Box::new(spoken));
    (folder, truth)
}

/// What is printed, and where a picture is kept, in Korean.
pub fn in_korean(text: &str) -> String {
    let words = [("A cell", "셀"), ("loss 0", "손실 0"), ("epoch", "에폭"), ("assets/x/", "assets/x/ko/")];
    words.iter().fold(text.to_string(), |text, (english, korean)| text.replace(english, korean))
}

/// The same README in the other language.
pub fn korean(readme: &str) -> String {
    let next = readme.replace("../y/README.md", "../y/README.ko.md");
    next.replace("[한국어](README.ko.md)", "[English](README.md)")
}

/// The README with `to` in the place of `from`.
pub fn edited(from: &str, to: &str) -> String {
    assert_eq!(README.matches(from).count(), 1, "{from}");
    README.replace(from, to)
}
