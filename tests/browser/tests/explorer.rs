//! The pages of ch04-full-cbow and beyond-fast-word2vec answer as the programs print.

use browser::Page;
use serde_json::json;

const FULL: &str = "ch04-full-cbow";
const BEYOND: &str = "beyond-fast-word2vec";

/// The cells of a printed line, which have two spaces between them at least.
fn cells(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// Types a word into a field, and takes the first completion.
fn take(page: &Page, field: &str, word: &str) {
    page.focus(field);
    let letters: Vec<String> = word.chars().map(String::from).collect();
    page.press(&letters.iter().map(String::as_str).collect::<Vec<_>>());
    page.press(&["Enter"]);
    assert_eq!(page.text(&format!("document.querySelector('{field}').value")), word);
}

/// The first words of a list of the page are those printed, with their scores: four decimals there, three here.
fn assert_lists(page: &Page, list: &str, printed: &[&str]) {
    let shown = page.rows(list);
    for (row, printed) in shown.iter().zip(printed.chunks(2)) {
        assert_eq!(row[0], printed[0], "{list}: {shown:?}");
        let [shown, printed] = [&row[1], printed[1]].map(|score| score.parse::<f64>().expect("a score"));
        assert!((shown - printed).abs() < 0.000_551, "{list}: {shown} is not {printed}");
    }
    assert!(shown.len() >= printed.len() / 2, "{shown:?}");
}

fn search_answers_as_the_program_prints(page: &Page, heading: &str) {
    for line in page.printed_lines(heading) {
        let printed: Vec<&str> = line.split_whitespace().collect();
        take(page, "#word", printed[0]);
        assert_lists(page, "#by-cosine", &printed[1..]);
    }
}

/// The mean loss that is printed for each epoch is that of its moment.
fn epochs_have_their_mean_losses(page: &Page, heading: &str) {
    page.go(&["Home"]);
    assert!(page.now().starts_with("before training · "), "{}", page.now());
    let mut epochs = page.printed_lines(heading);
    epochs.retain(|line| cells(line)[0].parse::<u32>().is_ok()); // another table may follow
    assert_eq!(epochs.len(), 5);
    for line in epochs {
        page.press(&["ArrowRight"]);
        let (now, printed) = (page.now(), cells(line));
        assert!(now.starts_with(&format!("epoch {} · ", printed[0])), "{now}: {line}");
        assert!(now.contains(&format!("mean loss {}", printed[1])), "{now}: {line}");
        if let Some(solved) = printed.get(2) {
            assert!(now.ends_with(&format!("{solved} of the analogies solved")), "{now}: {line}");
        }
    }
}

#[test]
fn anyone_can_use_them() {
    for package in [FULL, BEYOND] {
        Page::of(package, &[]).is_for_everyone();
    }
}

#[test]
fn neighbours_and_losses_of_the_full_cbow_are_those_printed() {
    let page = Page::of(FULL, &[]);
    search_answers_as_the_program_prints(&page, "Nearest words (4.4)");
    epochs_have_their_mean_losses(&page, "Training (4.3.2)");
    page.is_quiet();
}

#[test]
fn neighbours_and_losses_of_the_fast_trainer_are_those_printed() {
    let page = Page::of(BEYOND, &[]);
    search_answers_as_the_program_prints(&page, "Nearest words");
    epochs_have_their_mean_losses(&page, "The fast trainer");
    let all = page.rows("#solved tbody").pop().expect("a row for all");
    assert!(page.printed.contains(&format!("Analogies solved: {}\n", all.last().expect("a share"))));
    page.is_quiet();
}

#[test]
fn analogies_are_answered_as_the_program_prints_by_both_scorings() {
    let page = Page::of(FULL, &[]);
    let (_, below) = page.printed.split_once("by cosine  ").expect("a table of analogies");
    let printed: Vec<Vec<&str>> =
        below.lines().skip(2).take(14).map(|line| line.split_whitespace().collect()).collect();
    let answers = page.rows("#answers tbody");
    for (line, row) in printed.iter().zip(&answers) {
        assert_eq!(line[..3], row[..3]);
        assert_eq!(
            row[4].split_whitespace().collect::<Vec<_>>(),
            line[3..9],
            "the last column is what is printed"
        );
    }
    for line in printed.iter().step_by(4) {
        for (field, word) in ["#a", "#b", "#c"].into_iter().zip(&line[..3]) {
            take(&page, field, word);
        }
        assert_lists(&page, "#answers-by-cosine", &line[3..9]);
        assert_lists(&page, "#answers-by-raw-dot", &line[9..15]);
    }
    page.click("#score-raw-dot");
    for (line, row) in printed.iter().zip(page.rows("#answers tbody")) {
        assert_eq!(row[4].split_whitespace().collect::<Vec<_>>(), line[9..15]);
    }
    page.is_quiet();
}

#[test]
fn analogies_by_relation_are_those_printed() {
    let page = Page::of(FULL, &[]);
    let printed = page.printed_lines("The words of a question are no answers to it.");
    for (scoring, column) in [("#score-cosine", 2), ("#score-raw-dot", 3)] {
        page.click(scoring);
        for (line, row) in printed.iter().zip(page.rows("#solved tbody")) {
            let line = cells(line);
            assert_eq!([line[0], line[1], line[column]], [&*row[0], &*row[1], &*row[row.len() - 1]]);
        }
    }
}

#[test]
fn the_keyboard_completes_words_and_escape_leaves_all_as_it_was() {
    let page = Page::of(FULL, &[]);
    page.focus("#word");
    page.press(&["q", "u", "e", "e"]);
    let found =
        page.value("[...document.querySelectorAll('#word-list li')].map((option) => option.textContent)");
    assert_eq!(found[0], json!("queen"));
    page.press(&["Escape"]);
    assert_eq!(page.text("document.querySelector('#word').value"), "king");
    page.press(&["Backspace", "q", "u", "e", "e", "ArrowDown"]);
    assert_eq!(page.text("document.querySelector('#word').getAttribute('aria-activedescendant')"), "word-0");
    page.press(&["Enter"]);
    assert_eq!(page.text("document.querySelector('#word').value"), "queen");
    assert!(page.text("document.querySelector('#facts').textContent").starts_with("“queen” stands "));
    page.press(&["x", "x", "x"]);
    assert_eq!(page.text("document.querySelector('.unknown').textContent"), "no such word on this page");
    page.is_quiet();
}
