use std::io::Write;
use std::ops::ControlFlow;
use word2vec::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let get = |name: &str, default: f64| a.iter().position(|x| x == name).map_or(default, |i| a[i + 1].parse().unwrap());
    let has = |name: &str| a.iter().any(|x| x == name);
    let begin = std::time::Instant::now();
    let text = Text::read(&[a[1].clone().into()], &Reading { min_count: get("--min", 1.0) as u64, lower_case: false }, |_, _| {}).unwrap();
    let read = begin.elapsed().as_secs_f64();
    let settings = Word2Vec {
        model: if has("--sg") { Model::SkipGram } else { Model::Cbow },
        hidden: get("--hidden", 100.) as usize, shared_negatives: get("--shared", 10.) as usize,
        epochs: get("--epochs", 10.) as usize, learning_rate: get("--lr", 0.025) as f32, seed: get("--seed", 1.) as u64,
        sample: get("--sample", 0.0), portable: has("--portable"),
        threads: get("--threads", 1.) as usize, ..Word2Vec::default()
    };
    let begin = std::time::Instant::now();
    let trained = settings.train(&text, |_| ControlFlow::Continue(())).unwrap();
    let s = begin.elapsed().as_secs_f64();
    eprintln!("read {read:.2} s; {:.0} words/s  losses {:.4} {:.4}", (text.len() * settings.epochs as u64) as f64 / s, trained.mean_losses[0], trained.mean_losses[trained.mean_losses.len() - 1]);
    if let Some(i) = a.iter().position(|x| x == "--out") {
        let mut f = std::io::BufWriter::new(std::fs::File::create(&a[i + 1]).unwrap());
        writeln!(f, "{} {}", text.vocabulary().len(), settings.hidden).unwrap();
        for (word, row) in text.vocabulary().words().iter().zip(trained.vectors.outer_iter()) {
            write!(f, "{word}").unwrap();
            for x in row { write!(f, " {x}").unwrap(); }
            writeln!(f).unwrap();
        }
    }
}
