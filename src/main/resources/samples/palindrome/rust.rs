/// Tells whether `text` reads the same backwards. Case, spaces and punctuation
/// do not count; a text without letters or digits is a palindrome.
fn is_palindrome(text: &str) -> bool {
    let characters: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    characters.iter().eq(characters.iter().rev())
}

fn main() {
    let texts = [
        "A man, a plan, a canal: Panama",
        "Was it a car or a cat I saw?",
        "Hello, world!",
        "12321",
        "",
    ];
    for text in texts {
        let answer = if is_palindrome(text) { "yes" } else { "no" };
        println!("\"{text}\": {answer}");
    }
}
