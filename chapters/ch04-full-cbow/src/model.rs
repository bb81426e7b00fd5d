use common::optimizer::Optimizer;
use common::param::Param;
use ndarray::Array2;

/// Examples that are looked at together, as ids.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The neighbours of each target: (B, C).
    pub contexts: Array2<u32>,
    /// The words between them: (B).
    pub target: Vec<u32>,
    /// Words that are no answers: (B, K) for CBOW, which guesses one word for each example; C times (B, K)
    /// for skip-gram, which guesses C.
    pub negatives: Vec<Array2<u32>>,
}

/// What CBOW and skip-gram have in common for their training.
///
/// `forward` comes in two halves, so that a model may be cut into slices of columns: the scores are the
/// only place where the slices meet.
pub trait Model: Send {
    /// Forward as far as the scores: (B, 1 + K), once for CBOW, C times for skip-gram.
    fn scores(&mut self, batch: &Batch) -> Vec<Array2<f32>>;

    /// The loss of these scores.
    fn loss(&mut self, scores: &[Array2<f32>]) -> f64;

    /// Adds the gradients of the last loss to those of W_in and W_out.
    fn backward(&mut self);

    /// Brings the rows that `batch` will read up to date.
    fn catch_up(&mut self, optimizer: &Optimizer, batch: &Batch);

    /// W_in and W_out, both (V, H).
    fn params(&mut self) -> [&mut Param; 2];
}

/// The two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// From the neighbours to the word.
    Cbow,
    /// From the word to each neighbour.
    SkipGram,
}

impl ModelKind {
    /// How many words an example asks for, each with negatives of its own.
    pub fn guesses(self, context_count: usize) -> usize {
        match self {
            Self::Cbow => 1,
            Self::SkipGram => context_count,
        }
    }
}
