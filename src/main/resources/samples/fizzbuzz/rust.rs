/// Returns what a player says in place of `number`: "Fizz" for multiples of
/// three, "Buzz" for multiples of five, "FizzBuzz" for multiples of both, and
/// the number itself otherwise.
fn fizz_buzz(number: u32) -> String {
    match (number % 3, number % 5) {
        (0, 0) => "FizzBuzz".to_string(),
        (0, _) => "Fizz".to_string(),
        (_, 0) => "Buzz".to_string(),
        _ => number.to_string(),
    }
}

fn main() {
    for number in 1..=15 {
        println!("{}", fizz_buzz(number));
    }
}
