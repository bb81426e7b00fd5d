//! Every kind of lie, made in the READMEs of a small chapter that tell the truth: each is named with file and line, and
//! refreshing puts right what it can.

mod small_workspace;

use std::fs;

use checks::readme::{Truth, problems_of_chapter, problems_of_documents, renewed};

use small_workspace::{README, edited, in_korean, korean, small_workspace, workspace_speaking_korean};

/// What is wrong in the workspace, in the order in which it is found.
fn problems(truth: &mut Truth) -> Vec<String> {
    problems_of_chapter(truth).iter().map(ToString::to_string).collect()
}

/// Asserts that both READMEs are still true with `to` in the place of `from`.
fn assert_true(from: &str, to: &str) {
    let (_folder, mut truth) = small_workspace(&edited(from, to));
    assert_eq!(problems(&mut truth), [""; 0], "{to}");
}

/// Asserts that with `to` in the place of `from` each README has this problem and no other, in the line in which
/// `from` begins.
fn assert_named(from: &str, to: &str, problem: &str) {
    assert_named_below(0, from, to, problem);
}

/// The same, so many lines below.
fn assert_named_below(below: usize, from: &str, to: &str, problem: &str) {
    let (_folder, mut truth) = small_workspace(&edited(from, to));
    let line = README[..README.find(from).unwrap()].matches('\n').count() + 1 + below;
    let found = problems(&mut truth);
    assert_eq!(found.len(), 2, "{to}: {found:#?}");
    assert!(found[0].starts_with(&format!("chapters/x/README.md:{line}: {problem}")), "{to}: {}", found[0]);
    assert!(found[1].starts_with(&format!("chapters/x/README.ko.md:{line}: ")), "{to}: {}", found[1]);
}

#[test]
fn what_is_true_is_accepted() {
    assert_true("Alone.", "Alone.");
    // Output up to one unit of a last digit, Rust up to a common indentation.
    assert_true("loss 0.4804", "loss 0.4803");
    assert_true("h 0.5000", "h 0.5001");
    assert_true("let a = 1;\nif a > 0 {\n    go(0.01);\n}", "        go(0.01);\n    }");
    assert_true("[src/lib.rs](src/lib.rs)", "[`src/lib.rs`](src/lib.rs)");
    for link in [
        "[a](../../README.md)",
        "[a](https://no.where)",
        "[a](../../README.md#what-to-read)",
        "[a](#역전파-backward)",
        "`--trace`, `--lr 0.1`, `--text \"a b\"`, `--release` and `-0.01`",
    ] {
        assert_true("Alone.", link);
    }
    for command in [
        "cargo run --release -p x -- --lr 0.5",
        "cargo run -p x -- --text \"나는 밥을\"",
        "PARITY_DIR=some/folder cargo test --workspace --test parity",
        "cargo test -p x name_of_a_test",
        "cargo run -p checks --bin refresh",
    ] {
        assert_true("Alone.", &format!("```sh\n{command}\n```\nor `{command}`"));
    }
    assert_true("Alone.", "```sh\n# first\ncargo run -p x -- \\\n    --lr 1\n```");
}

#[test]
fn a_changed_digit_word_count_or_order_of_output_is_named() {
    let named = |from: &str, to: &str, shown: &str, printed: &str| {
        let problem = format!("not what the program prints\n  shown:   {shown}\n  printed: {printed}");
        assert_named(from, to, &problem);
    };
    named("loss 0.4804", "loss 0.4806", "loss 0.4806", "loss 0.4804");
    named("epoch 12", "epoch 13", "epoch 13", "epoch 12");
    named("[1] A cell", "[1] A sell", "[1] A sell", "[1] A cell");
    named("  b  0.20", "  c  0.20", "  c  0.20", "  b  0.20");
    named("  a  0.10\n  b  0.20", "  b  0.20\n  a  0.10", "  b  0.20", "epoch 12");
    named("```\n\n- A", "end\n```\n\n- A", "end", "(no more)");
    named("h 0.5000", "h 0.6", "h 0.6", "h 0.5000");
    assert_named("  h 0.5000\n", "", "shows no output");
}

