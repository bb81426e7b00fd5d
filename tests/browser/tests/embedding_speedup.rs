//! The page of ch04-embedding-speedup shows what the program prints.

use browser::Page;

/// Without the long ladder.
const FLAGS: [&str; 4] = ["--max-vocab", "1000", "--repeats", "1"];

/// The rows of a printed array: the lines below its name.
fn printed<'a>(page: &'a Page, name: &str) -> Vec<Vec<&'a str>> {
    let (_, rest) = page.printed.split_once(name).unwrap_or_else(|| panic!("{name:?} is not printed"));
    let rows = rest.lines().skip(1).take_while(|line| line.starts_with("  "));
    rows.map(|row| row.split_whitespace().collect()).collect()
}

/// The numbers of a matrix of the page.
fn shown(page: &Page, matrix: &str) -> Vec<Vec<String>> {
    let rows = format!(
        "[...document.querySelectorAll('#{matrix} tbody tr')].map((row) => \
           [...row.querySelectorAll('td')].map((cell) => cell.textContent))"
    );
    serde_json::from_value(page.value(&rows)).expect("rows of numbers")
}

#[test]
fn anyone_can_use_it() {
    Page::of("ch04-embedding-speedup", &FLAGS).is_for_everyone();
}

#[test]
fn its_first_moment_is_empty_and_its_last_shows_what_is_printed() {
    let page = Page::of("ch04-embedding-speedup", &FLAGS);
    assert_eq!(shown(&page, "weight"), printed(&page, "w  (V, H)"));
    for matrix in ["product", "picked", "overwritten", "added"] {
        assert!(shown(&page, matrix).iter().flatten().all(|number| number == "0"), "{matrix}");
    }
    page.go(&["End"]);
    assert_eq!(shown(&page, "picked"), printed(&page, "w[idx]  (B, H)"));
    assert_eq!(shown(&page, "product"), printed(&page, "one-hot of idx · w  (B, H)"));
    assert_eq!(shown(&page, "overwritten"), printed(&page, "the trap, dw[idx] = dout  (V, H)"));
    assert_eq!(shown(&page, "added"), printed(&page, "added, one position at a time  (V, H)"));
    assert_eq!(shown(&page, "dout"), printed(&page, "dout  (B, H)"));
}

#[test]
fn the_third_position_overwrites_the_first_and_the_page_says_what_is_lost() {
    let page = Page::of("ch04-embedding-speedup", &FLAGS);
    page.go(&["Home", "ArrowRight", "ArrowRight", "ArrowRight"]);
    let said = page.text("document.querySelector('#lost').textContent");
    assert!(said.contains("10 20 30"), "{said}");
    let wrong = page.value("[...document.querySelectorAll('td.wrong')].map((cell) => cell.textContent)");
    assert_eq!(wrong, serde_json::json!(["1", "2", "3"]));
    page.is_quiet();
}

#[test]
fn the_ladder_has_the_bytes_that_are_printed_and_a_measured_time_for_each() {
    let page = Page::of("ch04-embedding-speedup", &FLAGS);
    let ladder = page.text("document.querySelector('#ladder tbody tr:last-child').textContent");
    assert!(ladder.starts_with("1,000524.0 kB") && ladder.contains("8.1 kB"), "{ladder}");
    let row = page.printed.lines().rfind(|line| line.trim_start().starts_with("1,000 ")).expect("a row");
    assert!(row.contains("524.0 kB") && row.contains("8.1 kB"), "{row}");
    let times = page.value("[...document.querySelectorAll('#ladder tbody td.number:nth-child(2n + 3)')].map((cell) => Number(cell.textContent))");
    assert!(times.as_array().unwrap().iter().all(|time| time.as_f64().unwrap() > 0.0), "{times}");
}
