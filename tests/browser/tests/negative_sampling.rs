//! The page of ch04-negative-sampling shows what the program prints.

use browser::Page;

/// Without the long ladder, which is not on the page.
const FLAGS: [&str; 4] = ["--max-vocab", "1000", "--repeats", "1"];

/// The texts of the cells of a table of the page.
fn shown(page: &Page, table: &str) -> Vec<Vec<String>> {
    let rows = format!(
        "[...document.querySelectorAll('#{table} tbody tr')].map((row) => \
           [...row.querySelectorAll('th, td.number')].map((cell) => cell.textContent))"
    );
    serde_json::from_value(page.value(&rows)).expect("rows of texts")
}

#[test]
fn anyone_can_use_it() {
    Page::of("ch04-negative-sampling", &FLAGS).is_for_everyone();
}

#[test]
fn its_first_and_last_moment_show_the_questions_that_are_printed() {
    let page = Page::of("ch04-negative-sampling", &FLAGS);
    let before = page.printed_table("Every number of one example");
    let without_id =
        |row: &Vec<&str>| -> Vec<String> { [0, 2, 3, 4, 5].map(|column| row[column].to_string()).into() };
    assert_eq!(shown(&page, "questions"), before.iter().map(without_id).collect::<Vec<_>>());
    let sum = page.text("document.querySelector('#sum').textContent");
    assert!(page.printed.contains(&sum), "{sum}");

    page.go(&["End"]);
    page.choose("#negatives", 1);
    let after = page.printed_table("The same example after training");
    for (line, row) in shown(&page, "questions").iter().zip(&after) {
        assert_eq!((line[0].as_str(), line[1].as_str()), (row[0], row[2]));
        for (number, printed) in line[2..].iter().zip(&row[3..]) {
            let difference = number.parse::<f64>().unwrap() - printed.parse::<f64>().unwrap();
            assert!(difference.abs() < 0.0051, "{number} for {printed}"); // printed with two decimals
        }
    }
    page.is_quiet();
}

#[test]
fn the_sampler_shows_what_is_printed_and_every_power() {
    let page = Page::of("ch04-negative-sampling", &FLAGS);
    let table = page.printed_table("Theory and draws on a text");
    let of_page = || -> Vec<Vec<String>> {
        let rows = shown(&page, "sampler").into_iter();
        rows.map(|row| [0, 1, 2, 4, 5].map(|column| row[column].clone()).into()).collect()
    };
    assert_eq!(of_page(), table);
    page.value(
        "[...document.querySelectorAll('.words button')].find((one) => one.textContent === 'P(w)^0').click()",
    );
    let alike = of_page();
    assert!(alike[1..].iter().all(|row| row[3] == alike[1][3]), "{alike:?}");
    assert_eq!(alike[0][4], "0", "the target is never drawn");
}

#[test]
fn backward_shows_that_only_the_rows_that_were_asked_about_get_a_gradient() {
    let page = Page::of("ch04-negative-sampling", &FLAGS);
    page.click("#backward");
    let gradients = page.printed_table("row of W_out");
    let first = page
        .text("document.querySelector('#rows-0 tbody td').getAttribute('aria-label').split(' = ').at(-1)");
    assert_eq!(first, gradients[0][3]);
    assert_eq!(shown(&page, "questions")[0].last().map(String::as_str), Some(gradients[0][2]));
}
