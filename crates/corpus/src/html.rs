//! The running text of an HTML page: its paragraphs and list items, without its code, menus and scripts.
//!
//! Not a parser of HTML. It knows which elements are passed over, which begin a new block, and treats every
//! other tag as if it were not there; a broken page gives odd text, never an error.

/// Nothing within these is running text.
const PASSED_OVER: [&str; 10] =
    ["script", "style", "pre", "nav", "head", "svg", "template", "noscript", "button", "textarea"];

/// In these alone a reader finds sentences.
const PROSE: [&str; 3] = ["p", "li", "dd"];

/// These end the block before them, as the elements of [`PROSE`] do.
const OTHER_BLOCKS: [&str; 26] = [
    "div",
    "section",
    "article",
    "details",
    "summary",
    "ul",
    "ol",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "blockquote",
    "main",
    "body",
    "aside",
    "footer",
];

/// Hands every paragraph and list item of `page` to `take`, with its entities decoded.
pub(crate) fn paragraphs(page: &str, mut take: impl FnMut(&str)) {
    let mut block = String::new();
    let mut in_prose = false;
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        if in_prose {
            push_decoded(&mut block, &rest[..start]);
        }
        rest = &rest[start..];
        let Some(tag) = Tag::at_start_of(rest) else {
            // A `<` that begins no tag is a character like any other.
            if in_prose {
                block.push('<');
            }
            rest = &rest[1..];
            continue;
        };
        rest = if tag.opens && PASSED_OVER.contains(&tag.name.as_str()) {
            after_element(&rest[tag.length..], &tag.name)
        } else {
            &rest[tag.length..]
        };
        let is_prose = PROSE.contains(&tag.name.as_str());
        if is_prose || tag.name == "pre" || OTHER_BLOCKS.contains(&tag.name.as_str()) {
            if !block.trim().is_empty() {
                take(&block);
            }
            block.clear();
            in_prose = is_prose && tag.opens;
        } else if tag.name == "br" {
            block.push(' ');
        }
    }
}

/// A tag or a comment. Its attributes are of no interest here.
struct Tag {
    /// In lower case; empty for a comment.
    name: String,
    opens: bool,
    /// The number of bytes from `<` to `>`, with both.
    length: usize,
}

impl Tag {
    fn at_start_of(text: &str) -> Option<Self> {
        if text.starts_with("<!--") {
            let length = text.find("-->").map_or(text.len(), |end| end + "-->".len());
            return Some(Self { name: String::new(), opens: false, length });
        }
        let (opens, body) = match text.strip_prefix("</") {
            Some(body) => (false, body),
            None => (true, &text[1..]),
        };
        if !body.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!' || first == '?') {
            return None;
        }
        let name_end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(body.len());
        let name = body[..name_end].to_ascii_lowercase();
        Some(Self { name, opens, length: end_of_tag(text)? })
    }
}

/// The number of bytes up to and with the `>` that ends the tag; one within quotes does not.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// What follows the end of the element `name`, of which the first tag has been read. Elements of the same
/// name may lie within it.
fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut depth = 1;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        // A script may hold any `<`: only tags of this element count here.
        let Some(tag) = Tag::at_start_of(rest).filter(|tag| tag.name == name) else {
            rest = &rest[1..];
            continue;
        };
        depth = if tag.opens { depth + 1 } else { depth - 1 };
        rest = &rest[tag.length..];
        if depth == 0 {
            return rest;
        }
    }
    ""
}

/// Appends `text`, with `&amp;` and its like as the characters they stand for.
fn push_decoded(block: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        block.push_str(&rest[..start]);
        rest = &rest[start..];
        let entity = rest.find(';').filter(|&end| end <= 10).map(|end| &rest[1..end]);
        match entity.and_then(|entity| Some((entity, character(entity)?))) {
            Some((entity, character)) => {
                block.push(character);
                rest = &rest[entity.len() + 2..];
            }
            None => {
                block.push('&');
                rest = &rest[1..];
            }
        }
    }
    block.push_str(rest);
}

/// The character that `&entity;` stands for, if it is one that these pages use.
fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(page: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        paragraphs(page, |block| blocks.push(block.split_whitespace().collect::<Vec<_>>().join(" ")));
        blocks
    }

    #[test]
    fn paragraphs_and_list_items_are_read_and_headings_are_not() {
        let page =
            "<h1>Title</h1>\n<p>One <em>two</em>\n three.</p><ul><li>Four</li><li><p>Five</p></li></ul> six";
        assert_eq!(blocks(page), ["One two three.", "Four", "Five"]);
    }

    #[test]
    fn inline_code_stays_and_blocks_of_code_go() {
        let page = "<p>A <a href='x'><code>Hash<wbr>Map</code></a> is<pre><code>let <p>x</p></code></pre><p>fine</p>";
        assert_eq!(blocks(page), ["A HashMap is", "fine"]);
    }

    #[test]
    fn menus_scripts_and_comments_are_passed_over() {
        let page = "<nav><ul><li>Menu<nav>x</nav></li></ul></nav><script>if (a<b) '<p>no</p>'</script><!-- <p>no</p> --><p title='a>b'>yes</p>";
        assert_eq!(blocks(page), ["yes"]);
    }

    #[test]
    fn entities_become_characters() {
        assert_eq!(
            blocks("<p>Vec&lt;T&gt; &amp; it&#39;s &#x27;a&#x27;&nbsp;b &unknown; &</p>"),
            ["Vec<T> & it's 'a' b &unknown; &"]
        );
    }

    #[test]
    fn a_broken_page_gives_what_can_be_read() {
        assert_eq!(blocks("<p>a < b</p><p>cut <a href='"), ["a < b"]);
        assert_eq!(blocks("<p>한글</p><pre>never closed <p>x</p>"), ["한글"]);
        assert!(blocks("").is_empty());
    }
}
