//! Reads the grammar of a toy world (`assets/toy-world.txt`, which explains its own format).

use std::collections::HashMap;

use crate::Error;

/// A whole grammar.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    /// Words worth asking about.
    pub(crate) probes: Vec<String>,
    pub(crate) tables: Vec<Table>,
}

/// A table of the grammar: words that change in the same way, and sentences about them.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// What the rows have in common, such as `places`.
    pub(crate) name: String,
    /// The names of the columns, such as `capital`, `country`, `nationality`.
    pub(crate) forms: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// By name: for each form the texts that may stand in the slot.
    pub(crate) slots: HashMap<String, Vec<Vec<String>>>,
    pub(crate) sentences: Vec<Vec<Symbol>>,
}

/// One word in all its forms, and what it has to do with.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) words: Vec<String>,
    pub(crate) topics: Vec<String>,
}

/// A symbol of a sentence: a word as it is, or a gap to fill.
#[derive(Debug, PartialEq)]
pub(crate) enum Symbol {
    Plain(String),
    Word,
    Topic,
    Slot(String),
}

/// Reads a whole grammar. Every line begins with the word that says what it is.
pub(crate) fn parse(text: &str) -> Result<Grammar, Error> {
    let mut grammar = Grammar::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (keyword, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let outcome = match (keyword, grammar.tables.last_mut()) {
            ("ask", _) => {
                grammar.probes.extend(list(rest, ','));
                Ok(())
            }
            ("table", _) => {
                grammar.tables.push(Table { name: rest.trim().to_owned(), ..Table::default() });
                Ok(())
            }
            (_, Some(table)) => table.read(keyword, rest.trim()),
            (_, None) => Err("a `table` comes before all else".to_owned()),
        };
        outcome.map_err(|problem| Error::Grammar { line: index + 1, problem })?;
    }
    Ok(grammar)
}

impl Table {
    /// One line below `table`. The error says what is wrong with it.
    fn read(&mut self, keyword: &str, rest: &str) -> Result<(), String> {
        match keyword {
            "forms" => self.forms = list(rest, '|'),
            "row" => self.rows.push(self.row(rest)?),
            "slot" => {
                let (name, texts) = rest.split_once('=').ok_or("a slot is `name = texts | texts`")?;
                let texts = self.one_per_form(texts)?.iter().map(|texts| choices(texts)).collect();
                self.slots.insert(name.trim().to_owned(), texts);
            }
            "say" => {
                let sentence =
                    rest.split_whitespace().map(|word| self.symbol(word)).collect::<Result<_, _>>()?;
                self.sentences.push(sentence);
            }
            _ => return Err(format!("`{keyword}` is none of ask, table, forms, row, slot, say")),
        }
        Ok(())
    }

    fn row(&self, rest: &str) -> Result<Row, String> {
        let (words, topics) = rest.split_once(':').ok_or("a row is `word | word : topic, topic`")?;
        let (words, topics) = (self.one_per_form(words)?, list(topics, ','));
        if topics.is_empty() {
            return Err(format!("`{}` has no topic", words.join(" | ")));
        }
        Ok(Row { words, topics })
    }

    fn symbol(&self, word: &str) -> Result<Symbol, String> {
        let Some(gap) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) else {
            return Ok(Symbol::Plain(word.to_owned()));
        };
        match gap {
            "word" => Ok(Symbol::Word),
            "topic" => Ok(Symbol::Topic),
            _ if self.slots.contains_key(gap) => Ok(Symbol::Slot(gap.to_owned())),
            _ => Err(format!("no slot `{gap}` stands above this sentence")),
        }
    }

    fn one_per_form(&self, text: &str) -> Result<Vec<String>, String> {
        let parts = list(text, '|');
        if parts.len() == self.forms.len() {
            return Ok(parts);
        }
        Err(format!("{} forms are needed, between `|`, and {} are here", self.forms.len(), parts.len()))
    }
}

/// The parts of `text` between the separators, without the blanks around them.
fn list(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The choices of a slot for one form, where `-` stands for no words at all.
fn choices(text: &str) -> Vec<String> {
    list(text, ',').into_iter().map(|choice| if choice == "-" { String::new() } else { choice }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "# a comment\n\ntable court\nforms he | she\n";

    fn problem(line: &str) -> String {
        parse(&format!("{START}{line}")).unwrap_err().to_string()
    }

    #[test]
    fn a_table_holds_its_rows_slots_and_sentences() {
        let text = format!(
            "ask king, queen\n{START}row king | queen : crown, throne\nslot his = his | her\nslot oh = oh, - | ah\nsay the {{word}} and {{his}} {{topic}}"
        );
        let Grammar { probes, tables } = parse(&text).unwrap();
        assert_eq!(probes, ["king", "queen"]);
        assert_eq!(tables[0].forms, ["he", "she"]);
        assert_eq!(tables[0].rows[0].words, ["king", "queen"]);
        assert_eq!(tables[0].rows[0].topics, ["crown", "throne"]);
        assert_eq!(tables[0].slots["oh"], [vec!["oh", ""], vec!["ah"]]);
        assert_eq!(tables[0].sentences[0][1], Symbol::Word);
        assert_eq!(tables[0].sentences[0][3], Symbol::Slot("his".to_owned()));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        assert_eq!(
            problem("row king : crown"),
            "line 5 of the toy world's grammar: 2 forms are needed, between `|`, and 1 are here"
        );
        assert!(problem("say the {hat}").ends_with("no slot `hat` stands above this sentence"));
        assert!(problem("row king | queen :").ends_with("`king | queen` has no topic"));
        assert!(problem("rwo king | queen").ends_with("`rwo` is none of ask, table, forms, row, slot, say"));
        assert!(parse("say hello").unwrap_err().to_string().ends_with("a `table` comes before all else"));
    }
}
