//! The numbers that the program printed, and those that its page shows.

use serde_json::Value;

use crate::Page;

impl Page {
    /// The lines that are printed below the line with this text, as far as they are indented.
    fn lines_below(&self, text: &str) -> impl Iterator<Item = &str> {
        let (_, rest) = self.printed.split_once(text).unwrap_or_else(|| panic!("{text:?} is not printed"));
        rest.lines().skip(1).take_while(|line| line.starts_with("  "))
    }

    /// A printed array: the numbers of each line below its name.
    pub fn printed_array(&self, name: &str) -> Vec<Vec<&str>> {
        let is_number = |word: &&str| word.parse::<f64>().is_ok();
        self.lines_below(name).map(|line| line.split_whitespace().filter(is_number).collect()).collect()
    }

    /// The first printed table after this text: the lines below its dashes.
    pub fn printed_lines(&self, after: &str) -> Vec<&str> {
        let (_, rest) = self.printed.split_once(after).unwrap_or_else(|| panic!("{after:?} is not printed"));
        let lines = rest.lines().skip_while(|line| !line.starts_with("  --")).skip(1);
        lines.take_while(|line| line.starts_with("  ")).collect()
    }

    /// The same, each line cut into words.
    pub fn printed_table(&self, after: &str) -> Vec<Vec<&str>> {
        self.printed_lines(after).into_iter().map(|line| line.split_whitespace().collect()).collect()
    }

    /// The numbers of the matrix with this id on the page, as a screen reader says them.
    pub fn matrix(&self, id: &str) -> Vec<Vec<String>> {
        self.texts(&format!(
            "[...document.querySelectorAll('#{id} tbody tr')].map((row) => [...row.querySelectorAll('td')].map(\
               (cell) => (cell.getAttribute('aria-label') ?? cell.textContent).split(/ = |: /).at(-1)))"
        ))
    }

    /// The texts of the rows below an element of the page, of all their cells.
    pub fn rows(&self, selector: &str) -> Vec<Vec<String>> {
        self.texts(&format!(
            "[...document.querySelectorAll('{selector} tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
        ))
    }

    fn texts(&self, expression: &str) -> Vec<Vec<String>> {
        serde_json::from_value(self.value(expression)).expect("rows of texts")
    }

    /// What the page says about the moment of its slider.
    pub fn now(&self) -> String {
        self.text("document.querySelector('#now').textContent")
    }

    /// Chooses from a list.
    pub fn choose(&self, selector: &str, value: usize) {
        self.value(&format!(
            "(() => {{ const choice = document.querySelector('{selector}'); choice.value = {value}; \
               choice.dispatchEvent(new Event('change')); }})()"
        ));
    }

    /// Clicks on an element.
    ///
    /// # Panics
    /// If there is none.
    pub fn click(&self, selector: &str) {
        let clicked = self.value(&format!("(document.querySelector('{selector}').click(), true)"));
        assert_eq!(clicked, Value::Bool(true), "{selector}");
    }
}
