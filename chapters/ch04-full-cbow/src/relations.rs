//! The relations of the toy world, as they are shown.

use tr::tr;

/// A relation such as `family: he – she`, or its kind alone. What is not of the toy world stays as it is.
pub fn shown(relation: &str) -> String {
    match relation.split_once(": ").map(|(kind, forms)| (kind, forms.split_once(" – "))) {
        Some((kind, Some((from, to)))) => format!("{}: {} – {}", part(kind), part(from), part(to)),
        _ => part(relation),
    }
}

fn part(name: &str) -> String {
    match name {
        "court" => tr!("court"),
        "family" => tr!("family"),
        "places" => tr!("places"),
        "verbs" => tr!("verbs"),
        "nouns" => tr!("nouns"),
        "adjectives" => tr!("adjectives"),
        "animals" => tr!("animals"),
        "jobs" => tr!("jobs"),
        "he" => tr!("he"),
        "she" => tr!("she"),
        "capital" => tr!("capital"),
        "country" => tr!("country"),
        "nationality" => tr!("nationality"),
        "present" => tr!("present"),
        "past" => tr!("past"),
        "participle" => tr!("participle"),
        "one" => tr!("one"),
        "many" => tr!("many"),
        "plain" => tr!("plain"),
        "comparative" => tr!("comparative"),
        "superlative" => tr!("superlative"),
        "grown" => tr!("grown"),
        "young" => tr!("young"),
        "person" => tr!("person"),
        "place" => tr!("place"),
        _ => name.to_string(),
    }
}
