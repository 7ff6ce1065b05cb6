#include <cctype>
#include <cstddef>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

/// Returns how often each word occurs in text, in alphabetical order. A word is
/// a run of letters, digits and apostrophes; case does not count.
std::map<std::string, std::size_t> count_words(std::string_view text) {
    std::map<std::string, std::size_t> counts;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const unsigned char c = i < text.size() ? text[i] : ' ';
        if (std::isalnum(c) || (c == '\'' && !word.empty())) {
            word += static_cast<char>(std::tolower(c));
        } else if (!word.empty()) {
            ++counts[word];
            word.clear();
        }
    }
    return counts;
}

/// Prints the words of text with their counts.
void report(std::string_view text) {
    const auto counts = count_words(text);
    std::size_t total = 0;
    for (const auto& [word, count] : counts) {
        total += count;
    }
    std::cout << total << " words, " << counts.size() << " different\n";
    for (const auto& [word, count] : counts) {
        std::cout << word << ": " << count << '\n';
    }
}

int main() {
    report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!");
    report("");
}
