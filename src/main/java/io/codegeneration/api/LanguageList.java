package io.codegeneration.api;

import io.codegeneration.generation.Language;
import java.util.List;

/** The answer to {@code GET /code-generation/languages}. */
record LanguageList(List<Language> languages) {}
