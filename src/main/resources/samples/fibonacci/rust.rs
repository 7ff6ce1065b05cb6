/// Returns the nth Fibonacci number: 0, 1, 1, 2, 3, 5, ... for n = 0, 1, 2, ...
///
/// `None` where `n` is negative or the number does not fit, which begins at
/// n = 187.
fn fibonacci(n: i32) -> Option<u128> {
    let n = u32::try_from(n).ok()?;
    let (mut previous, mut current) = (1_u128, 0_u128);
    for _ in 0..n {
        (previous, current) = (current, previous.checked_add(current)?);
    }
    Some(current)
}

fn main() {
    for n in [0, 1, 2, 10, 50, 90, -1] {
        match fibonacci(n) {
            Some(number) => println!("fibonacci({n}) = {number}"),
            None => println!("fibonacci({n}) is not defined"),
        }
    }
}
