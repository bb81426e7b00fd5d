//! The page of ch03-inference-basics shows what the program prints.

use browser::Page;

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
    assert_eq!(page.matrix("w_in"), page.printed_array("w_in  (V, H)"));
    assert_eq!(page.matrix("h"), page.printed_array("h = (h0 + h1) / 2"));
    let guesses = page.printed_table("  word     before   after");
    let column = |number: usize| -> Vec<&str> { guesses.iter().map(|row| row[number]).collect() };
    assert_eq!(bars(&page), column(1));
    page.go(&["End"]);
    assert_eq!(bars(&page), column(2));
    let steps = page.printed_table("  step    loss  P(say)");
    let now = page.now();
    assert_eq!(now, format!("step 300 · P(say) = {}", steps.last().unwrap()[2]));
    page.is_quiet();
}

#[test]
fn other_neighbours_pick_other_rows() {
    let page = Page::of("ch03-inference-basics", &[]);
    page.choose("#word-0", 4);
    let lit = "[...document.querySelectorAll('#w_in th.lit')].map((head) => head.textContent)";
    assert_eq!(page.value(lit), serde_json::json!(["goodbye", "i"]));
    let rows = page.matrix("w_in");
    let mean: Vec<f64> = (0..3)
        .map(|column| [2, 4].iter().map(|&row| rows[row][column].parse::<f64>().unwrap()).sum::<f64>() / 2.0)
        .collect();
    for (h, mean) in page.matrix("h")[0].iter().zip(mean) {
        assert!((h.parse::<f64>().unwrap() - mean).abs() < 1.1e-4, "{h} for {mean}");
    }
}

#[test]
fn a_cell_of_ppmi_explains_itself() {
    let page = Page::of("ch03-inference-basics", &[]);
    assert_eq!(page.matrix("ppmi"), page.printed_array("ppmi  (V, V)"));
    page.focus("#ppmi td[tabindex=\"0\"]");
    let explained = "document.querySelector('#explained').textContent";
    assert_eq!(page.text(explained), "PPMI = max(0, log₂ (1 · 14 / (1 · 4))) = 1.8074");
    page.press(&["ArrowRight"]);
    assert_eq!(page.text(explained), "PPMI = 0");
    page.click("#show-counts");
    assert_eq!(page.matrix("ppmi"), page.printed_array("co-occurrence  (V, V)"));
}
