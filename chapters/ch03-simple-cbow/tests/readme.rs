//! Both READMEs show what the source says and the program prints and draws.

use checks::readme::assert_chapter_true;

#[test]
fn what_the_readmes_show_is_true() {
    assert_chapter_true(env!("CARGO_MANIFEST_DIR"), env!("CARGO_BIN_EXE_ch03-simple-cbow"), &[]);
}
