use std::collections::BTreeMap;

/// Returns how often each word occurs in `text`, in alphabetical order. A word
/// is a run of letters, digits and apostrophes; case does not count.
fn count_words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for piece in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let word = piece.trim_start_matches('\'').to_lowercase();
        if !word.is_empty() {
            *counts.entry(word).or_insert(0) += 1;
        }
    }
    counts
}

/// Prints the words of `text` with their counts.
fn report(text: &str) {
    let counts = count_words(text);
    let total: usize = counts.values().sum();
    println!("{total} words, {} different", counts.len());
    for (word, count) in &counts {
        println!("{word}: {count}");
    }
}

fn main() {
    report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!");
    report("");
}
