"""Compares this trainer with gensim, fastText and word2vec.c: speed and quality on one text, in one run.

    python3 crates/word2vec/benches/compare.py TEXT [--questions FILE] [--pairs FILE] [--epochs 10] [--rounds 3] [--shuffle]
        [--threads 1 2 4] [--shards 2 16 64] [--programs this gensim]

TEXT is plain text with a sentence in each line. --questions is a file of analogies in the form of
questions-words.txt, --pairs one of word pairs with human judgements in the form of wordsim353.tsv; both kinds are
among gensim's test data, which are used where no file is given. --shuffle gives each round the text in another order,
in blocks of 40 lines: the order alone moves a rank correlation on a short text as much as the seed does. --threads are the
numbers of threads to compare with: by default 1, 2, 4 … and as many as there are processors. --shards are the numbers of
parts into which this trainer cuts the text, each shown in a line of its own, where the fastest is what the others are
compared with; by default as many as the program itself takes. --programs are those that take part: by default all that can
be installed. Each round has another seed, so what the shards cost in quality is shown by

    python3 crates/word2vec/benches/compare.py TEXT --rounds 10 --threads 1 --shards 2 16 64 --programs this gensim

gensim and fastText are installed from PyPI into a temporary environment; word2vec.c comes from the package word2vec
there and takes part if there is a C compiler `cc`. All train with vectors of 100 numbers, a window of up to 5, 5
negatives, no subsampling, every word, and the same learning rate. The programs take turns, and the fastest of the rounds
counts, since whatever else runs on the computer only ever makes a program slower; of the quality the mean of the rounds is
shown, and ± its standard error. gensim is timed in its faster way, from a file; it and this trainer without their pass over
the vocabulary, the other two with it, and word2vec.c with the writing of its vectors.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import venv

PROGRAMS = ["this", "gensim", "fasttext", "word2vec.c"]
WORKSPACE = pathlib.Path(__file__).resolve().parents[3]
PEERS = r'''
import json, pathlib, sys, time, warnings
warnings.filterwarnings("ignore")
request = json.loads(sys.argv[1])
text, skip_gram, threads = request["text"], request["model"] == "skip-gram", request["threads"]
epochs, rate, out = request["epochs"], request["rate"], request["out"]
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath

def quality(vectors):
    questions, _ = vectors.evaluate_word_analogies(request["questions"] or datapath("questions-words.txt"))
    found = [questions]
    for pairs in [request["pairs"]] if request["pairs"] else [datapath("wordsim353.tsv"), datapath("simlex999.txt")]:
        found.append(vectors.evaluate_word_pairs(pairs)[1].statistic)
    return found

speed = None
if request["program"] == "gensim":
    model = Word2Vec(vector_size=100, window=5, min_count=1, sg=int(skip_gram), negative=5, sample=0, alpha=rate,
                     workers=threads, seed=request["seed"])
    model.build_vocab(corpus_file=text)
    begin = time.perf_counter()
    model.train(corpus_file=text, total_examples=model.corpus_count, total_words=model.corpus_total_words,
                epochs=epochs)
    speed = model.corpus_total_words * epochs / (time.perf_counter() - begin)
    vectors = model.wv
elif request["program"] == "fasttext":
    import fasttext
    begin = time.perf_counter()
    model = fasttext.train_unsupervised(text, model="skipgram" if skip_gram else "cbow", dim=100, ws=5, minCount=1,
        neg=5, t=1.0, lr=rate, epoch=epochs, thread=threads, maxn=0, verbose=0)
    words, counts = model.get_words(include_freq=True)
    seconds = time.perf_counter() - begin
    speed = sum(int(count) for word, count in zip(words, counts) if word != "</s>") * epochs / seconds
    vectors = KeyedVectors(100)
    vectors.add_vectors(words, [model.get_word_vector(word) for word in words])
else:
    vectors = KeyedVectors.load_word2vec_format(out, binary=out.endswith(".bin"))
print(json.dumps({"speed": speed, "quality": quality(vectors)}))
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=pathlib.Path)
    parser.add_argument("--questions", type=pathlib.Path)
    parser.add_argument("--pairs", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--threads", type=int, nargs="+", default=up_to_all_processors())
    parser.add_argument("--shards", type=int, nargs="+", default=[])
    parser.add_argument("--programs", nargs="+", default=PROGRAMS, choices=PROGRAMS)
    flags = parser.parse_args()
    for path in (flags.text, flags.questions, flags.pairs):
        if path and not path.is_file():
            sys.exit(f"there is no file {path}")

    build = ["cargo", "build", "--release", "--package", "beyond-fast-word2vec", "--message-format", "json-render-diagnostics"]
    built = subprocess.run(build, cwd=WORKSPACE, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    executables = [message["executable"] for message in map(json.loads, built) if message.get("executable")]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        print("installing gensim and fastText …", file=sys.stderr)
        venv.create(folder / "peers", with_pip=True)
        python = next(path for path in (folder / "peers" / "bin" / "python", folder / "peers" / "Scripts" / "python.exe")
                      if path.exists())
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "gensim"], check=True)
        programs = [program for program in PROGRAMS[:2] if program in flags.programs]
        if "fasttext" in flags.programs and subprocess.run([*install, "fasttext-wheel"]).returncode == 0:
            programs.append("fasttext")
        if "word2vec.c" in flags.programs and build_original(python, folder):
            programs.append("word2vec.c")
        compare(flags, python, folder, programs, executables[-1])


def up_to_all_processors():
    """1, 2, 4 … and the number of processors."""
    processors = os.cpu_count() or 1
    return sorted({2**doublings for doublings in range(processors.bit_length())} | {processors})


def build_original(python, folder):
    """Compiles word2vec.c into `folder`, as fast as the compiler can make it; false where there is none."""
    if not shutil.which("cc"):
        return False
    download = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:"]
    if subprocess.run([*download, "--dest", folder, "word2vec"]).returncode != 0:
        return False
    with tarfile.open(next(folder.glob("word2vec-*.tar.gz"))) as archive:
        source = next(name for name in archive.getnames() if name.endswith("includes/word2vec.c"))
        (folder / "word2vec.c").write_bytes(archive.extractfile(source).read())
    flags = ["-O3", "-march=native", "-funroll-loops", "-w", "-pthread"]
    return subprocess.run(["cc", *flags, "word2vec.c", "-o", "word2vec.c.out", "-lm"], cwd=folder).returncode == 0


def original(request, folder):
    """Words per second of word2vec.c, whose vectors go to `folder`."""
    settings = {"train": request["text"], "output": request["out"], "size": 100, "window": 5, "sample": 0, "hs": 0,
                "negative": 5, "min-count": 1, "binary": 0, "iter": request["epochs"], "threads": request["threads"],
                "alpha": request["rate"], "cbow": int(request["model"] == "cbow")}
    flags = [str(word) for name, value in settings.items() for word in ("-" + name, value)]
    begin = time.perf_counter()
    subprocess.run([folder / "word2vec.c.out", *flags], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    with open(request["text"], encoding="utf-8") as lines:
        return sum(len(line.split()) for line in lines) * request["epochs"] / seconds


def compare(flags, python, folder, programs, executable):
    print(f"{'model':15} {'threads':>7} {'program':10} {'words/s':>10} {'this is':>9}  analogies, then rank correlations")
    for model, rate in (("cbow", 0.05), ("cbow", 0.025), ("skip-gram", 0.025)):
        for threads in flags.threads:
            ours = [f"this/{shards}" for shards in flags.shards] or ["this"]
            takers = (ours if "this" in programs else []) + [program for program in programs if program != "this"]
            found = {program: [] for program in takers}
            for seed in range(1, flags.rounds + 1):
                text = in_another_order(flags.text, seed, folder) if flags.shuffle else flags.text
                for program in takers:
                    program_name, _, shards = program.partition("/")
                    request = {
                        "program": program_name, "shards": shards, "text": str(text.resolve()), "model": model, "threads": threads,
                        "epochs": flags.epochs, "rate": rate, "seed": seed,
                        "out": str(folder / ("vectors.bin" if program_name == "this" else "vectors.txt")),
                        "questions": flags.questions and str(flags.questions.resolve()),
                        "pairs": flags.pairs and str(flags.pairs.resolve()),
                    }
                    speed = None
                    if program_name == "this":
                        speed = this_trainer(executable, request, folder)
                    elif program == "word2vec.c":
                        speed = original(request, folder)
                    answer = subprocess.run([python, "-c", PEERS, json.dumps(request)], stdout=subprocess.PIPE, check=True)
                    answer = json.loads(answer.stdout.splitlines()[-1])
                    found[program].append((speed or answer["speed"], answer["quality"]))
            this = max((speed for program in ours for speed, _ in found.get(program, [])), default=None)
            for program, rounds in found.items():
                fastest = max(speed for speed, _ in rounds)
                ratio = "" if program in ours or this is None else f"{this / fastest:.2f} x"
                print(f"{model + f' {rate}':15} {threads:>7} {program:10} {fastest:>10.0f} {ratio:>9}  "
                      + "  ".join(map(mean_and_error, zip(*(quality for _, quality in rounds)))), flush=True)


def in_another_order(text, seed, folder):
    """The text with its blocks of 40 lines shuffled, in a file in `folder`."""
    with open(text, encoding="utf-8") as file:
        lines = [line.rstrip("\n") + "\n" for line in file]
    blocks = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    random.Random(seed).shuffle(blocks)
    shuffled = folder / "shuffled.txt"
    shuffled.write_text("".join(line for block in blocks for line in block), encoding="utf-8")
    return shuffled


def mean_and_error(values):
    error = f" ± {statistics.stdev(values) / len(values) ** 0.5:.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{error}"


def this_trainer(executable, request, folder):
    """Words per second, as the program measures its training; its vectors stay in `folder`."""
    settings = ["--corpus", request["text"], "--model", request["model"], "--threads", request["threads"], "--min-count", 1,
                "--epochs", request["epochs"], "--lr", request["rate"], "--sample", 0, "--seed", request["seed"],
                "--also-save", "binary", "--out", folder, "--timing"]
    if request["shards"]:
        settings += ["--shards", request["shards"]]
    command = [str(word) for word in [executable, *settings]]
    subprocess.run(command, cwd=WORKSPACE, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads((folder / "results.json").read_text())["timing"]["words_per_second"]


if __name__ == "__main__":
    main()
