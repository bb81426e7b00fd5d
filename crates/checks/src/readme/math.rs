//! Formulas: only in `math` blocks, balanced, and without words of a natural language.

use super::Problem;
use super::markdown::Document;

pub(crate) fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for inline in document.inlines() {
        if let Some((offset, _)) = inline.prose.match_indices('$').next() {
            let what = "a formula in running text: write `w_in`, or use a math block";
            problems.push(Problem::new(document, inline.line_at(&inline.prose, offset), what));
        }
    }
    for (line, fence) in document.fences().filter(|(_, fence)| fence.language == "math") {
        let formula = fence.lines.join("\n");
        for (index, shown) in fence.lines.iter().enumerate() {
            if shown.chars().any(|c| c.is_alphabetic() && !c.is_ascii() && !('α'..='ω').contains(&c)) {
                let what = format!("words in a formula: {shown}");
                problems.push(Problem::new(document, line + 1 + index, what));
            }
        }
        let pairs = [("{", "}"), ("\\begin{", "\\end{"), ("\\left", "\\right")];
        for (open, close) in pairs {
            // `\leftarrow` begins like `\left`
            let count =
                |what: &str| formula.matches(what).count() - formula.matches(&format!("{what}arrow")).count();
            let escaped = |what: &str| formula.matches(&format!("\\{what}")).count();
            let [opened, closed] = [open, close]
                .map(|what| if what.len() == 1 { count(what) - escaped(what) } else { count(what) });
            if opened != closed {
                let what = format!("a formula with {opened} {open} and {closed} {close}");
                problems.push(Problem::new(document, line, what));
            }
        }
        if formula.trim().is_empty() {
            problems.push(Problem::new(document, line, "an empty formula"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(body: &str) -> Vec<String> {
        let document = Document::parse("chapters/x/README.md", &format!("# T\n\n{body}\n"));
        check(&document).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn formulas_stand_in_blocks() {
        assert_eq!(
            problems("```math\n\\left( W \\leftarrow \\frac{1}{2} \\right) \\text{loss}\n```\n`$x`"),
            [""; 0]
        );
        let line = "chapters/x/README.md:4: a formula in running text: write `w_in`, or use a math block";
        assert_eq!(problems("The loss\n$L$ falls."), [line]);
    }

    #[test]
    fn formulas_are_balanced_and_have_no_words() {
        assert_eq!(
            problems("```math\nL = \\frac{1}{T\n```"),
            ["chapters/x/README.md:3: a formula with 2 { and 1 }"]
        );
        assert_eq!(
            problems("```math\nL\n= \\text{손실}\n```"),
            ["chapters/x/README.md:5: words in a formula: = \\text{손실}"]
        );
        assert_eq!(problems("```math\n```"), ["chapters/x/README.md:3: an empty formula"]);
    }
}
