package io.codegeneration.lambda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a function's ARN.
 *
 * @param region the region of the function. {@code AWS_REGION} is not used, because it can be set to the region of models
 *     and buckets.
 * @param name the name without account and region
 * @param qualifier version or alias, or empty if the ARN has none
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
record FunctionName(String region, String name, Optional<String> qualifier) {

    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:lambda:([a-z0-9-]+):[0-9]{12}:function:([a-zA-Z0-9_.-]+)(?::([$]LATEST(?:[.]PUBLISHED)?|[a-zA-Z0-9_-]+))?");

    /** Reads an ARN. Returns empty if it is not the ARN of a function. */
    static Optional<FunctionName> of(String arn) {
        Matcher parts = ARN.matcher(arn);
        return parts.matches()
                ? Optional.of(new FunctionName(parts.group(1), parts.group(2), Optional.ofNullable(parts.group(3))))
                : Optional.empty();
    }
}