#[test]
fn a_console_block_runs_the_chapter_with_flags_that_it_takes() {
    let named = |to: &str, problem: &str| assert_named("$ cargo run -p x -- --trace", to, problem);
    named("$ cargo run -p y -- --trace", "a console block begins with `$ cargo run -p x -- …`");
    named("h 0.5000", "a console block begins with");
    named("$ cargo run -p x", "without flags");
    named("$ cargo run -p x -- --no", "it is refused");
}

#[test]
fn another_line_of_rust_a_line_left_out_and_another_indentation_are_named() {
    assert_named(
        "if a > 0 {\n    go",
        "if a > 1 {\n    go",
        "not in chapters/x/src/lib.rs\n  shown:  if a > 1 {\n  source: if a > 0 {, line 3",
    );
    let all = "let a = 1;\nif a > 0 {\n    go(0.01);\n}";
    assert_named_below(1, all, "let a = 1;\n    go(0.01);", "not in chapters/x/src/lib.rs\n");
    assert_named("let a = 1;\nif a > 0 {\n    go", "if a > 0 {\ngo", "indented otherwise than");
}

#[test]
fn a_block_of_rust_names_its_source_alone_and_truly() {
    let named = |link: &str, problem: &str| assert_named_below(2, "[src/lib.rs](src/lib.rs)", link, problem);
    named("See [src/lib.rs](src/lib.rs):", "no source above");
    named("[lib.rs](src/lib.rs)", "the link above this block shows lib.rs, but leads to");
    let (_folder, mut truth) = small_workspace(&edited("[src/lib.rs](src/lib.rs)", "[src/no.rs](src/no.rs)"));
    assert!(problems(&mut truth)[0].contains("README.md:13: cannot read chapters/x/src/no.rs"));
    let cargo = "[Cargo.toml](Cargo.toml)\n\n```rust\n```\n\nAlone.";
    assert_named_below(2, "Alone.", cargo, "shows no Rust");
}

#[test]
fn another_number_in_prose_is_named() {
    for (text, number) in [
        ("It costs 0.4805.", "0.4805"),
        ("It costs 0.48041 today", "0.48041"),
        ("Section 3.2.1", "3.2.1"),
        ("(§ 3.4), 0.5", "0.5"),
        ("A rate of `0.7`", "0.7"),
    ] {
        let what = format!("{number} stands in no output, Rust or math block of this README");
        assert_named("Some text.", text, &what);
    }
}

#[test]
fn a_wrong_command_is_named() {
    for (command, problem) in [
        ("cargo run", "`cargo run` names no package"),
        ("cargo tset", "`cargo tset` is no command of cargo"),
        ("cargo run -p z", "`cargo run -p z` names the package z, which does not exist"),
        (
            "cargo run -p x -- --lr fast",
            "`cargo run -p x -- --lr fast` is refused: error: [\"--lr\", \"fast\"]",
        ),
        (
            "cargo run --relase -p x",
            "`cargo run --relase -p x` has the flag --relase, which is not known to be cargo's",
        ),
    ] {
        assert_named("cargo run -p x\n```", &format!("{command}\n```"), problem);
        assert_named("Some text.", &format!("Try `{command}`."), problem);
    }
    assert_named("cargo run -p x\n```", "ls\n```", "`ls` is not a cargo command");
    assert_named("Some text.", "`--trac`", "`--trac` is no flag of x");
    assert_named("Some text.", "`--lr fast`", "`--lr fast` is refused");
}

#[test]
fn documents_for_the_whole_may_name_other_tools_and_patterns() {
    let (folder, _) = small_workspace(README);
    let text = "# T\n\n```sh\ngit status\n```\n\n`cargo run -p <package>`, `--anything`\n\n| 3.2.1 |\n";
    fs::write(folder.path().join("OTHER.md"), text).unwrap();
    let mut truth = Truth::of_documents(folder.path(), folder.path());
    assert_eq!(problems_of_documents(&mut truth, &["OTHER.md"], &[]), []);
    fs::write(
        folder.path().join("OTHER.md"),
        text.replace("| 3", "3").replace("status", "status\ncargo run"),
    )
    .unwrap();
    let found = problems_of_documents(&mut truth, &["OTHER.md", "NO.md"], &[]);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found[0], "OTHER.md:5: `cargo run` names no package");
    assert_eq!(found[1], "OTHER.md:10: 3.2.1 stands in no output, Rust or math block of this README");
    assert!(found[2].starts_with("NO.md:1: "));
}

