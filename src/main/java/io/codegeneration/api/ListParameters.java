package io.codegeneration.api;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.archive.Listing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The query parameters of {@code GET /code-generation} as sent. An empty parameter counts as absent. */
record ListParameters(String language, String status, String limit, String cursor) {

    /** The number of items of a page if the caller does not say. */
    static final int STANDARD_LIMIT = 20;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    /**
     * Returns the query that the parameters ask for.
     *
     * @throws CallerException with every fault of the parameters
     */
    Listing.Query query() {
        List<Problem.FieldError> faults = new ArrayList<>();
        Optional<Language> onlyLanguage =
                withPluses().or(() -> present(language).flatMap(name -> find(name, faults)));
        Optional<GenerationRecord.Status> onlyStatus = present(status).flatMap(name -> status(name, faults));
        int most = present(limit).map(number -> limit(number, faults)).orElse(STANDARD_LIMIT);
        if (!faults.isEmpty()) {
            throw CallerException.invalid(faults);
        }
        return new Listing.Query(onlyLanguage, onlyStatus, most, present(cursor));
    }

    private static Optional<String> present(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Finds the language of {@code language=c++}, where decoding has made a space of each plus sign. */
    private Optional<Language> withPluses() {
        return Optional.ofNullable(language)
                .filter(name -> name.indexOf(' ') >= 0)
                .flatMap(name -> Languages.standard().find(name.replace(' ', '+')));
    }

    private static Optional<Language> find(String name, List<Problem.FieldError> faults) {
        Optional<Language> found = Languages.standard().find(name);
        if (found.isEmpty()) {
            faults.add(new Problem.FieldError(
                    "language",
                    "This language is not supported. GET " + Invocation.ROOT + "/languages lists the languages."));
        }
        return found;
    }

    private static Optional<GenerationRecord.Status> status(String name, List<Problem.FieldError> faults) {
        Optional<GenerationRecord.Status> found = Arrays.stream(GenerationRecord.Status.values())
                .filter(known -> known.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
        if (found.isEmpty()) {
            String all = Arrays.stream(GenerationRecord.Status.values())
                    .map(known -> known.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            faults.add(new Problem.FieldError("status", "status must be one of " + all + "."));
        }
        return found;
    }

    private static int limit(String number, List<Problem.FieldError> faults) {
        int most = NUMBER.matcher(number).matches() ? Integer.parseInt(number) : 0;
        if (most < 1 || most > Listing.MAX_LIMIT) {
            faults.add(new Problem.FieldError("limit", "limit must be 1 to " + Listing.MAX_LIMIT + "."));
        }
        return most;
    }
}
