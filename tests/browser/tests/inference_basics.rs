//! The page of ch03-inference-basics shows what the program prints.

use browser::Page;

/// The rows of a printed array or table: the numbers of the lines below its name.
fn printed<'a>(page: &'a Page, below: &str) -> Vec<Vec<&'a str>> {
    let (_, rest) = page.printed.split_once(below).unwrap_or_else(|| panic!("{below:?} is not printed"));
    let rows = rest.lines().skip(1).take_while(|line| line.starts_with("  "));
    let is_number = |word: &&str| word.parse::<f64>().is_ok() && *word != ".";
    rows.map(|row| row.split_whitespace().filter(is_number).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect()
}

/// The numbers of a matrix of the page, as a screen reader says them.
fn shown(page: &Page, matrix: &str) -> Vec<Vec<String>> {
    let rows = format!(
        "[...document.querySelectorAll('#{matrix} tbody tr')].map((row) => \
           [...row.querySelectorAll('td')].map((cell) => cell.getAttribute('aria-label').split(/ = |: /).at(-1)))"
    );
    serde_json::from_value(page.value(&rows)).expect("rows of numbers")
}

fn bars(page: &Page) -> Vec<String> {
    let numbers = "[...document.querySelectorAll('#y td.number')].map((cell) => cell.textContent)";
    serde_json::from_value(page.value(numbers)).expect("numbers")
}

#[test]
fn anyone_can_use_it() {
    Page::of("ch03-inference-basics", &[]).is_for_everyone();
}

#[test]
fn its_first_and_last_moment_show_the_guess_before_and_after() {
    let page = Page::of("ch03-inference-basics", &[]);
    assert_eq!(shown(&page, "w_in"), printed(&page, "w_in  (V, H)"));
    assert_eq!(shown(&page, "h"), printed(&page, "h = (h0 + h1) / 2"));
    let guesses = printed(&page, "  word     before   after");
    let column = |number: usize| -> Vec<&str> { guesses.iter().map(|row| row[number]).collect() };
    assert_eq!(bars(&page), column(0));
    page.go(&["End"]);
    assert_eq!(bars(&page), column(1));
    let steps = printed(&page, "  step    loss  P(say)");
    let now = page.text("document.querySelector('#now').textContent");
    assert_eq!(now, format!("step 300 · P(say) = {}", steps.last().unwrap()[2]));
    page.is_quiet();
}

#[test]
fn other_neighbours_pick_other_rows() {
    let page = Page::of("ch03-inference-basics", &[]);
    page.value(
        "(() => { const choice = document.querySelector('#word-0'); choice.value = 4; \
           choice.dispatchEvent(new Event('change')); })()",
    );
    let lit = "[...document.querySelectorAll('#w_in th.lit')].map((head) => head.textContent)";
    assert_eq!(page.value(lit), serde_json::json!(["goodbye", "i"]));
    let rows = shown(&page, "w_in");
    let mean: Vec<f64> = (0..3)
        .map(|column| [2, 4].iter().map(|&row| rows[row][column].parse::<f64>().unwrap()).sum::<f64>() / 2.0)
        .collect();
    for (h, mean) in shown(&page, "h")[0].iter().zip(mean) {
        assert!((h.parse::<f64>().unwrap() - mean).abs() < 1.1e-4, "{h} for {mean}");
    }
}

#[test]
fn a_cell_of_ppmi_explains_itself() {
    let page = Page::of("ch03-inference-basics", &[]);
    assert_eq!(shown(&page, "ppmi"), printed(&page, "ppmi  (V, V)"));
    page.focus("#ppmi td[tabindex=\"0\"]");
    let explained = "document.querySelector('#explained').textContent";
    assert_eq!(page.text(explained), "PPMI = max(0, log₂ (1 · 14 / (1 · 4))) = 1.8074");
    page.press(&["ArrowRight"]);
    assert_eq!(page.text(explained), "PPMI = 0");
    page.value("document.querySelector('#show-counts').click()");
    assert_eq!(shown(&page, "ppmi"), printed(&page, "co-occurrence  (V, V)"));
}
