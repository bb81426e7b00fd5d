//! The particles of Korean: short words that follow another, in a form that depends on how it ends.

/// A sentence in which the particles, marked as in `왕 -은/는 물 -을/를`, have found their form: `왕 은 물 을` with
/// every particle a word of its own, or `왕은 물을` if they are joined to the words before them. All else stays.
pub(crate) fn resolve(sentence: &str, are_joined: bool) -> String {
    let mut resolved = String::new();
    for word in sentence.split_whitespace() {
        let particle = word.strip_prefix('-').filter(|particle| !particle.is_empty());
        let form = particle.map_or(word, |particle| form_after(&resolved, particle));
        let is_joined = are_joined && particle.is_some();
        if !resolved.is_empty() && !is_joined {
            resolved.push(' ');
        }
        resolved.push_str(form);
    }
    resolved
}

/// Of `은/는`, the first after a final consonant, the second after a vowel; of `으로/로`, the second after ㄹ too.
fn form_after<'a>(text: &str, particle: &'a str) -> &'a str {
    let Some((after_consonant, after_vowel)) = particle.split_once('/') else { return particle };
    match text.chars().last().map_or(0, final_consonant) {
        0 => after_vowel,
        RIEUL if after_vowel == "로" => after_vowel,
        _ => after_consonant,
    }
}

const RIEUL: u32 = 8;

/// The number of the consonant that ends a syllable, 0 if none does: syllables stand in Unicode in the order of their
/// first consonant, then their vowel, then one of 28 ends.
fn final_consonant(syllable: char) -> u32 {
    match syllable {
        '가'..='힣' => (syllable as u32 - '가' as u32) % 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_suits_the_word_before_it() {
        let sentence = "왕 -은/는 여자 -은/는 물 -을/를 길 -으로/로 산 -으로/로 차 -으로/로 집 -에서";
        assert_eq!(resolve(sentence, false), "왕 은 여자 는 물 을 길 로 산 으로 차 로 집 에서");
        assert_eq!(resolve(sentence, true), "왕은 여자는 물을 길로 산으로 차로 집에서");
    }

    #[test]
    fn what_is_no_particle_stays() {
        assert_eq!(resolve("to and/or - fro", true), "to and/or - fro");
        assert_eq!(resolve("-은/는 king -은/는", false), "는 king 는");
    }
}
