//! What a chapter shows.
