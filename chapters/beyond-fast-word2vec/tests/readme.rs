//! Both READMEs show what the source says and the program prints and draws.

use checks::readme::assert_chapter_true;

#[test]
fn what_the_readmes_show_is_true() {
    let program = env!("CARGO_BIN_EXE_beyond-fast-word2vec");
    assert_chapter_true(env!("CARGO_MANIFEST_DIR"), program, &["ladder.png"]);
}
