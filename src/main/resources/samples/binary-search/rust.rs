use std::cmp::Ordering;

/// Returns an index of `target` in `items`, which must be in ascending order,
/// or `None` if it does not occur. Takes O(log n) comparisons.
fn binary_search<T: Ord>(items: &[T], target: &T) -> Option<usize> {
    let mut low = 0;
    let mut high = items.len(); // one past the last candidate
    while low < high {
        let middle = low + (high - low) / 2; // (low + high) / 2 could overflow
        match items[middle].cmp(target) {
            Ordering::Equal => return Some(middle),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// Puts the result of a search into words.
fn describe(index: Option<usize>) -> String {
    index.map_or_else(|| "not found".to_string(), |i| format!("index {i}"))
}

fn main() {
    let primes = [2, 3, 5, 7, 11, 13, 17];
    for target in [7, 2, 17, 4] {
        println!(
            "search {target}: {}",
            describe(binary_search(&primes, &target))
        );
    }
    println!(
        "search 7 in an empty list: {}",
        describe(binary_search(&[], &7))
    );
}