#[test]
fn a_wrong_link_is_named() {
    for (link, problem) in [
        ("[a](no.md)", "the link leads to chapters/x/no.md, which does not exist"),
        ("[a](../../../x.md)", "the link to ../../../x.md leads out of the repository"),
        ("[a](/README.md)", "the link to /README.md leads out of the repository"),
        ("[a](../../out/x.png)", "the link leads to out/x.png, which git does not keep"),
        ("[](../../README.md)", "the link to ../../README.md has no text"),
        ("[a](no file.md)", "no link: it is not closed, or a space stands in its target"),
        ("[a][b]", "no link: its target is nowhere defined"),
        ("[a][b]\n\n[b]: no.md", "the link leads to chapters/x/no.md, which does not exist"),
        ("[a](src/lib.rs#L3)", "the anchor #L3 of chapters/x/src/lib.rs goes stale"),
        (
            "[a](#forward)",
            "no heading of chapters/x/README.md has the anchor #forward; they are: a-title, 역전파-backward, ",
        ),
        (
            "[a](../../README.md#title-1)",
            "no heading of README.md has the anchor #title-1; they are: title, what-to-read",
        ),
    ] {
        assert_named("Some text.", link, problem);
    }
}

#[test]
fn a_way_that_leads_nowhere_is_named() {
    let title = "# A title\n\n";
    let to_twin = format!("{title}[한국어](README.ko.md)");
    assert_named(&to_twin, title, "no link to the other language, README.ko.md");
    let last = "## What comes next\n\n[y](../y/README.md)";
    let next = "the last section is expected to have a link to ../y/README.md";
    assert_named_below(2, last, "[y](../y/README.md)\n\n## What comes next\n\ny", next);
    assert_named(last, "## What comes next\n\ny", next);
}

#[test]
fn what_would_escape_a_check_is_named() {
    assert_named("Alone.", "```toml\na = 1\n```", "a block of \"toml\"; expected one of: rust, text");
    assert_named("Alone.", "```\na\n```", "a block of \"\"");
    assert_named("Alone.", "    a", "a block of \"\"");
    assert_named("Some text.", "<img src=\"a.png\">", "show a picture as");
    assert_named_below(1, "Alone.", "<details>\n```text\n1\n```\n</details>", "no block");
    assert_named("```math", "```math\nL = \\frac{1}{T\n```\n\n```math", "a formula with 2 { and 1 }");
    let (_folder, mut truth) = small_workspace(&format!("{README}\n```math\n1\n"));
    let line = README.lines().count() + 2;
    assert_eq!(problems(&mut truth)[0], format!("chapters/x/README.md:{line}: this block is never closed"));
}

#[test]
fn another_picture_is_named() {
    let of_another = "![The loss of another](../../assets/y/loss.png)";
    assert_named("Some text.", of_another, "the picture assets/y/loss.png is no PNG of assets/x");
}

/// Asserts what is wrong in a Korean README with these changes, if nothing but that it differs from the English one.
fn assert_not_twins(edits: &[(&str, &str)], expected: &[&str]) {
    let (folder, mut truth) = small_workspace(README);
    let mut other = README.to_string();
    for (from, to) in edits {
        assert_eq!(other.matches(from).count(), 1, "{from}");
        other = other.replace(from, to);
    }
    fs::write(folder.path().join("chapters/x/README.ko.md"), korean(&other)).unwrap();
    let found = problems(&mut truth);
    let differing: Vec<&str> = found.iter().rev().take(expected.len()).rev().map(String::as_str).collect();
    assert_eq!(differing, expected, "{edits:?}: {found:#?}");
}

