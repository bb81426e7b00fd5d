//! The page of ch04-embedding-speedup shows what the program prints.

use browser::Page;

/// Without the long ladder.
const FLAGS: [&str; 4] = ["--max-vocab", "1000", "--repeats", "1"];

#[test]
fn anyone_can_use_it() {
    Page::of("ch04-embedding-speedup", &FLAGS).is_for_everyone();
}

#[test]
fn its_first_moment_is_empty_and_its_last_shows_what_is_printed() {
    let page = Page::of("ch04-embedding-speedup", &FLAGS);
    assert_eq!(page.matrix("weight"), page.printed_array("w  (V, H)"));
    for matrix in ["product", "picked", "overwritten", "added"] {
        assert!(page.matrix(matrix).iter().flatten().all(|number| number == "0"), "{matrix}");
    }
    page.go(&["End"]);
    assert_eq!(page.matrix("picked"), page.printed_array("w[idx]  (B, H)"));
    assert_eq!(page.matrix("product"), page.printed_array("one-hot of idx · w  (B, H)"));
    assert_eq!(page.matrix("overwritten"), page.printed_array("the trap, dw[idx] = dout  (V, H)"));
    assert_eq!(page.matrix("added"), page.printed_array("added, one position at a time  (V, H)"));
    assert_eq!(page.matrix("dout"), page.printed_array("dout  (B, H)"));
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
