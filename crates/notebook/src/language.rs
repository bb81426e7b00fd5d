//! The language of a run, and the texts of one language in the place of another's.

use std::borrow::Cow;
use std::env;

use polib::catalog::Catalog;
use tr::Translator;

/// A language in which the programs speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// 한국어
    Ko,
    /// English
    En,
}

impl Language {
    /// The language of the system, if it is one of ours, otherwise English.
    pub fn of_the_system() -> Self {
        // In the order of POSIX. Where the system has no such variables (Windows, a Mac without a terminal), it is asked.
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].map(env::var).into_iter().flatten();
        let locale = variables.into_iter().find(|locale| !locale.is_empty()).or_else(sys_locale::get_locale);
        Self::of_locale(&locale.unwrap_or_default())
    }

    /// Of `ko_KR.UTF-8` (POSIX) and `ko-KR` (elsewhere) the letters before the first sign name the language.
    fn of_locale(locale: &str) -> Self {
        let name = locale.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("ko") { Self::Ko } else { Self::En }
    }
}

/// The texts of a crate in another language, each found by its English: what `tr::set_translator!` wants.
///
/// A text that is not in the catalogue is said in English.
#[derive(Debug)]
pub struct Catalogue(Catalog);

impl Catalogue {
    /// The catalogue of a file in the format of gettext, `.po`; without a file, that of English, which has no texts.
    ///
    /// # Panics
    /// If the file is broken. Catalogues are compiled in, and tests read them all.
    pub fn of(file: Option<&str>) -> Self {
        let catalog = polib::po_file::parse_from_reader(file.unwrap_or_default().as_bytes());
        Self(catalog.expect("a catalogue in the format of gettext"))
    }
}

impl Translator for Catalogue {
    fn translate<'a>(&'a self, english: &'a str, context: Option<&'a str>) -> Cow<'a, str> {
        let message = self.0.find_message(context, english, None);
        let translated = message.filter(|message| message.is_translated());
        Cow::Borrowed(translated.and_then(|message| message.msgstr().ok()).unwrap_or(english))
    }

    /// Korean has one form for any number.
    fn ntranslate<'a>(
        &'a self,
        number: u64,
        one: &'a str,
        many: &'a str,
        context: Option<&'a str>,
    ) -> Cow<'a, str> {
        let message = self.0.find_message(context, one, Some(many));
        let translated = message.filter(|message| message.is_translated());
        let form = translated.and_then(|message| message.msgstr_plural().ok()?.first().map(String::as_str));
        Cow::Borrowed(form.unwrap_or(if number == 1 { one } else { many }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_is_korean_and_anything_else_is_english() {
        for korean in ["ko_KR.UTF-8", "ko", "ko-KR", "ko_KR.eucKR", "KO_kr@x"] {
            assert_eq!(Language::of_locale(korean), Language::Ko, "{korean}");
        }
        for other in ["", "C", "C.UTF-8", "POSIX", "en_US.UTF-8", "en-KR", "de_DE.UTF-8", "kok_IN", "ja_JP"] {
            assert_eq!(Language::of_locale(other), Language::En, "{other}");
        }
    }

    #[test]
    fn a_text_is_found_by_its_english_and_context_or_stays_as_it_is() {
        let catalogue = Catalogue::of(Some(
            "msgid \"\"\nmsgstr \"\"\n\"Language: ko\\n\"\n\"Plural-Forms: nplurals=1; plural=0;\\n\"\n\n\
             msgid \"loss: {loss}\"\nmsgstr \"손실: {loss}\"\n\n\
             msgctxt \"of a picture\"\nmsgid \"loss: {loss}\"\nmsgstr \"손실 {loss}\"\n\n\
             msgid \"one word\"\nmsgid_plural \"{n} words\"\nmsgstr[0] \"단어 {n}개\"\n\n\
             msgid \"not yet\"\nmsgstr \"\"\n",
        ));
        assert_eq!(catalogue.translate("loss: {loss}", None), "손실: {loss}");
        assert_eq!(catalogue.translate("loss: {loss}", Some("of a picture")), "손실 {loss}");
        assert_eq!(catalogue.ntranslate(1, "one word", "{n} words", None), "단어 {n}개");
        assert_eq!(catalogue.translate("not yet", None), "not yet");
        let english = Catalogue::of(None);
        assert_eq!(english.translate("loss", None), "loss");
        assert_eq!(english.ntranslate(1, "one word", "{n} words", None), "one word");
        assert_eq!(english.ntranslate(2, "one word", "{n} words", None), "{n} words");
    }
}
