use common::model_kind::ModelKind;
use common::optimizer::Optimizer;
use common::param::Param;
use common::sampler::UnigramSampler;
use ndarray::Array2;
use rand::Rng;

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

impl Batch {
    /// Contexts (B, C) and target (B), with negatives drawn for what a model of this kind predicts.
    pub fn new(
        kind: ModelKind,
        (contexts, target): (Array2<u32>, Vec<u32>),
        sampler: &UnigramSampler,
        random: &mut impl Rng,
    ) -> Self {
        let negatives = match kind {
            ModelKind::Cbow => vec![sampler.sample(&target, random)], // once (B, K)
            ModelKind::SkipGram => {
                contexts.columns().into_iter().map(|words| sampler.sample(&words.to_vec(), random)).collect() // C times
            }
        };
        Self { contexts, target, negatives }
    }
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
