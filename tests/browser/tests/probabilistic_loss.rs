//! The page of ch03-probabilistic-loss shows what the program prints.

use browser::Page;

fn choose(page: &Page, example: usize) {
    page.value(&format!("document.querySelectorAll('.words button:enabled')[{example}].click()"));
}

#[test]
fn anyone_can_use_it() {
    Page::of("ch03-probabilistic-loss", &[]).is_for_everyone();
}

#[test]
fn its_first_moment_shows_the_costs_before_training() {
    let page = Page::of("ch03-probabilistic-loss", &[]);
    let (cbow, skip_gram) = (page.printed_table("One example costs"), page.printed_table("Skip-gram models"));
    assert_eq!((cbow.len(), skip_gram.len()), (6, 6));
    for example in 0..6 {
        choose(&page, example);
        let shown: f64 =
            page.text("document.querySelector('#cbow-cost').textContent.split(' ').at(-1)").parse().unwrap();
        let cost: f64 = cbow[example].last().unwrap().parse().unwrap();
        assert!((shown - cost).abs() < 0.51e-4, "{shown} for {cost}"); // printed with six decimals
        let shown = page.text("document.querySelector('#skip-gram-cost').textContent");
        let [left, right, sum] = [2, 4, 5].map(|column| skip_gram[example][column]);
        assert!(shown.contains(&format!("{left} + {right}")), "{shown} for {left}, {right}");
        assert!(shown.ends_with(sum), "{shown} for {sum}");
    }
}

#[test]
fn its_last_moment_shows_the_losses_after_training_and_what_they_cannot_come_below() {
    let page = Page::of("ch03-probabilistic-loss", &[]);
    page.go(&["End"]);
    let losses = page.printed_table("After training");
    let now = page.now();
    assert_eq!(now, format!("iteration 2000 · CBOW {} · skip-gram {}", losses[1][1], losses[2][1]));
    let text = page.text("document.body.textContent");
    for least in ["0.9242", "0.2310"] {
        assert!(page.printed.contains(least) && text.contains(least), "{least}");
    }
    page.is_quiet();
}

#[test]
fn pointing_at_a_pair_shows_the_counted_probabilities() {
    let page = Page::of("ch03-probabilistic-loss", &[]);
    let words = ["you", "say", "goodbye", "and", "i", "hello", "."];
    let place = |word: &str| words.iter().position(|other| *other == word).unwrap();
    for row in page.printed_table("Probabilities by counting") {
        let (a, b) = (place(row[0]), place(row[1]));
        page.value(&format!(
            "document.querySelectorAll('#pairs tbody tr')[{b}].querySelectorAll('td')[{a}].focus()"
        ));
        let shown = page.value("[...document.querySelectorAll('#probabilities tr td:nth-child(2)')].slice(0, 4).map((cell) => cell.textContent)");
        assert_eq!(shown, serde_json::json!(row[2..6]), "{row:?}");
    }
    page.press(&["ArrowRight"]);
    assert_eq!(page.text("document.activeElement.getAttribute('aria-label')"), "A = ., B = you: 0");
}
