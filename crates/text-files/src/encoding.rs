//! In which encoding a text is that is not UTF-8, as far as its bytes tell.

/// Two bytes make a character, and some pairs are more usual than others.
struct DoubleByte {
    remedy: &'static str,
    is_pair: fn(u8, u8) -> bool,
    is_usual: fn(u8, u8) -> bool,
    /// The least share of usual pairs, in percent.
    usual: usize,
}

/// The first that fits is the most likely: in Korean nearly all pairs are among the 2,350 usual syllables, in Japanese
/// many are kana. Chinese uses more pairs than Korean does.
const DOUBLE_BYTE: [DoubleByte; 4] = [
    DoubleByte {
        remedy: "it looks like Korean in CP949 (EUC-KR); save it as UTF-8 first, with `iconv -f CP949 -t UTF-8`",
        is_pair: |lead, trail| {
            matches!(lead, 0x81..=0xfe) && matches!(trail, 0x41..=0x5a | 0x61..=0x7a | 0x81..=0xfe)
        },
        is_usual: |lead, trail| matches!(lead, 0xb0..=0xc8) && trail >= 0xa1,
        usual: 80,
    },
    DoubleByte {
        remedy: "it looks like Japanese in EUC-JP; save it as UTF-8 first, with `iconv -f EUC-JP -t UTF-8`",
        is_pair: |lead, trail| lead >= 0xa1 && trail >= 0xa1,
        is_usual: |lead, _| matches!(lead, 0xa4 | 0xa5),
        usual: 25,
    },
    DoubleByte {
        remedy: "it looks like Japanese in Shift_JIS; save it as UTF-8 first, with `iconv -f CP932 -t UTF-8`",
        is_pair: |lead, trail| {
            matches!(lead, 0x81..=0x9f | 0xe0..=0xfc) && matches!(trail, 0x40..=0x7e | 0x80..=0xfc)
        },
        is_usual: |lead, trail| matches!((lead, trail), (0x82, 0x9f..=0xf1) | (0x83, 0x40..=0x96)),
        usual: 25,
    },
    DoubleByte {
        remedy: "it looks like Chinese in GB18030 (GBK); save it as UTF-8 first, with `iconv -f GB18030 -t UTF-8`",
        is_pair: |lead, trail| lead >= 0x81 && trail >= 0x40 && trail != 0x7f,
        is_usual: |lead, trail| matches!(lead, 0xb0..=0xd7) && trail >= 0xa1,
        usual: 80,
    },
];

const WESTERN: &str = "it looks like a Western European language in Windows-1252 (Latin-1); save it as UTF-8 first, with `iconv -f CP1252 -t UTF-8`";
const NO_TEXT: &str = "it has zero bytes, as no text has; give a text in UTF-8";

/// What bytes that are not UTF-8 are instead and what to do about it, as half a sentence: `it looks like Korean in CP949
/// …; save it as UTF-8 first, with …`. Nothing if they do not tell.
pub fn encoding_remedy(bytes: &[u8]) -> Option<&'static str> {
    if bytes.contains(&0) {
        return Some(NO_TEXT);
    }
    let double = DOUBLE_BYTE.iter().find(|encoding| encoding.fits(bytes)).map(|encoding| encoding.remedy);
    double.or_else(|| is_western(bytes).then_some(WESTERN))
}

impl DoubleByte {
    /// Whether nearly all bytes beyond ASCII come in pairs, and enough of the pairs are usual.
    fn fits(&self, bytes: &[u8]) -> bool {
        let (mut pairs, mut usual, mut wrong, mut at) = (0, 0, 0, 0);
        // A pair may be cut at the end.
        while let Some(&[lead, trail]) = bytes.get(at..at + 2) {
            at += 1;
            if lead.is_ascii() {
                continue;
            }
            if (self.is_pair)(lead, trail) {
                pairs += 1;
                usual += usize::from((self.is_usual)(lead, trail));
                at += 1;
            } else {
                wrong += 1;
            }
        }
        // One pair alone may be anything.
        pairs >= 2 && 20 * wrong <= pairs && 100 * usual >= self.usual * pairs
    }
}

/// Whether the bytes beyond ASCII are single letters with accents, in words of ASCII letters.
fn is_western(bytes: &[u8]) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphabetic());
    let beyond_ascii = bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii());
    let (mut all, mut fitting) = (0, 0);
    for (at, &byte) in beyond_ascii {
        let is_accented = matches!(byte, 0xc0..=0xfe) && !matches!(byte, 0xd7 | 0xf7);
        all += 1;
        fitting += usize::from(is_accented && (is_letter(at.checked_sub(1)) || is_letter(Some(at + 1))));
    }
    all > 0 && 100 * fitting >= 80 * all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of these bytes, up to the semicolon.
    fn said(bytes: &[u8]) -> &'static str {
        encoding_remedy(bytes).map_or("", |remedy| remedy.split_once(';').unwrap().0)
    }

    #[test]
    fn korean_is_told_by_its_syllables() {
        // 나는 밥을 먹고 너는 빵을 먹는다.
        let bytes = b"\xb3\xaa\xb4\xc2 \xb9\xe4\xc0\xbb \xb8\xd4\xb0\xed \xb3\xca\xb4\xc2 \xbb\xa7\xc0\xbb \xb8\xd4\xb4\xc2\xb4\xd9.\n";
        assert_eq!(said(bytes), "it looks like Korean in CP949 (EUC-KR)");
        for end in 4..bytes.len() {
            assert_eq!(said(&bytes[..end]), "it looks like Korean in CP949 (EUC-KR)", "cut at {end}");
        }
    }

    #[test]
    fn other_encodings_are_told_apart() {
        // 私はごはんを食べます。 in two encodings, 我们在中国学习中文。 and a French sentence.
        let euc = b"\xbb\xe4\xa4\xcf\xa4\xb4\xa4\xcf\xa4\xf3\xa4\xf2\xbf\xa9\xa4\xd9\xa4\xde\xa4\xb9\xa1\xa3";
        let shift = b"\x8e\x84\x82\xcd\x82\xb2\x82\xcd\x82\xf1\x82\xf0\x90H\x82\xd7\x82\xdc\x82\xb7\x81B";
        let chinese = b"\xce\xd2\xc3\xc7\xd4\xda\xd6\xd0\xb9\xfa\xd1\xa7\xcf\xb0\xd6\xd0\xce\xc4\xa1\xa3";
        assert_eq!(said(euc), "it looks like Japanese in EUC-JP");
        assert_eq!(said(shift), "it looks like Japanese in Shift_JIS");
        assert_eq!(said(chinese), "it looks like Chinese in GB18030 (GBK)");
        assert!(said(b"un caf\xe9 cr\xe8me").contains("Windows-1252"));
    }

    #[test]
    fn what_tells_nothing_is_not_guessed() {
        for bytes in [&b"ab \xb0\xa1"[..], b"ab \xea\xb0", b"word\xff", b"\xff\xff\xff\xff", b"plain"] {
            assert_eq!(said(bytes), "", "{bytes:?}");
        }
        assert!(said(b"\x7fELF\0\xff").contains("zero bytes"));
    }
}
