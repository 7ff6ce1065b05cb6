#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>
#include <string_view>

/// Tells whether text reads the same backwards. Case, spaces and punctuation do
/// not count; a text without letters or digits is a palindrome. One byte is one
/// character.
bool is_palindrome(std::string_view text) {
    std::string characters;
    for (const unsigned char c : text) {
        if (std::isalnum(c)) {
            characters += static_cast<char>(std::tolower(c));
        }
    }
    return std::equal(characters.begin(), characters.end(), characters.rbegin());
}

int main() {
    for (const std::string_view text : {
             "A man, a plan, a canal: Panama",
             "Was it a car or a cat I saw?",
             "Hello, world!",
             "12321",
             "",
         }) {
        std::cout << '"' << text << "\": " << (is_palindrome(text) ? "yes" : "no") << '\n';
    }
}
