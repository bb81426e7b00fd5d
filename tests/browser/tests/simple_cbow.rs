//! The page of ch03-simple-cbow shows what the program prints.

use browser::Page;

const KOREAN: &str = "나는 밥을 먹고 너는 빵을 먹고 우리는 물을 마신다.";

#[test]
fn anyone_can_use_it() {
    Page::of("ch03-simple-cbow", &[]).is_for_everyone();
}

#[test]
fn its_first_moment_shows_the_weights_and_the_loss_before_training() {
    let page = Page::of("ch03-simple-cbow", &[]);
    assert_eq!(page.matrix("w_in"), page.printed_array("w_in  (V, H)"));
    assert_eq!(page.matrix("w_out"), page.printed_array("w_out  (H, V)"));
    assert!(page.now().starts_with("iteration 0 "));
    let loss = page.text("document.querySelector('#now').textContent.split(' ').at(-1)");
    assert!(page.printed.contains(&format!("Loss before training: {loss}.")), "{loss}");
}

#[test]
fn its_last_moment_shows_the_vectors_predictions_and_nearest_words_after_it() {
    let page = Page::of("ch03-simple-cbow", &[]);
    page.go(&["End"]);
    let loss = page.text("document.querySelector('#now').textContent.split(' ').at(-1)");
    assert!(page.printed.contains(&format!("after training: {loss}")), "{loss}");
    assert!(page.now().starts_with("iteration 2000 "));
    assert_eq!(page.matrix("w_in"), page.printed_array("word2vec uses:\nw_in  (V, H)"));
    let (_, least) = page.printed.split_once("the order of the neighbours: ").expect("it is printed");
    let least = least.split_whitespace().next().expect("a number");
    let text = page.text("document.querySelector('main').textContent");
    assert!(text.contains(&format!("It cannot come below {least}")), "{least}");
    let transposed = page.printed_array("w_out.T  (V, H)");
    let w_out: Vec<Vec<&str>> =
        (0..transposed[0].len()).map(|i| transposed.iter().map(|row| row[i]).collect()).collect();
    assert_eq!(page.matrix("w_out"), w_out);

    let predictions: Vec<Vec<&str>> = page.printed_array("P(target) after").into_iter().skip(1).collect();
    assert_eq!(predictions.len(), 6);
    for (example, row) in predictions.iter().enumerate() {
        page.value(&format!("document.querySelectorAll('.words button:enabled')[{example}].click()"));
        assert_eq!(page.text("document.querySelector('.bars .target span').textContent"), row[1]);
    }
    page.value("document.querySelectorAll('.words button:enabled')[0].click()");
    let all =
        page.value("[...document.querySelectorAll('.bars span')].map((number) => [number.textContent])");
    assert_eq!(all, serde_json::json!(page.printed_array("P(word) for example 0, after")));

    let (_, nearest) =
        page.printed.split_once("cosine  nearest by W_out").expect("the nearest words are printed");
    for (word, line) in nearest.lines().skip(2).take(7).enumerate() {
        let said: Vec<&str> = line.split_whitespace().collect();
        page.choose("#word", word);
        let first = page.text("[...document.querySelectorAll('#nearest tr:first-child td')].map((cell) => cell.textContent).join(' ')");
        assert_eq!(first, format!("{} {}", said[1], said[2]), "nearest to {}", said[0]);
    }
}

#[test]
fn a_number_appears_where_the_keyboard_is() {
    let page = Page::of("ch03-simple-cbow", &[]);
    page.focus("#w_in td[tabindex=\"0\"]");
    page.press(&["ArrowRight", "ArrowDown"]);
    let number = page.printed_array("w_in  (V, H)")[1][1].to_string();
    assert_eq!(
        page.text("document.querySelector('.readout').textContent"),
        format!("W_in[say, 1] = {number}")
    );
}

#[test]
fn backward_shows_gradients_in_the_same_cells_and_only_neighbours_get_one() {
    let page = Page::of("ch03-simple-cbow", &[]);
    page.go(&["End"]);
    page.click("#backward");
    for (row, numbers) in page.matrix("w_in").iter().enumerate() {
        let zero = numbers.iter().all(|number| number.parse::<f64>().expect("a number") == 0.0);
        assert_eq!(zero, ![0, 2].contains(&row), "row {row}: {numbers:?}");
    }
    page.is_quiet();
}

#[test]
fn a_long_text_of_the_reader_is_cut_and_the_page_says_so() {
    let text = KOREAN.repeat(20);
    let page = Page::of("ch03-simple-cbow", &["--text", &text, "--window", "2", "--epochs", "20"]);
    page.is_quiet();
    let left_out = page.text("document.querySelector('#left-out').textContent");
    assert!(left_out.contains("24 of"), "{left_out}");
    assert!(!left_out.contains("numbers of each vector"), "{left_out}");
}

#[test]
fn long_vectors_are_cut_and_the_page_says_so() {
    let page = Page::of("ch03-simple-cbow", &["--hidden", "13", "--epochs", "20"]);
    let left_out = page.text("document.querySelector('#left-out').textContent");
    assert!(left_out.contains("The first 12 of 13 numbers of each vector are shown"), "{left_out}");
    assert_eq!(page.matrix("w_in")[0].len(), 12);
    page.is_quiet();
}
