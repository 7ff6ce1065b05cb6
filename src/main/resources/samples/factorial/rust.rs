/// Returns 1 * 2 * ... * n; 0! is 1.
///
/// `None` where `n` is negative or the product does not fit, which begins at
/// 35!.
fn factorial(n: i32) -> Option<u128> {
    let n = u128::try_from(n).ok()?;
    (1..=n).try_fold(1, |product: u128, factor| product.checked_mul(factor))
}

fn main() {
    for n in [0, 1, 5, 10, 20, -1] {
        match factorial(n) {
            Some(product) => println!("{n}! = {product}"),
            None => println!("factorial of {n} is not defined"),
        }
    }
}
