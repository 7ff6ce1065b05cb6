/// Returns all primes not greater than `limit` in ascending order, by the sieve
/// of Eratosthenes in O(n log log n) steps.
fn primes_up_to(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit + 1];
    let mut primes = Vec::new();
    for number in 2..=limit {
        if composite[number] {
            continue;
        }
        primes.push(number);
        for multiple in (number.saturating_mul(number)..=limit).step_by(number) {
            composite[multiple] = true;
        }
    }
    primes
}

fn main() {
    for limit in [30, 2, 1] {
        let primes: Vec<String> = primes_up_to(limit).iter().map(usize::to_string).collect();
        let list = if primes.is_empty() {
            "none".to_string()
        } else {
            primes.join(" ")
        };
        println!("primes up to {limit}: {list}");
    }
}