#[test]
fn a_korean_readme_that_shows_something_else_is_named() {
    let text = "```text\n  a  0.10\n  b  0.20\n```\n\n";
    let math = "```math\nL = 1\n```\n\n";
    let end = "## What comes next";
    assert_not_twins(
        &[(text, "")],
        &["chapters/x/README.ko.md:33: a console block where chapters/x/README.md:31 has a text block"],
    );
    assert_not_twins(
        &[("Alone.", "```math\nL = 1\n```")],
        &["chapters/x/README.ko.md:29: a math block where chapters/x/README.md:31 has a text block"],
    );
    assert_not_twins(
        &[("![The loss falls fast](../../assets/x/loss.png)\n\n", "")],
        &["chapters/x/README.ko.md:43: a picture is missing, which stands in chapters/x/README.md:48"],
    );
    assert_not_twins(
        &[(end, &format!("{math}{end}"))],
        &["chapters/x/README.ko.md:50: a math block that chapters/x/README.md does not have"],
    );
    assert_not_twins(
        &[("epoch 12", "epoch 13"), ("L = 1", "L = 2"), ("loss.png", "map.png")],
        &[
            "chapters/x/README.ko.md:23: a text block differs from chapters/x/README.md:23\n  here:  epoch 13\n  there: epoch 12",
            "chapters/x/README.ko.md:44: a math block differs from chapters/x/README.md:44\n  here:  L = 2\n  there: L = 1",
            "chapters/x/README.ko.md:48: a picture differs from chapters/x/README.md:48\n  here:  ../../assets/x/map.png\n  there: ../../assets/x/loss.png",
        ],
    );
    assert_not_twins(
        &[("[src/lib.rs](src/lib.rs)", "[Cargo.toml](Cargo.toml)")],
        &[
            "chapters/x/README.ko.md:13: a rust block of Cargo.toml where chapters/x/README.md:13 has a rust block of src/lib.rs",
        ],
    );
}

#[test]
fn a_korean_readme_shows_what_is_printed_and_drawn_in_korean() {
    let found = |readme: &str| problems(&mut workspace_speaking_korean(readme).1);
    let korean = in_korean(README);
    assert_eq!(found(&korean), [""; 0]);

    let not_printed = "chapters/x/README.ko.md:23: not what the program prints";
    assert_eq!(
        found(&korean.replace("에폭 12", "세대 12")),
        [format!("{not_printed}\n  shown:   세대 12\n  printed: 에폭 12")]
    );
    assert!(found(&korean.replace("에폭 12", "epoch 12"))[0].starts_with(not_printed));
    let english = found(&korean.replace("assets/x/ko/", "assets/x/"));
    assert!(
        english[0].ends_with(":48: the picture assets/x/loss.png is no PNG of assets/x/ko"),
        "{english:?}"
    );
}

/// Asserts that a block with `old` in the place of `from` is written anew with `today`.
fn assert_renewed(from: &str, old: &str, today: &str) {
    let (_folder, mut truth) = small_workspace(README);
    let fresh = renewed("chapters/x/README.md", &edited(from, old), &mut truth);
    assert_eq!(fresh, edited(from, today));
    assert_eq!(
        renewed("chapters/x/README.md", &fresh, &mut truth),
        fresh,
        "refreshing twice changes nothing"
    );
}

#[test]
fn output_is_written_anew_where_only_numbers_and_their_alignment_have_changed() {
    assert_renewed("loss 0.4804", "loss  10.70", "loss 0.4804");
    assert_renewed("h 0.5000", "h 0.75", "h 0.5000");
    assert_renewed("loss 0.4804", "lost 0.4804", "lost 0.4804");
    // Of lines with the same words, those in the old place.
    let block = |line: &str| format!("```text\n{line}\n```");
    assert_renewed("Alone.", &block("  2 10.50"), &block("  2 10.25"));
    assert_renewed("Alone.", &block("  1  9.50"), &block("  1  9.25"));
    assert_renewed("Alone.", &block("  3  7.50"), &block("  3  7.50"));
    let (_folder, mut truth) = small_workspace(&edited("Alone.", &block("  3  7.50")));
    assert!(problems(&mut truth)[0].contains("several places"));
}

#[test]
fn rust_is_written_anew_from_its_first_to_its_last_line() {
    let all = "let a = 1;\nif a > 0 {\n    go(0.01);\n}";
    assert_renewed(all, "let a = 1;\ngo(a);\n}", all);
    assert_renewed(all, "    let a = 1;\n    }", "    let a = 1;\n    if a > 0 {\n        go(0.01);\n    }");
    assert_renewed(all, "if a > 0 {\ngo(0.01);\n}", "if a > 0 {\n    go(0.01);\n}");
    for by_hand in ["if a > 1 {\n    go(0.01);\n}", "go(0.01);\ngone();\n}"] {
        assert_renewed(all, by_hand, by_hand); // no such first line; and the last one lies outside of the block
    }
}
